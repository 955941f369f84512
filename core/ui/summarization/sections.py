"""The quiet sections below the result: the code that does what the page does, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.sentences import sentences
from core.text.summarization import TASK, Summary
from core.text.text_rank import MOST_SENTENCES
from core.text.writing_code import Setup, gradio_app, script, streamlit_app, text_rank_script
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.inputs.text_answers import Question, kept_answers
from core.ui.summarization.choices import EXAMPLES, manner_of
from core.ui.summarization.extracted import NAME


def sections(rows: Sequence[ModelRow], question: Question[Summary], text: Text | None, most: int) -> None:
    """Draw the section with the code for the first model, the manner and the text, and for TextRank with its `most`
    sentences; and one about each model."""
    manner = manner_of(question)
    setup = Setup(manner.search, manner.in_parts, is_translation=False)
    source = text.content if text else EXAMPLES[0].text
    found = kept_answers(question, rows[:1], text) if text else {}
    parts = [one.text for one in found[rows[0]].found.sources] if found else [source]
    chosen = [one.text for one in sentences(source)[:MOST_SENTENCES]]
    code_section(
        Code(_("Script"), script(rows[0], setup, source, parts), "summarization.py"),
        Code("Gradio", gradio_app(rows[0], setup, source), "summarization_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0], setup, source), "summarization_streamlit.py"),
        Code(NAME, text_rank_script(source, chosen, most), "text_rank.py"),
    )
    model_sections(rows, TASK)
