"""Question answering: where a text answers a question, as one model finds it or two."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_answers import ask_models
from core.ui.inputs.text_input import choose_text
from core.ui.inputs.text_language import say_language
from core.ui.inputs.two_models import choose_models
from core.ui.question_answering.choices import EXAMPLES, KEY, choose_question, question_of
from core.ui.question_answering.result import show_insight, show_result
from core.ui.question_answering.sections import sections

with page("question_answering") as below:
    controls, result = two_sides()
    with controls:
        with asked_first():
            text = choose_text(KEY, EXAMPLES, height=220)
            typed = choose_question(text)
        rows = choose_models("question-answering", "answer_finder")
        say_language([text] if text else [], EXAMPLES, rows)
    question = question_of(typed)

    with result:
        asked = st.button(
            _("Find the answer"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=not (rows and text and typed),
        )
    with result, guard():
        if asked and text:
            ask_models(question, rows, [text])
        show_result(rows, question, text)
    with guard():
        show_insight(rows, question, text)

    if rows:
        with below:
            sections(rows, typed, text)
