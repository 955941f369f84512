"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.fill_mask import TASK
from core.text.fill_mask_code import gradio_app, script, streamlit_app
from core.ui.fill_mask.choices import EXAMPLES
from core.ui.frame.sections import Code, code_section, model_sections


def sections(rows: Sequence[ModelRow], texts: Sequence[Text], top: int) -> None:
    """Draw the section with the code for the first model and the first text, and one about each model."""
    text = texts[0].content if texts else EXAMPLES[0].text
    code_section(
        Code(_("Script"), script(rows[0], text, top), "fill_mask.py"),
        Code("Gradio", gradio_app(rows[0], text, top), "fill_mask_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0], text, top), "fill_mask_streamlit.py"),
    )
    model_sections(rows, TASK)
