"""What the page begins with, and what it asks."""

from core.i18n import N_
from core.text.tagging import TASK, Tagged, tag
from core.ui.inputs.text_answers import Question
from core.ui.inputs.text_input import Example

KEY = "token_classification"

EXAMPLES = (
    Example("course", "Estamos aprendiendo a usar los grandes modelos del lenguaje"),
    Example(
        "names",
        "Gabriel García Márquez nació en Aracataca, Colombia, y ganó en 1982 el Premio Nobel de Literatura. Vivió en "
        "Barcelona, donde lo visitaba Mario Vargas Llosa.",
        N_("Names in Spanish"),
    ),
    Example(
        "english",
        "Alan Turing was born in London and studied at the University of Cambridge before he worked at Bletchley Park.",
        N_("Names in English"),
        language="en",
    ),
    Example(
        "street",
        "Mañana quedamos en la Plaza Mayor a las ocho, ¿vale? Trae el paraguas, que dicen que llueve.",
    ),
)

_TOKEN_BYTES = 300

QUESTION: Question[Tagged] = Question(
    TASK,
    lambda loaded, text: tag(loaded, text.content),
    lambda found: len(found.tokens) * _TOKEN_BYTES + found.scores.nbytes + len(found.text),
)
