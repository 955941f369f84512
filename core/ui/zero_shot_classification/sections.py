"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.zero_shot import TASK
from core.text.zero_shot_code import Setup, gradio_app, script, streamlit_app
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.zero_shot_classification.choices import EXAMPLES, Asked


def sections(rows: Sequence[ModelRow], asked: Asked, text: Text | None) -> None:
    """Draw the section with the code for the first model, the labels and the text, and one about each model."""
    if asked.labels:
        setup = Setup(asked.labels, asked.template, asked.several)
        written = text.content if text else EXAMPLES[0].text
        code_section(
            Code(_("Script"), script(rows[0], setup, written), "zero_shot_classification.py"),
            Code("Gradio", gradio_app(rows[0], setup), "zero_shot_classification_gradio.py"),
            Code("Streamlit", streamlit_app(rows[0], setup), "zero_shot_classification_streamlit.py"),
        )
    model_sections(rows, TASK)
