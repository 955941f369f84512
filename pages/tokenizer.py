"""Tokenizers: how a text becomes tokens and ids, by one tokenizer or two, and by one of the visitor's own."""

import streamlit as st

from core.ui.frame.page import guard, page
from core.ui.inputs.text_input import choose_text
from core.ui.inputs.two_models import choose_models
from core.ui.tokenizer.choices import (
    EXAMPLES,
    KEY,
    MODEL,
    TASK,
    choose_own,
    open_chosen,
    opened,
    say_stand_ins,
)
from core.ui.tokenizer.look import look_closer
from core.ui.tokenizer.result import show_result
from core.ui.tokenizer.sections import sections

with page("tokenizer") as below:
    controls, result = st.columns([5, 6], gap="large")
    with controls:
        text = choose_text(KEY, EXAMPLES)
        rows = choose_models(TASK, MODEL)
        trained = choose_own()

    with result, guard():
        open_chosen(rows)
        say_stand_ins(rows)
        show_result(opened(rows, trained), text)
    with guard():
        look_closer(opened(rows, trained), text)

    if rows:
        with below:
            sections(rows, text)
