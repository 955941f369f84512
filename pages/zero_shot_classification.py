"""Zero-shot classification of texts: which of your own labels fits, as one model says it or two."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_answers import ask_models
from core.ui.inputs.text_input import choose_text
from core.ui.inputs.text_language import say_language
from core.ui.inputs.two_models import choose_models
from core.ui.zero_shot_classification.choices import (
    EXAMPLES,
    KEY,
    Asked,
    choose_labels,
    choose_several,
    choose_template,
    question_of,
)
from core.ui.zero_shot_classification.result import show_insight, show_result
from core.ui.zero_shot_classification.sections import sections

with page("zero_shot_classification") as below:
    controls, result = two_sides()
    with controls:
        with asked_first():
            text = choose_text(KEY, EXAMPLES)
            labels = choose_labels()
        asked = Asked(labels, choose_template(labels), choose_several())
        rows = choose_models("zero-shot-classification", "inference_model")
        say_language([text] if text else [], EXAMPLES, rows)

    with result:
        pressed = st.button(
            _("Compare with my labels"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=not (rows and text and labels),
        )
    with result, guard():
        if pressed and text:
            ask_models(question_of(asked), rows, [text])
        show_result(rows, asked, text)
    with guard():
        show_insight(rows, asked, text)

    if rows:
        with below:
            sections(rows, asked, text)
