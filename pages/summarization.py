"""Summarization: what a text is about in a few sentences, as one model writes it or two, and without any network."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_answers import ask_models
from core.ui.inputs.text_input import choose_text
from core.ui.inputs.text_language import say_language
from core.ui.inputs.text_length import show_lengths
from core.ui.inputs.two_models import choose_models
from core.ui.summarization.choices import EXAMPLES, KEY, TASK, choose_manner, choose_sentences, question_in
from core.ui.summarization.extracted import choose_without_network
from core.ui.summarization.result import show_insight, show_result
from core.ui.summarization.sections import sections

with page("summarization") as below:
    controls, result = two_sides()
    with controls:
        with asked_first():
            text = choose_text(KEY, EXAMPLES, height=220)
        rows = choose_models(TASK, "summarization_model")
        say_language([text] if text else [], EXAMPLES, rows)
        manner = choose_manner()
        most = choose_sentences()
        lengths = st.container()
    question = question_in(manner)

    with result:
        asked = st.button(
            _("Summarise"), type="primary", icon=":material/play_arrow:", disabled=not (rows and text)
        )
    with result, guard():
        if asked and text:
            choose_without_network(text)
            ask_models(question, rows, [text])
    # Where no model can be had, the summary without one is there all the same.
    with result, guard():
        show_result(rows, question, text, most)
    with lengths, guard():
        if text and not manner.in_parts:
            show_lengths([text], rows, TASK)
    with guard():
        show_insight(rows, question, text, most)

    if rows:
        with below:
            sections(rows, question, text, most)
