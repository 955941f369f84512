"""Labels that somebody looks for in a picture, typed in any language of the app, against those that are there. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.pictures.labels import forms_of, names_of, without_name

_ALIKE = 0.6
"""How alike two names have to be, 0..1, for one to be the nearest of the other: difflib's own measure and cutoff."""


@dataclass(frozen=True)
class Sought:
    """What became of one text that somebody looked for.

    `found` are the labels in the picture that it means; where there are none, `known` is the label of the model that it
    means ("" for none), and `nearest` the label in the picture whose name is most like it ("" where none is).
    """

    text: str
    found: tuple[str, ...]
    known: str = ""
    nearest: str = ""


def split(text: str) -> tuple[str, ...]:
    """Return the texts of a list with commas or semicolons, each once.

    >>> split("persona, avión; persona")
    ('persona', 'avión')
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    return tuple(dict.fromkeys(filter(None, parts)))


def look_for(text: str, present: Sequence[str], known: Iterable[str]) -> Sought:
    """Return what a typed label means among the labels that are `present` in a picture and those that its model has.

    Case, accents and plurals do not count, and every language of the app does: "Aviones" finds "airplane". What a page
    shows, such as "avión (airplane)", means its label.

    >>> look_for("persona", ["sky", "person"], []).found
    ('person',)
    """
    wanted = without_name(text)
    if found := tuple(label for label in dict.fromkeys(present) if _means(wanted, label)):
        return Sought(text, found)
    meant = next((label for label in known if _means(wanted, label)), "")
    return Sought(text, (), meant, nearest(wanted, present))


def nearest(text: str, labels: Iterable[str]) -> str:
    """Return the label whose name, in any language of the app, is most like a text; "" where none is like it."""
    likeness = {label: max(_likeness(text, name) for name in names_of(label)) for label in labels}
    best = max(likeness, key=likeness.__getitem__, default="")
    return best if best and likeness[best] >= _ALIKE else ""


def _means(text: str, label: str) -> bool:
    forms = forms_of(text)
    return any(forms & forms_of(name) for name in names_of(label))


def _likeness(text: str, name: str) -> float:
    """Return how alike two names are, 0..1; one that holds all words of the other is as good as the same."""
    words, others = forms_of(text), set(name.casefold().split())
    if words & others or forms_of(name) & set(text.casefold().split()):
        return 1.0
    return max(SequenceMatcher(None, one, name.casefold()).ratio() for one in words)
