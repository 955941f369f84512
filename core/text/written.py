"""What translations and summaries have in common once they are written: their table, and what is new in them. Pure."""

import re
from collections.abc import Mapping
from typing import Protocol

from core import spreadsheet
from core.i18n import _
from core.text.generate import Written
from core.text.sentences import Sentence


class Whole(Protocol):
    """A translation or a summary, put together from what was written for each part of the text."""

    @property
    def text(self) -> str:
        """All of it."""

    @property
    def sources(self) -> tuple[Sentence, ...]:
        """The parts of the text."""

    @property
    def written(self) -> tuple[Written, ...]:
        """What was written for each of them."""


def same_parts(found: Mapping[str, Whole]) -> bool:
    """Tell whether several models were given a text in the same parts."""
    return len({one.sources for one in found.values()}) == 1


def parts_csv(found: Mapping[str, Whole]) -> bytes:
    """Return what models wrote, by name, as a table in the signs of the language in use: a line a model and part."""
    titles = [_("Model"), _("Part"), _("Source"), _("Result"), _("Tokens")]
    rows: list[list[str | float]] = [
        [name, number, source.text, one.text, one.tokens]
        for name, whole in found.items()
        for number, (source, one) in enumerate(zip(whole.sources, whole.written, strict=True), 1)
    ]
    return spreadsheet.to_csv(titles, rows)


def size(found: Whole) -> int:
    """Return about how many bytes it takes to keep."""
    return sum(
        2 * (len(source.text) + len(one.text)) + 300
        for source, one in zip(found.sources, found.written, strict=True)
    )


def new_words(answer: str, source: str) -> tuple[str, ...]:
    """Return the words and numbers of an answer that do not stand in its source, each once, as they are written first.

    >>> new_words("El puente cierra 3 meses.", "Cierra el puente.")
    ('3', 'meses')
    """
    known = set(re.findall(r"\w+", source.casefold()))
    found: dict[str, str] = {}
    for word in re.findall(r"\w+", answer):
        if word.casefold() not in known:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())
