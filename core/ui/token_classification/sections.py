"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.tagging import TASK
from core.text.tagging_code import gradio_app, script, streamlit_app
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.token_classification.choices import EXAMPLES


def sections(rows: Sequence[ModelRow], text: Text | None) -> None:
    """Draw the section with the code for the first of the models chosen, and one about each model."""
    shown = text.content if text else EXAMPLES[0].text
    code_section(
        Code(_("Script"), script(rows[0], shown), "token_classification.py"),
        Code("Gradio", gradio_app(rows[0]), "token_classification_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0]), "token_classification_streamlit.py"),
    )
    model_sections(rows, TASK)
