"""What the labels of well-known label sets mean, in the reader's language: "NOUN" is a noun, "ja" is Japanese. Pure."""

from collections.abc import Collection
from functools import lru_cache

from core.i18n import N_, _, current_language

_SETS: tuple[dict[str, str], ...] = (
    {"POS": N_("positive"), "NEU": N_("neutral"), "NEG": N_("negative")},
    {"POSITIVE": N_("positive"), "NEUTRAL": N_("neutral"), "NEGATIVE": N_("negative")},
    {
        "PER": N_("person"),
        "LOC": N_("place"),
        "ORG": N_("organisation"),
        "MISC": N_("other name"),
        "O": N_("no name"),
    },
    {
        "ADJ": N_("adjective"),
        "ADP": N_("preposition"),
        "ADV": N_("adverb"),
        "AUX": N_("auxiliary verb"),
        "CCONJ": N_("coordinating conjunction"),
        "CONJ": N_("conjunction"),
        "DET": N_("determiner"),
        "INTJ": N_("interjection"),
        "NOUN": N_("noun"),
        "NUM": N_("number"),
        "PART": N_("particle"),
        "PRON": N_("pronoun"),
        "PROPN": N_("proper noun"),
        "PUNCT": N_("punctuation"),
        "SCONJ": N_("subordinating conjunction"),
        "SYM": N_("symbol"),
        "UNK": N_("unknown"),
        "VERB": N_("verb"),
        "X": N_("other"),
    },
)
"""Label sets whose labels are short for something; the parts of speech are Universal Dependencies'."""


def meaning(label: str, labels: Collection[str]) -> str:
    """Return what a label of a model means, "" where nobody knows; `labels` are all that the model knows, or "POS"
    could be anything.

    >>> meaning("POS", ("NEG", "NEU", "POS"))
    'positive'
    """
    return _meanings(tuple(sorted(labels)), current_language()).get(label, "")


def with_meaning(label: str, labels: Collection[str]) -> str:
    """Return a label with what it means behind it, as in "NOUN (noun)", where that is known."""
    said = meaning(label, labels)
    return f"{label} ({said})" if said else label


@lru_cache(256)
def _meanings(labels: tuple[str, ...], language: str) -> dict[str, str]:
    for known in _SETS:
        if known.keys() >= set(labels):
            return {label: _(known[label]) for label in labels}
    from babel import Locale

    names = Locale(language).languages
    # Two letters could be short for many things; several together are languages.
    if len(labels) > 1 and all(len(label) in (2, 3) and label in names for label in labels):
        return {label: names[label] for label in labels}
    return {}
