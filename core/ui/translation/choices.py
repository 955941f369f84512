"""What the page begins with, and what it asks."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

from core.i18n import N_, _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.label_names import language_name
from core.text.translation import TASK as TASK
from core.text.translation import USUAL, Translation, translate
from core.ui.frame.markdown import plain
from core.ui.inputs.text_answers import Question
from core.ui.inputs.text_input import Example
from core.ui.inputs.thumbnails import small
from core.ui.inputs.writing import Manner, choose_search
from core.ui.inputs.writing import question_of as writing_question

KEY = "translation"
_SENTENCES = "translation_sentences"
_ONE_PAIR = 2
_LEAST_TOKENS, _MOST_TOKENS = 8, 256

EXAMPLES = (
    Example("course", "Hola, está todo bien?"),
    Example(
        "morning",
        "Mi hermana trabaja en un hospital. Hoy se ha levantado a las seis porque tiene que coger el tren. Cuando "
        "llegó a la estación, el tren ya se había ido. ¿Qué vas a hacer ahora?, le pregunté por teléfono. Esperar, "
        "me dijo, y tomar un café.",
        N_("A morning"),
    ),
    Example(
        "traps",
        "Me estás tomando el pelo. Estoy embarazada, no avergonzada. Se me cayó el vaso. No veo nada. El banco está "
        "al lado del banco. Se la di a su madre.",
        N_("Traps for translators"),
    ),
    Example(
        "english",
        "Good morning! I would like two coffees and a piece of cake, please. Where can we sit?",
        N_("In English"),
        language="en",
    ),
)
REFERENCES = {
    "course": "Hello, is everything all right?",
    "morning": "My sister works in a hospital. Today she got up at six because she has to catch the train. When she "
    "got to the station, the train had already left. What are you going to do now? I asked her on the phone. Wait, she "
    "told me, and have a coffee.",
    "traps": "You are pulling my leg. I am pregnant, not embarrassed. I dropped the glass. I cannot see anything. The "
    "bench is next to the bank. I gave it to her mother.",
    "english": "¡Buenos días! Quisiera dos cafés y un trozo de tarta, por favor. ¿Dónde podemos sentarnos?",
}
"""How a person translated each example."""


def choose_manner() -> Manner:
    """Draw how is translated, and return it."""
    by_sentence = st.toggle(
        _("Sentence by sentence"), True, key=_SENTENCES, bind="query-params", persist_state="session"
    )
    small(
        _("Nothing of a long text is lost, but a sentence does not know of the one before it.")
        if by_sentence
        else _("The model sees all that it has room for at once; most have learnt from single sentences.")
    )
    search = choose_search(KEY, USUAL, least=_LEAST_TOKENS, most=_MOST_TOKENS, with_run=False)
    return Manner(search, by_sentence)


def say_directions(rows: Sequence[ModelRow]) -> None:
    """Draw from which language into which the models go that have one direction alone, and that two which go into
    different ones cannot be compared."""
    known = [row for row in rows if len(row.languages) == _ONE_PAIR]
    for row in known:
        source, target = (language_name(code) for code in row.languages)
        small(
            _("{model}: from {source} into {target}").format(
                model=plain(row.title), source=source, target=target
            )
        )
    if len({row.languages for row in known}) > 1:
        st.info(
            _("The two models have different languages: of one text only one of them can make sense."),
            icon=":material/translate:",
        )


def question_in(manner: Manner) -> Question[Translation]:
    """Return what the page asks of a text."""
    return writing_question(TASK, manner, translate)


def manner_of(question: Question[Translation]) -> Manner:
    """Return the manner in which a question is asked."""
    return cast(Manner, question.settings)


def reference_of(text: Text) -> str:
    """Return how a person translated an example, "" for any other text."""
    return next((REFERENCES[one.name] for one in EXAMPLES if one.text == text.content), "")
