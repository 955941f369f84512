"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.code import name_in_code
from core.pictures.images import Picture
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.zero_shot_image_classification.answers import Question
from core.vision.zero_shot.embeddings import TASK
from core.vision.zero_shot.snippets import Setup, gradio_app, script, streamlit_app

_FILE = "zero_shot_image_classification"


def sections(rows: Sequence[ModelRow], question: Question, picture: Picture | None) -> None:
    """Draw the section with the code for the first of the models chosen (the script is for `picture`), and one about
    each model."""
    if question.labels:
        setup = Setup(question.labels, question.templates)
        path = name_in_code(picture) if picture else "picture.jpg"
        code_section(
            Code(_("Script"), script(rows[0], setup, path), f"{_FILE}.py"),
            Code("Gradio", gradio_app(rows[0], setup), f"{_FILE}_gradio.py"),
            Code("Streamlit", streamlit_app(rows[0], setup), f"{_FILE}_streamlit.py"),
        )
    model_sections(rows, TASK)
