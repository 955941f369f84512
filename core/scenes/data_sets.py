"""What ships with the app, as data sets: people's drawings, and scenes of doodles. They need no network."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.library.data_sets.cells import small_copy
from core.library.data_sets.table import Column, Note, Reading, Row, Split
from core.scenes.classes import CLASSES
from core.scenes.pictures import with_truth
from core.scenes.spec import DIFFICULTIES, specs
from core.sketch.data_set import held_out
from core.sketch.strokes import large
from core.turns import in_turn

MOST_SCENES = 30
"""The most scenes of one reading: they are made while one waits, some twenty a second."""

_SCENES = {"train": (200, 0), "test": (50, 1)}
"""How many scenes each split has, and the seed of its set."""

_SEED = 0
_SIDE = 160


@dataclass(frozen=True)
class Shipped:
    """A data set that ships: its title and what is in it, both marked for translation, its licence, its columns, how
    many rows each split has, the most rows of a reading, and what gives row number n of a split."""

    title: str
    sentence: str
    licence: str
    columns: tuple[Column, ...]
    splits: dict[str, int]
    most_rows: int
    row: Callable[[str, int], Row]


def _drawing(_split: str, number: int) -> Row:
    packed = held_out()
    index = int(_order()[number])
    strokes = packed.strokes(index)
    return (
        small_copy(large(strokes, _SIDE)),
        int(packed.labels[index]),
        len(strokes),
        sum(map(len, strokes)),
        str(packed.keys[index]),
    )


@cache
def _order() -> NDArray[np.int64]:
    """Return the drawings' numbers in an order that is always the same, and not class by class."""
    return np.random.default_rng(_SEED).permutation(len(held_out()))


def _scene(split: str, number: int) -> Row:
    spec = specs(*_SCENES[split])[number]
    picture, boxes = with_truth(spec)
    return (
        small_copy(picture.image),
        [box.label for box in boxes],
        [[round(side, 1) for side in box.box] for box in boxes],
        len(boxes),
        DIFFICULTIES.index(spec.difficulty),
        spec.seed,
    )


@cache
def shipped() -> dict[str, Shipped]:
    """Return the data sets that ship with the app, by name."""
    drawings = held_out()
    return {
        "drawings": Shipped(
            N_("Drawings"),
            N_("Drawings from Quick, Draw!, of 345 things, in an order shuffled once."),
            "CC BY 4.0",
            (
                Column("drawing", "picture", "Image"),
                Column("label", "label", f"ClassLabel ({len(drawings.classes)})", drawings.classes),
                Column("strokes", "number", "int64"),
                Column("points", "number", "int64"),
                Column("key_id", "text", "string"),
            ),
            {"test": len(drawings)},
            1_000,
            _drawing,
        ),
        "scenes": Shipped(
            N_("Scenes of doodles"),
            N_("Scenes that the app makes from seeds, each with the labels and the boxes of what is in it."),
            "CC BY 4.0",
            (
                Column("image", "picture", "Image"),
                Column("labels", "other", f"list of ClassLabel ({len(CLASSES)})"),
                Column("boxes", "other", "list of list of float64"),
                Column("objects", "number", "int64"),
                Column("difficulty", "label", f"ClassLabel ({len(DIFFICULTIES)})", DIFFICULTIES),
                Column("seed", "number", "int64"),
            ),
            {split: count for split, (count, _seed) in _SCENES.items()},
            MOST_SCENES,
            _scene,
        ),
    }


def read(name: str, split: str = "", start: int = 0, count: int = 100) -> Reading:
    """Return rows of a data set that ships, as `core.library.data_sets.reading.read` does for the others; "" is its
    first split. UserError where there is no such split or row."""
    found = shipped()[name]
    split = split or next(iter(found.splits))
    if split not in found.splits:
        raise UserError(
            N_("{name} has no split {split}. It has: {names}."),
            name=name,
            split=split,
            names=", ".join(found.splits),
        )
    rows = found.splits[split]
    if start >= rows:
        raise UserError(
            N_("{split} has {rows} rows: begin before that, not at row {start}."),
            split=split,
            rows=rows,
            start=start + 1,
        )
    end = min(rows, start + min(count, found.most_rows))
    cells = []
    with in_turn("work") as turn:
        for number in range(start, end):
            cells.append(found.row(split, number))
            turn.give_way()
    notes: tuple[Note, ...] = ("bytes",) if end < min(rows, start + count) else ()
    return Reading(
        name=name,
        splits=tuple(Split(one, many) for one, many in found.splits.items()),
        split=split,
        columns=found.columns,
        start=start,
        rows=tuple(cells),
        at_end=end == rows,
        licence=found.licence,
        notes=notes,
    )
