"""Token classification: the words of a text with their parts of speech, or the names in it."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_answers import ask_models
from core.ui.inputs.text_input import choose_text
from core.ui.inputs.text_language import say_language
from core.ui.inputs.text_length import show_lengths
from core.ui.inputs.two_models import choose_models
from core.ui.token_classification.choices import EXAMPLES, KEY, QUESTION
from core.ui.token_classification.result import ask_rule, show_insight, show_result
from core.ui.token_classification.sections import sections

with page("token_classification") as below:
    controls, result = two_sides()
    with controls:
        with asked_first():
            text = choose_text(KEY, EXAMPLES)
        rows = choose_models("token-classification", "token_classifier")
        say_language([text] if text else [], EXAMPLES, rows)
        lengths = st.container()
        ask_rule()

    with result:
        asked = st.button(
            _("Mark the words"), type="primary", icon=":material/play_arrow:", disabled=not (rows and text)
        )
    with result, guard():
        if asked and text:
            ask_models(QUESTION, rows, [text])
        show_result(rows, text)
    # A model that was just fetched can be asked now.
    with lengths, guard():
        show_lengths([text] if text else [], rows, "token-classification")
    with guard():
        show_insight(rows, text)

    if rows:
        with below:
            sections(rows, text)
