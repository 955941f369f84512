"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.classification import TASK
from core.text.classification_code import gradio_app, script, streamlit_app
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.inputs.shown_large import shown_large
from core.ui.text_classification.choices import KEY, code_text


def sections(rows: Sequence[ModelRow], texts: Sequence[Text]) -> None:
    """Draw the section with the code for the first of the models chosen (the script is for the chosen text), and one
    about each model."""
    text = code_text(shown_large(KEY, texts) if texts else None)
    code_section(
        Code(_("Script"), script(rows[0], text), "text_classification.py"),
        Code("Gradio", gradio_app(rows[0]), "text_classification_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0]), "text_classification_streamlit.py"),
    )
    model_sections(rows, TASK)
