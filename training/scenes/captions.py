"""Pictures of drawn things of which sentences are true: so many, of such a colour, there.

Purpose: scenes for networks that compare pictures with sentences ("dos gatos rojos a la izquierda de una casa"). Each
has one to three kinds of things; those of one kind have one colour and stand together. Scope: what is where, and
pixels; the words are training.scenes.words'.

Some combinations (a thing with a colour, with a number, or to the left of or above another) are kept out of every
training, by their names alone, so that what a network makes of a combination that it has never seen can be measured.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.pictures.boxes import Box
from core.scenes.lines import Colour, ink, lay
from core.scenes.scene import Pool
from core.sketch.data_set import Drawings
from core.sketch.strokes import Strokes
from training.scenes.words import (
    COLOURS,
    MOST_OF_A_KIND,
    PLACES,
    Phrase,
    Place,
    Sentence,
    countable,
    single_things,
    things,
)

MOST_KINDS = 3
"""How many kinds of things there can be in a scene."""

KEPT_OUT_IN = 8
"""One combination in so many is kept out of training."""

UNCLEAR = 0.12
"""How far apart (of the side) the middles of two boxes are where somebody could say that one is left of the other."""

_RGB: dict[str, Colour] = {
    "red": (220, 30, 35),
    "orange": (245, 130, 20),
    "yellow": (240, 200, 0),
    "green": (30, 150, 50),
    "blue": (30, 80, 220),
    "purple": (130, 40, 170),
    "pink": (248, 120, 185),
    "brown": (125, 70, 30),
    "black": (18, 18, 18),
    "grey": (145, 145, 145),
}
_JITTER = 14
_OPPOSITE: dict[Place, Place] = {"left": "right", "right": "left", "above": "below", "below": "above"}
_COUNTED = 0.7
_ALL_BLACK = 0.2
_NUMBERS = (0.4, 0.25, 0.2, 0.15)
_KINDS = (0.3, 0.55, 0.15)
_GAP = 0.05
_NONE_TO_SAY = 0.35


@dataclass(frozen=True)
class Kind:
    """The things of one kind in a scene: what they are, how many, their colour, and the box around them all (x1, y1,
    x2, y2 in parts of the side, 0 to 1)."""

    thing: str
    number: int
    colour: str
    box: Box


@dataclass(frozen=True)
class CaptionScene:
    """A picture, uint8 [side, side, 3], and the kinds of things in it, each kind once."""

    picture: NDArray[np.uint8]
    kinds: tuple[Kind, ...]


def is_kept_out(*parts: object) -> bool:
    """Say whether the combination of parts, by their names, is one that no training may see."""
    text = "|".join(str(part) for part in parts)
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % KEPT_OUT_IN == 0


def kept_out(phrases: Sequence[Phrase | Kind]) -> bool:
    """Say whether a thing has a colour or a number here that is kept out of training with it."""
    return any(
        (phrase.colour is not None and colour_is_kept_out(phrase.thing, phrase.colour))
        or number_is_kept_out(phrase.thing, phrase.number)
        for phrase in phrases
    )


@cache
def colour_is_kept_out(thing: str, colour: str) -> bool:
    """Say whether no training sees a thing in a colour."""
    return is_kept_out("colour", thing, colour)


@cache
def number_is_kept_out(thing: str, number: int) -> bool:
    """Say whether no training sees so many of a thing; every thing is seen alone."""
    return number > 1 and is_kept_out("number", thing, number)


@cache
def place_is_kept_out(thing: str, place: Place, other: str) -> bool:
    """Say whether no training sees a thing in a place seen from another; the other way round it is the same."""
    if place in ("right", "below"):
        return place_is_kept_out(other, _OPPOSITE[place], thing)
    return is_kept_out("place", thing, place, other)


def sentence_is_kept_out(sentence: Sentence) -> bool:
    """Say whether a sentence says a combination that is kept out of training."""
    return kept_out(sentence.phrases) or (
        sentence.place is not None
        and place_is_kept_out(sentence.phrases[0].thing, sentence.place, sentence.phrases[1].thing)
    )


def scene_is_kept_out(kinds: Sequence[Kind]) -> bool:
    """Say whether a scene shows a combination that is kept out of training, also one that nobody would name."""
    return kept_out(kinds) or any(
        place_is_kept_out(one.thing, place, other.thing)
        for one in kinds
        for other in kinds
        if one is not other
        for place in PLACES
        if may_be(place, one.box, other.box)
    )


def stands(place: Place, one: Box, other: Box) -> bool:
    """Say whether a box is wholly to the left of another (or right, above, below)."""
    first, second = (one, other) if place in ("left", "above") else (other, one)
    axis = 0 if place in ("left", "right") else 1
    return first[axis + 2] <= second[axis]


def may_be(place: Place, one: Box, other: Box) -> bool:
    """Say whether somebody could say that a box is to the left of another (or right, above, below): it is, or its
    middle is by an eighth of the picture. Only what nobody could say is wrong."""
    axis = 0 if place in ("left", "right") else 1
    sign = 1 if place in ("left", "above") else -1
    apart = sign * ((other[axis] + other[axis + 2]) - (one[axis] + one[axis + 2])) / 2
    return stands(place, one, other) or apart > UNCLEAR


def is_true(sentence: Sentence, kinds: Sequence[Kind]) -> bool:
    """Say whether a sentence is true of a scene: numbers are exact, and things are where they are said to be."""
    by_thing = {kind.thing: kind for kind in kinds}
    found = [by_thing.get(phrase.thing) for phrase in sentence.phrases]
    return all(
        kind is not None and kind.number == phrase.number and phrase.colour in (None, kind.colour)
        for kind, phrase in zip(found, sentence.phrases, strict=True)
    ) and (sentence.place is None or _placed(sentence, kinds, stands))


def is_false(sentence: Sentence, kinds: Sequence[Kind]) -> bool:
    """Say whether nobody could think a sentence true of a scene; of some, neither `is_true` nor this is so."""
    without_place = Sentence(sentence.phrases)
    return not is_true(without_place, kinds) or (
        sentence.place is not None and not _placed(sentence, kinds, may_be)
    )


def _placed(sentence: Sentence, kinds: Sequence[Kind], test: Callable[[Place, Box, Box], bool]) -> bool:
    boxes = {kind.thing: kind.box for kind in kinds}
    one, other = (boxes[phrase.thing] for phrase in sentence.phrases[:2])
    assert sentence.place is not None  # noqa: S101
    return test(sentence.place, one, other)


def sentence_about(kinds: Sequence[Kind], rng: np.random.Generator) -> Sentence:
    """Return something true about a scene: of one to all of its kinds, with colours, and with a place, or without."""
    order = [kinds[int(place)] for place in rng.permutation(len(kinds))]
    order = order[: 1 if len(order) > 1 and rng.random() < 0.2 else len(order)]
    with_colour = rng.random() >= _NONE_TO_SAY
    phrases = tuple(
        Phrase(kind.thing, kind.number, kind.colour if with_colour and rng.random() < 0.85 else None)
        for kind in order
    )
    places = [place for place in PLACES if len(order) > 1 and stands(place, order[0].box, order[1].box)]
    if places and rng.random() < 0.75:
        # With a third kind the place would be that of the first seen from the others.
        return Sentence(phrases[:2], places[int(rng.integers(len(places)))])
    return Sentence(phrases)


def changed(
    sentence: Sentence, kinds: Sequence[Kind], rng: np.random.Generator, training: bool = True
) -> Sentence:
    """Return a sentence that differs in one thing, colour, number or place, and is false of the scene.

    For training no combination that is kept out is said.
    """
    what = ["thing", "number"]
    what += ["colour"] * (2 * any(phrase.colour for phrase in sentence.phrases))
    what += ["place"] * (3 * bool(sentence.place))
    while True:
        other = changed_in(sentence, what[int(rng.integers(len(what)))], rng)
        if other and is_false(other, kinds) and not (training and sentence_is_kept_out(other)):
            return other


def changed_in(
    sentence: Sentence, what: str, rng: np.random.Generator, which: int | None = None
) -> Sentence | None:
    """Return a sentence with another "thing", "colour", "number" or "place" in it; None where that cannot be said.

    It is phrase number `which` that changes, or any.
    """
    if what == "place":
        others = [place for place in PLACES if place != sentence.place]
        return Sentence(sentence.phrases, others[int(rng.integers(len(others)))])
    number = int(rng.integers(len(sentence.phrases))) if which is None else which
    old = sentence.phrases[number]
    if what == "thing":
        new = Phrase(_some_thing(old.number > 1, rng), old.number, old.colour)
    elif what == "number":
        new = Phrase(old.thing, int(rng.integers(1, MOST_OF_A_KIND + 1)), old.colour)
    else:
        new = Phrase(old.thing, old.number, COLOURS[int(rng.integers(len(COLOURS)))])
    names = {phrase.thing for phrase in sentence.phrases} - {old.thing}
    if new == old or new.thing in names or (what == "colour" and old.colour is None):
        return None
    if new.number > 1 and new.thing not in countable():
        return None
    return Sentence(
        tuple(new if place == number else p for place, p in enumerate(sentence.phrases)), sentence.place
    )


def _some_thing(counted: bool, rng: np.random.Generator) -> str:
    names = countable() if counted or rng.random() < _COUNTED else single_things()
    return names[int(rng.integers(len(names)))]


def make_captioned(
    rng: np.random.Generator, pool: Pool, side: int, training: bool = True, wanted: Sequence[Phrase] = ()
) -> CaptionScene:
    """Return a scene, `side` x `side` pixels, that shows no combination that is kept out, if it is for `training`.

    `pool` has the drawings of the 345 things, in their order. `wanted` are phrases that have to be true of the scene;
    those without a colour get one. The same random numbers make the same scene.
    """
    while True:
        kinds = list(wanted) or _some_kinds(rng)
        if wanted and len(kinds) < MOST_KINDS and rng.random() < 0.3:
            kinds += [kind for kind in _some_kinds(rng)[:1] if kind.thing not in {p.thing for p in wanted}]
        black = rng.random() < _ALL_BLACK
        kinds = [
            Phrase(
                kind.thing,
                kind.number,
                kind.colour or ("black" if black else COLOURS[int(rng.integers(len(COLOURS)))]),
            )
            for kind in kinds
        ]
        if training and kept_out(kinds):
            continue
        placed = _layout(kinds, rng, pool)
        scene = tuple(
            Kind(kind.thing, kind.number, str(kind.colour), _around(items))
            for kind, items in zip(kinds, placed, strict=True)
        )
        if not (training and scene_is_kept_out(scene)):
            return CaptionScene(_painted(scene, placed, side, rng), scene)


def _some_kinds(rng: np.random.Generator) -> list[Phrase]:
    many = 1 + int(rng.choice(MOST_KINDS, p=_KINDS))
    found: dict[str, Phrase] = {}
    while len(found) < many:
        number = 1 + int(rng.choice(MOST_OF_A_KIND, p=_NUMBERS))
        thing = _some_thing(number > 1, rng)
        found[thing] = Phrase(thing, number)
    return list(found.values())


Item = list[NDArray[np.float32]]
"""The lines of a thing, each float32 [points, 2], in parts of the side."""


def _layout(kinds: Sequence[Phrase], rng: np.random.Generator, pool: Pool) -> list[list[Item]]:
    """Return the lines of every thing of every kind, kinds beside one another or one above the other."""
    across = bool(rng.random() < 0.5)
    shares = np.array([1 + 0.25 * (kind.number - 1) for kind in kinds]) * rng.uniform(0.8, 1.25, len(kinds))
    order = [int(number) for number in rng.permutation(len(kinds))]
    ends = np.cumsum(shares[order]) / shares.sum()
    items: list[list[Item]] = [[] for _ in kinds]
    for number, start, end in zip(order, [0.0, *ends[:-1]], ends, strict=True):
        low, high, edge = float(start) + _GAP / 2, float(end) - _GAP / 2, _GAP / 2
        region = (low, edge, high, 1 - edge) if across else (edge, low, 1 - edge, high)
        items[number] = _group(kinds[number], region, rng, pool)
    return items


def _group(kind: Phrase, region: Box, rng: np.random.Generator, pool: Pool) -> list[Item]:
    """Return the things of a kind in a region: in cells of a grid, each cell at most once, none across another."""
    left, top, right, bottom = region
    width, height = right - left, bottom - top
    grids = [(rows, -(-kind.number // rows)) for rows in range(1, kind.number + 1)]
    rows, columns = max(grids, key=lambda grid: min(width / grid[1], height / grid[0]))
    if kind.number == 1 and rng.random() < 0.5:
        # One thing does not always fill its region.
        width, height = width * rng.uniform(0.6, 1), height * rng.uniform(0.6, 1)
        left, top = rng.uniform(left, right - width), rng.uniform(top, bottom - height)
    cell_width, cell_height = width / columns, height / rows
    size = min(cell_width, cell_height) * rng.uniform(0.72, 0.95)
    index = pool.numbers[number_of(kind.thing)]
    items = []
    for cell in rng.permutation(rows * columns)[: kind.number]:
        row, column = divmod(int(cell), columns)
        strokes = pool.strokes(int(rng.choice(index)), rng)
        points = np.concatenate(strokes)
        low = points.min(axis=0)
        extent = np.maximum(points.max(axis=0) - low, 1e-3)
        scale = size * rng.uniform(0.88, 1) / extent.max()
        room = np.maximum(0, np.array([cell_width, cell_height]) * 0.97 - extent * scale)
        corner = np.array([left + column * cell_width, top + row * cell_height]) + room * rng.uniform(0, 1, 2)
        items.append([((stroke - low) * scale + corner).astype(np.float32) for stroke in strokes])
    return items


@cache
def _numbers() -> dict[str, int]:
    return {name: number for number, name in enumerate(things())}


def number_of(thing: str) -> int:
    """Return the place of a thing among the 345."""
    return _numbers()[thing]


def _around(items: Sequence[Item]) -> Box:
    points = np.concatenate([stroke for item in items for stroke in item])
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _painted(
    kinds: Sequence[Kind], placed: Sequence[Sequence[Item]], side: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    white = float(rng.uniform(244, 255))
    paper = (white, white, white)
    if rng.random() < 0.3:
        paper = tuple(float(value) for value in 255 - rng.uniform(0, 40, 3))  # type: ignore[assignment]
    canvas = np.full((side, side, 3), paper, np.float32)
    bold = rng.uniform(0.03, 0.075)
    for kind, items in zip(kinds, placed, strict=True):
        colour = np.clip(np.array(_RGB[kind.colour]) + rng.uniform(-_JITTER, _JITTER, 3), 0, 255)
        for item in items:
            size = max(float(np.ptp(np.concatenate(item), axis=0).max()), 0.05)
            thickness = max(1, round(bold * size * side))
            _draw(canvas, item, thickness, (float(colour[0]), float(colour[1]), float(colour[2])))
    return np.clip(np.rint(canvas), 0, 255).astype(np.uint8)


def _draw(canvas: NDArray[np.float32], item: Item, thickness: int, colour: Colour) -> None:
    side = len(canvas)
    points = np.concatenate(item) * side
    around = thickness + 2
    x, y = (max(0, int(value) - around) for value in points.min(axis=0))
    right, bottom = (min(side, int(value) + around + 1) for value in points.max(axis=0))
    lines = [stroke * np.float32(side) - np.array((x, y), np.float32) for stroke in item]
    lay(ink(lines, thickness, bottom - y, right - x), colour, canvas[y:bottom, x:right])


def pool_of_things(
    drawings: Drawings,
    changed_by: Callable[[Strokes, np.random.Generator], Strokes] = lambda strokes, _: strokes,
) -> Pool:
    """Return the pool of drawings of all 345 things, each as `changed_by` makes it anew every time; ValueError where
    one is missing."""
    number = {name: label for label, name in enumerate(drawings.classes)}
    order = np.argsort(drawings.labels, kind="stable")
    bounds = np.searchsorted(drawings.labels[order], np.arange(len(drawings.classes) + 1))
    missing = [name for name in things() if name not in number]
    if missing:
        raise ValueError(f"There is no drawing of {', '.join(missing)}.")
    return Pool(
        numbers=tuple(order[bounds[number[name]] : bounds[number[name] + 1]] for name in things()),
        strokes=lambda index, rng: changed_by(drawings.strokes(index), rng),
        keys=drawings.keys,
    )
