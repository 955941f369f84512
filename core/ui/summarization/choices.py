"""What the page begins with, and what it asks."""

from typing import cast

import streamlit as st

from core.i18n import N_, _
from core.text.border import Text
from core.text.summarization import TASK as TASK
from core.text.summarization import USUAL, Summary, summarize
from core.ui.inputs.address import bound_number
from core.ui.inputs.text_answers import Question
from core.ui.inputs.text_input import Example
from core.ui.inputs.thumbnails import small
from core.ui.inputs.writing import Manner, choose_search
from core.ui.inputs.writing import question_of as writing_question

KEY = "summarization"
_PARTS, _SENTENCES = "summarization_parts", "summarization_sentences"
_LEAST_TOKENS, _MOST_TOKENS = 8, 256
_USUAL_SENTENCES, _MOST_SENTENCES = 2, 10

EXAMPLES = (
    Example(
        "course",
        "Alan Turing fue un matemático británico, uno de los padres de la informática. En 1936 describió una máquina "
        "imaginaria que lee y escribe símbolos en una cinta, y con ella explicó qué puede calcular un ordenador y qué "
        "no. Durante la Segunda Guerra Mundial trabajó en Bletchley Park, donde ayudó a descifrar los mensajes de la "
        "máquina Enigma. Después de la guerra diseñó uno de los primeros ordenadores con programa en memoria. En 1950 "
        "propuso un juego de preguntas para decidir si una máquina piensa, que hoy se llama prueba de Turing. En 1952 "
        "lo condenaron por ser homosexual, y murió dos años después. El gobierno británico pidió perdón en 2009.",
        N_("Alan Turing"),
    ),
    Example(
        "library",
        "La biblioteca del barrio abrirá también los domingos a partir de octubre. La decisión llega después de que "
        "dos mil vecinos la pidieran con sus firmas. El ayuntamiento contratará a cuatro personas más y gastará cien "
        "mil euros al año. Los domingos habrá sala de estudio, préstamo de libros y un taller para niños. La "
        "directora, Marta Ruiz, cree que así vendrán familias que entre semana no tienen tiempo. La oposición pide "
        "que se abran también las otras tres bibliotecas de la ciudad. La sala de estudio cerrará a las ocho de la "
        "tarde.",
        N_("A library"),
    ),
    Example(
        "english",
        "Honey bees tell each other where food is by dancing. A bee that has found flowers comes back to the hive and "
        "runs in a figure of eight on the comb. The angle of its run shows the direction of the flowers, seen from "
        "the sun. The longer the run lasts, the farther away the flowers are. The other bees follow the dancer in the "
        "dark and feel what it does with their antennae. Karl von Frisch described the dance in the 1940s and won a "
        "Nobel Prize for it in 1973.",
        N_("The dance of the bees (English)"),
        language="en",
    ),
)
REFERENCES = {
    "course": "Alan Turing, padre de la informática, explicó qué puede calcular un ordenador, ayudó a descifrar los "
    "mensajes de Enigma y propuso la prueba que lleva su nombre.",
    "library": "La biblioteca del barrio abrirá los domingos desde octubre, como pidieron dos mil vecinos; el "
    "ayuntamiento contratará a cuatro personas.",
    "english": "Honey bees dance to tell others where flowers are: the angle shows the direction and the length of the "
    "run the distance.",
}
"""How a person summed up each example."""


def choose_manner() -> Manner:
    """Draw how is summarised, and return it."""
    in_parts = st.toggle(_("In parts"), key=_PARTS, bind="query-params", persist_state="session")
    small(
        _("The text is parted between sentences into parts that the model can read, and each gets a summary.")
        if in_parts
        else _(
            "One summary of what the model reads at once: of a long text that is the beginning, 1,024 tokens where the "
            "model has no limit of its own."
        )
    )
    search = choose_search(KEY, USUAL, least=_LEAST_TOKENS, most=_MOST_TOKENS, with_run=True)
    return Manner(search, in_parts)


def choose_sentences() -> int:
    """Draw how many sentences the summary without a network has, and return that."""
    return st.slider(
        _("Sentences that TextRank chooses"),
        1,
        _MOST_SENTENCES,
        _USUAL_SENTENCES,
        key=_SENTENCES,
        bind=bound_number(_SENTENCES, 1, _MOST_SENTENCES),
        persist_state="session",
    )


def question_in(manner: Manner) -> Question[Summary]:
    """Return what the page asks of a text."""
    return writing_question(TASK, manner, summarize)


def manner_of(question: Question[Summary]) -> Manner:
    """Return the manner in which a question is asked."""
    return cast(Manner, question.settings)


def reference_of(text: Text) -> str:
    """Return how a person summed up an example, "" for any other text."""
    return next((REFERENCES[one.name] for one in EXAMPLES if one.text == text.content), "")
