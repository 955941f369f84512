"""What two hand-ins have in common that two who work apart cannot have: times, boxes and words equal to the last digit.

What a model finds is the same for everybody who gives it the same picture, so that says nothing. How long a run took is
another each time, down to the billionth of a second, and so is where a hand puts a box.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Literal

from core.compare.grade.graded import Content, Graded

Kind = Literal["file", "times", "boxes", "words"]

SHORTEST_WORDS = 40
"""Letters of a text from which on it is no coincidence that two wrote it."""

FEWEST_BOXES = 2
"""Boxes from which on it is no coincidence that two drew them: one alone may be a whole picture."""


@dataclass(frozen=True)
class Same:
    """What a hand-in has in common with another, called `other`: `shared` of its `all` timed runs by model and picture,
    boxes drawn by hand, or texts; or the whole file (1 of 1)."""

    other: str
    kind: Kind
    shared: int
    all: int


def same_results(graded: Sequence[Graded]) -> tuple[tuple[Same, ...], ...]:
    """Return for each of the hand-ins what it has in common with others, in their order.

    >>> same_results([grade("ana.zip", data), grade("eva.zip", data)])[0][0].other
    'eva.zip'
    """
    found: list[dict[tuple[int, Kind], int]] = [defaultdict(int) for _one in graded]
    sizes: list[dict[Kind, int]] = []
    where: dict[tuple[Kind, Hashable], list[int]] = defaultdict(list)
    for number, one in enumerate(graded):
        marks = _marks(one)
        sizes.append({kind: len(set(values)) for kind, values in marks.items()})
        for kind, values in marks.items():
            for value in set(values):
                where[kind, value].append(number)
    for (kind, _value), numbers in where.items():
        for number in numbers:
            for other in numbers:
                if other != number:
                    found[number][other, kind] += 1
    return tuple(
        tuple(
            Same(graded[other].name, kind, shared, sizes[number][kind])
            for (other, kind), shared in sorted(one.items())
            if kind != "boxes" or shared >= FEWEST_BOXES
        )
        for number, one in enumerate(found)
    )


def _marks(one: Graded) -> dict[Kind, list[Hashable]]:
    """Return what only one work can have, by kind."""
    if one.content is None:
        # Two empty files have nothing in common.
        return {}
    return {
        "file": [one.digest],
        "times": list(_times(one.content)),
        "boxes": list(_drawn(one.content)),
        "words": list(_words(one.content)),
    }


def _times(content: Content) -> Iterable[Hashable]:
    for image in content.comparison.images:
        for run in image.models:
            yield run.model, tuple(map(astuple, run.runs))


def _drawn(content: Content) -> Iterable[Hashable]:
    for digest, boxes in content.book.truth.items():
        for box in boxes:
            if box.origin == "drawn":
                yield digest, box.label, box.box


def _words(content: Content) -> Iterable[Hashable]:
    for text in (*content.book.comments.values(), *content.own_texts):
        words = " ".join(text.casefold().split())
        if len(words) >= SHORTEST_WORDS:
            yield words
