"""What labels are called where they are read: ImageNet's are lists of synonyms ("tabby, tabby cat").

Pure; for showing. A label itself, as it is compared, counted and written to files, is never shortened.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from core.pictures.labels import canonical_label, forms_of, label_named, names_of, with_name

LONGEST_SHOWN = 60
"""Characters of a name that has no comma to be cut at."""

_OTHERWISE_MEANT = {"kite"}
"""Names that COCO gives to something else: ImageNet's kite is the bird."""

_UNNAMED = re.compile(r"label[ _]?\d+", re.IGNORECASE)


def synonyms(label: str) -> list[str]:
    """Return the names that a label is made of.

    >>> synonyms("tabby, tabby cat")
    ['tabby', 'tabby cat']
    """
    return [name for part in label.split(", ") if (name := part.strip(" ,"))] or [label]


def short_name(label: str) -> str:
    """Return the first of a label's names, with that of the language in use where the app knows it: "gato (cat)"."""
    first = synonyms(label)[0]
    if canonical_label(first) not in _OTHERWISE_MEANT:
        first = with_name(first)
    return first if len(first) <= LONGEST_SHOWN else f"{first[: LONGEST_SHOWN - 1]}…"


def short_names(labels: Sequence[str]) -> list[str]:
    """Return a name for each label of a list; those whose short names are alike are given in full ("crane")."""
    names = [short_name(label) for label in labels]
    count = Counter(dict(zip(labels, names, strict=True)).values())
    return [name if count[name] == 1 else label for name, label in zip(names, labels, strict=True)]


def are_unnamed(labels: Iterable[str]) -> bool:
    """Tell whether a model's labels say nothing ("LABEL_0"), or are mere numbers."""
    return all(_UNNAMED.fullmatch(label) or label.isdigit() for label in labels)


def label_meant(text: str, labels: Sequence[str]) -> str | None:
    """Return the one of a model's labels that a typed name means, by any of its names, in Spanish too where the app
    knows it; None where there is none.

    >>> label_meant("Tabby cat", ["tabby, tabby cat", "tiger cat"])
    'tabby, tabby cat'
    """
    wanted = canonical_label(text)
    if not wanted:
        return None
    for label in labels:
        if canonical_label(label) == wanted:
            return label
    by_name = {canonical_label(name): label for label in reversed(labels) for name in synonyms(label)}
    if wanted in by_name:
        return by_name[wanted]
    named = label_named(text, by_name)
    if named and canonical_label(named) in by_name:
        return by_name[canonical_label(named)]
    meant = forms_of(text)
    return next((label for name, label in by_name.items() if meant & _forms_in_all_languages(name)), None)


@lru_cache(maxsize=4096)
def _forms_in_all_languages(name: str) -> frozenset[str]:
    return frozenset().union(*map(forms_of, names_of(name)))


def labels_with(text: str, labels: Iterable[str]) -> list[str]:
    """Return the labels in which a typed word stands ("cat": "tabby, tabby cat"), for whoever typed what no label
    means."""
    words = re.compile(rf"\b{re.escape(canonical_label(text))}\b")
    return [label for label in labels if words.search(canonical_label(label))] if text.strip() else []
