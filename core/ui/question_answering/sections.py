"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.question_answering import TASK
from core.text.question_answering_code import gradio_app, script, streamlit_app
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.question_answering.choices import EXAMPLES, QUESTIONS


def sections(rows: Sequence[ModelRow], question: str, text: Text | None) -> None:
    """Draw the section with the code for the first model, the question and the text, and one about each model."""
    asked = question or QUESTIONS[EXAMPLES[0].name][0]
    context = text.content if text else EXAMPLES[0].text
    code_section(
        Code(_("Script"), script(rows[0], asked, context), "question_answering.py"),
        Code("Gradio", gradio_app(rows[0], asked, context), "question_answering_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0], asked, context), "question_answering_streamlit.py"),
    )
    model_sections(rows, TASK)
