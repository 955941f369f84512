"""Text classification: what texts are like, step by step, as one model says it or two."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_answers import ask_models
from core.ui.inputs.text_input import choose_texts
from core.ui.inputs.text_language import say_language
from core.ui.inputs.text_length import show_lengths
from core.ui.inputs.two_models import choose_models
from core.ui.text_classification.choices import EXAMPLES, KEY, QUESTION
from core.ui.text_classification.result import show_insight, show_result
from core.ui.text_classification.sections import sections

with page("text_classification") as below:
    controls, result = two_sides()
    with controls:
        with asked_first():
            texts = choose_texts(KEY, EXAMPLES)
        rows = choose_models("text-classification", "text_classifier")
        say_language(texts, EXAMPLES, rows)
        lengths = st.container()

    with result:
        asked = st.button(
            _("Classify the text"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=not (rows and texts),
        )
    with result, guard():
        if asked:
            ask_models(QUESTION, rows, texts)
        show_result(rows, texts)
    # A model that was just fetched can be asked now.
    with lengths, guard():
        show_lengths(texts, rows, "text-classification")
    with guard():
        show_insight(rows, texts)

    if rows:
        with below:
            sections(rows, texts)
