"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.code import name_in_code
from core.pictures.images import Picture
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.image_classification.chosen import chosen_picture
from core.vision.classification.classify import TASK
from core.vision.classification.snippets import gradio_app, script, streamlit_app


def sections(rows: Sequence[ModelRow], pictures: Sequence[Picture]) -> None:
    """Draw the section with the code for the first of the models chosen (the script is for the chosen picture), and one
    about each model."""
    path = name_in_code(chosen_picture(pictures)) if pictures else "picture.jpg"
    code_section(
        Code(_("Script"), script(rows[0], path), "image_classification.py"),
        Code("Gradio", gradio_app(rows[0]), "image_classification_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0]), "image_classification_streamlit.py"),
    )
    model_sections(rows, TASK)
