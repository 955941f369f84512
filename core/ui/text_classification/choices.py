"""What the page begins with, and what it asks."""

from core.i18n import N_
from core.text.border import Text
from core.text.classification import TASK, Classified, classify
from core.ui.inputs.text_answers import Question
from core.ui.inputs.text_input import Example

KEY = "text_classification"

EXAMPLES = (
    Example("birthday", "I'm so happy today, it's my birthday.", language="en"),
    Example(
        "review",
        "I expected a lot of this film and it let me down: a thin story, actors who seem to be bored, and two hours "
        "that feel like four. Only the music is worth it.",
        N_("A film review"),
        language="en",
    ),
    Example(
        "tweet",
        "@ana The concert was AMAZING 😍😍 thank you!! https://t.co/abc123",
        N_("A tweet"),
        language="en",
    ),
    Example("greeting", "Hola, cómo te encuentras?"),
    Example("french", "Je ne sais pas où est la gare, mais le train part à neuf heures.", language="fr"),
)

_LABEL_BYTES = 24
_TOKEN_BYTES = 300

QUESTION: Question[Classified] = Question(
    TASK,
    lambda loaded, text: classify(loaded, text.content),
    lambda found: len(found.labels) * _LABEL_BYTES + len(found.tokens) * _TOKEN_BYTES,
)


def code_text(text: Text | None) -> str:
    """Return the text that stands in the code: one of several lines keeps them."""
    return text.content if text else EXAMPLES[0].text
