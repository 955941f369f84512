"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.sentences import sentences
from core.text.translation import TASK, Translation, split_mark
from core.text.writing_code import Setup, gradio_app, script, streamlit_app
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.inputs.text_answers import Question, kept_answers
from core.ui.translation.choices import EXAMPLES, manner_of


def sections(rows: Sequence[ModelRow], question: Question[Translation], text: Text | None) -> None:
    """Draw the section with the code for the first model, the manner and the text, and one about each model."""
    manner = manner_of(question)
    setup = Setup(manner.search, manner.in_parts, is_translation=True)
    source = text.content if text else EXAMPLES[0].text
    found = kept_answers(question, rows[:1], text) if text else {}
    parts = [source]
    if found:
        parts = [one.text for one in found[rows[0]].found.sources]
    elif manner.in_parts:
        parts = [one.text for one in sentences(split_mark(source)[1])]
    code_section(
        Code(_("Script"), script(rows[0], setup, source, parts), "translation.py"),
        Code("Gradio", gradio_app(rows[0], setup, source), "translation_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0], setup, source), "translation_streamlit.py"),
    )
    model_sections(rows, TASK)
