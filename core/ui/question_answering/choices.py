"""What the page begins with, and what it asks."""

from functools import partial

import streamlit as st

from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.printable import printable_line
from core.text.border import Text
from core.text.question_answering import TASK, Answered, Progress, ask
from core.turns import in_turn
from core.ui.frame.markdown import plain
from core.ui.inputs.text_answers import Question
from core.ui.inputs.text_input import Example

KEY = "question_answering"
_QUESTION = "question_answering.question"
_LONGEST_QUESTION = 500

EXAMPLES = (
    Example(
        "course",
        "Gabriel García Márquez nació en 1927 en Aracataca, un pueblo de Colombia. Fue periodista antes que novelista. "
        "En 1967 publicó Cien años de soledad, la historia de siete generaciones de los Buendía en Macondo, un pueblo "
        "que no existe. En 1982 ganó el premio Nobel de Literatura. Murió en Ciudad de México en 2014.",
        N_("García Márquez"),
    ),
    Example(
        "library",
        "La biblioteca del barrio abrió en 1985 y guarda veinte mil libros, casi todos regalados. La dirige Marta "
        "Ruiz, que antes fue maestra. Abre de lunes a sábado, y los jueves por la tarde hay cuentos para los más "
        "pequeños.",
        N_("A library"),
    ),
    Example(
        "english",
        "The Rosetta Stone was found in 1799 by French soldiers near the town of Rosetta in Egypt. It carries the same "
        "decree in three scripts, which helped Jean-François Champollion to read hieroglyphs in 1822. Since 1802 it "
        "has been in the British Museum in London.",
        N_("The Rosetta Stone (English)"),
        language="en",
    ),
)
QUESTIONS = {
    "course": (
        "¿Quién ganó un premio Nobel?",
        "¿Dónde nació?",
        "¿Cuándo publicó su novela?",
        "¿Cuántos hijos tuvo?",
    ),
    "library": (
        "¿Cuándo abrió la biblioteca?",
        "¿Quién la dirige?",
        "¿Cuántos libros guarda?",
        "¿De qué color es?",
    ),
    "english": ("Who read the hieroglyphs?", "Where is the stone now?", "How heavy is the stone?"),
}
"""What can be asked of each example; the last one has no answer there."""

_ANSWER_BYTES, _TOKEN_BYTES = 300, 260


def choose_question(text: Text | None) -> str:
    """Draw the input for the question, with those that go with the example in the text's field; return it, "" where
    there is none."""
    asked = st.query_params.get(f"{KEY}_example", EXAMPLES[0].name)
    st.session_state.setdefault(_QUESTION, QUESTIONS.get(asked, QUESTIONS[EXAMPLES[0].name])[0])
    typed = st.text_input(
        _("Question"),
        key=_QUESTION,
        max_chars=_LONGEST_QUESTION,
        persist_state="session",
        icon=":material/help:",
    )
    name = next((example.name for example in EXAMPLES if text and example.text == text.content), "")
    with st.container(horizontal=True, gap="xsmall"):
        for number, question in enumerate(QUESTIONS.get(name, ())):
            st.button(
                plain(question),
                key=f"{KEY}.ask.{name}.{number}",
                on_click=st.session_state.__setitem__,
                args=(_QUESTION, question),
            )
    question = printable_line(typed or "")
    if not question:
        st.info(_("There is no question yet. Write one."), icon=":material/edit:")
    return question


def question_of(typed: str) -> Question[Answered]:
    """Return what the page asks of a text."""
    return Question(TASK, partial(_ask, typed), _size, typed)


def answered(loaded: LoadedModel, question: str, content: str, progress: Progress | None = None) -> Answered:
    """Return what a loaded model answers to a question in a text."""
    model = loaded.model
    return ask(model.processor, model.model, question, content, loaded.row.title, progress=progress)


def _ask(question: str, loaded: LoadedModel, text: Text) -> Answered:
    place = st.empty()

    def told(done: int, of: int) -> None:
        if of > 1:
            place.progress(done / of, _("Part {n} of {all} of the text").format(n=done, all=of))
        if done < of:
            turn.give_way()

    with in_turn("run") as turn:
        found = answered(loaded, question, text.content, told)
    place.empty()
    return found


def _size(found: Answered) -> int:
    tokens = sum(len(window.tokens) for window in found.windows)
    return len(found.answers) * _ANSWER_BYTES + tokens * _TOKEN_BYTES
