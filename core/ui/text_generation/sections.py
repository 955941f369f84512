"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.generation import Settings
from core.text.generation_code import gradio_app, script, streamlit_app
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.text_generation.choices import EXAMPLES, TASK


def sections(rows: Sequence[ModelRow], text: Text | None, settings: Settings) -> None:
    """Draw the section with the code for the first model, and one about each model."""
    content = text.content if text else EXAMPLES[0].text
    code_section(
        Code(_("Script"), script(rows[0], content, settings), "text_generation.py"),
        Code("Gradio", gradio_app(rows[0], content, settings), "text_generation_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0], content, settings), "text_generation_streamlit.py"),
    )
    model_sections(rows, TASK)
