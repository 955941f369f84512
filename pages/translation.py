"""Translation: what a text says in another language, as one model writes it or two."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_answers import ask_models
from core.ui.inputs.text_input import choose_text
from core.ui.inputs.text_language import say_language
from core.ui.inputs.text_length import show_lengths
from core.ui.inputs.two_models import choose_models
from core.ui.translation.choices import EXAMPLES, KEY, TASK, choose_manner, question_in, say_directions
from core.ui.translation.result import show_insight, show_result
from core.ui.translation.sections import sections

with page("translation") as below:
    controls, result = two_sides()
    with controls:
        with asked_first():
            text = choose_text(KEY, EXAMPLES)
        rows = choose_models(TASK, "translation_model")
        say_language([text] if text else [], EXAMPLES, rows)
        say_directions(rows)
        manner = choose_manner()
        lengths = st.container()
    question = question_in(manner)

    with result:
        asked = st.button(
            _("Translate"), type="primary", icon=":material/play_arrow:", disabled=not (rows and text)
        )
    with result, guard():
        if asked and text:
            ask_models(question, rows, [text])
    # Where one of two models cannot be had, the other's translation is there all the same.
    with result, guard():
        show_result(rows, question, text)
    # By sentence no text is too long.
    with lengths, guard():
        if text and not manner.in_parts:
            show_lengths([text], rows, TASK)
    with guard():
        show_insight(rows, question, text)

    if rows:
        with below:
            sections(rows, question, text)
