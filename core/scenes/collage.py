"""Make a collage: photographs of things, cut out and put on a photograph without any, and everything there is to know
about it.

Purpose: photographs with an exact truth, as many as anyone wants, the same again from the same seed, on any machine:
all is reckoned in whole numbers. Scope: geometry and pixels; no model. What a collage lacks is what a model may miss:
its things have nothing to do with where they are, are as large as chance has it, and were lit by another sun.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.pictures.boxes import Box
from core.scenes.collage_parts import (
    Colour,
    CutOut,
    collage_labels,
    cut_outs,
    grounds,
    image_of,
    mean_colour,
    mean_of,
    of_label,
    size_of,
)
from core.scenes.lines import box_around
from core.scenes.room import Area, overlaps
from core.scenes.scene import SceneObject
from core.scenes.spec import DIFFICULTIES, Difficulty, SceneSpec, check_makeable

SIZE = (640, 480)
"""Width and height of a collage in pixels."""

LEAST_SIDE = 24
"""No box in a collage has a side of fewer pixels."""


@dataclass(frozen=True)
class Collage:
    """A picture (mode RGB) and its whole truth, but for its depth.

    `objects` go from the farthest to the nearest. `class_mask` and `instance_mask` are uint8 [height, width]: 0 is the
    ground, other values are a class's place in `collage_labels()` plus one, and an object's place in `objects` plus
    one.
    """

    picture: Image.Image
    objects: tuple[SceneObject, ...]
    class_mask: NDArray[np.uint8]
    instance_mask: NDArray[np.uint8]


@dataclass(frozen=True)
class _Rules:
    """What makes collages easy or hard.

    `size` is the mean of width and height, in pixels, of the nearest thing; `farthest` the least nearness, in
    thousandths; `hidden` how much of a thing's box others may cover (0 to 1); `light` how much lighter or darker than
    itself a thing may be, in thousandths.
    """

    size: tuple[int, int]
    farthest: int
    hidden: float
    light: int


_RULES: dict[Difficulty, _Rules] = {
    "easy": _Rules(size=(230, 310), farthest=800, hidden=0.05, light=60),
    "medium": _Rules(size=(215, 295), farthest=700, hidden=0.2, light=120),
    "hard": _Rules(size=(185, 265), farthest=600, hidden=0.4, light=200),
}
_CROWDED = (1000, 1000, 1000, 920, 860, 810)
"""How large things are, in thousandths, by how many there are."""

_MOST_ENLARGED = 2500
"""How much a cut-out may be enlarged, in thousandths: beyond that nobody would take it for sharp."""

_TRIES = 60
_SHRINK = 960
_MARGIN = 6
_TOWARDS_GROUND = 5
_SHADOW = 115


@dataclass(frozen=True)
class _Placed:
    """A cut-out, its box in pixels before others cover it, and how near it is, in thousandths."""

    cut_out: CutOut
    mirrored: bool
    light: int
    left: int
    top: int
    width: int
    height: int
    nearness: int

    @property
    def area(self) -> Area:
        """Its place as `core.scenes.room` counts it."""
        return self.left, self.top, self.width, self.height

    @property
    def part_of_picture(self) -> tuple[slice, slice]:
        """The rows and the columns of its box."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


class _Chance:
    """Whole numbers by chance."""

    def __init__(self, spec: SceneSpec) -> None:
        self._numbers = np.random.default_rng([spec.seed, spec.objects, DIFFICULTIES.index(spec.difficulty)])

    def between(self, least: int, most: int) -> int:
        """Return a number from `least` to `most`; `least` where that is more."""
        return int(self._numbers.integers(least, max(least, most), endpoint=True))


def make_collage(spec: SceneSpec) -> Collage:
    """Return the collage of a spec, SIZE pixels; the same spec always gives the same collage.

    At least half of every thing is seen. Raises ValueError for a number of objects that is not 1 to 6, or a negative
    seed.
    """
    check_makeable(spec)
    chance = _Chance(spec)
    ground, horizon = _ground(chance)
    while True:
        things = _place(spec.objects, _RULES[spec.difficulty], horizon, chance)
        if collage := _paint(things, ground):
            return collage


def _ground(chance: _Chance) -> tuple[Image.Image, int]:
    """Return a part of a photograph, SIZE pixels, and the row that things stand on it from."""
    width, height = SIZE
    ground = grounds()[chance.between(0, len(grounds()) - 1)]
    photograph = image_of(ground)
    tallest = min(photograph.height, photograph.width * height // width)
    tall = tallest * chance.between(750, 1000) // 1000
    wide = tall * width // height
    left = chance.between(0, photograph.width - wide)
    top = chance.between(0, photograph.height - tall)
    part = photograph.resize(SIZE, Image.Resampling.BICUBIC, (left, top, left + wide, top + tall))
    if chance.between(0, 1):
        part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    horizon = (ground.horizon * photograph.height // 100 - top) * height // tall
    return part, min(max(horizon, height // 2), height * 4 // 5)


def _place(objects: int, rules: _Rules, horizon: int, chance: _Chance) -> list[_Placed]:
    """Return the things of a collage and their places, from the farthest to the nearest."""
    largest = chance.between(*rules.size) * _CROWDED[objects - 1] // 1000
    placed: list[_Placed] = []
    covered: list[float] = []
    while len(placed) < objects:
        cut_out = _some_cut_out(chance)
        for _ in range(_TRIES):
            thing = _somewhere(cut_out, largest, horizon, rules, chance)
            if (
                sums := overlaps(thing.area, [one.area for one in placed], covered, rules.hidden)
            ) is not None:
                placed.append(thing)
                covered = sums
                break
        else:
            # No room is left: all over again, everything a little smaller.
            largest = largest * _SHRINK // 1000
            placed, covered = [], []
    return sorted(placed, key=lambda thing: thing.nearness)


def _some_cut_out(chance: _Chance) -> CutOut:
    """Return a cut-out: every label as often as any other, however many cut-outs it has."""
    labels = collage_labels()
    parts = of_label(labels[chance.between(0, len(labels) - 1)])
    return parts[chance.between(0, len(parts) - 1)]


def _somewhere(cut_out: CutOut, largest: int, horizon: int, rules: _Rules, chance: _Chance) -> _Placed:
    """Return a cut-out at some place: in the sky what flies, else the nearer the lower."""
    wide, high = SIZE
    size = size_of(cut_out)
    nearness = chance.between(rules.farthest, 1000)
    mean = min(largest * nearness * cut_out.size // 100_000, sum(size) * _MOST_ENLARGED // 2000)
    # What is long and thin is enlarged until its shorter side can be seen, too.
    mean = max(mean, -(-(LEAST_SIDE + 4) * sum(size) // (2 * min(size))))
    width, height = (2 * mean * side // sum(size) for side in size)
    if cut_out.flies:
        top = chance.between(_MARGIN, min(horizon - height // 2, high - _MARGIN - height))
    else:
        share = 1000 * (nearness - rules.farthest) // (1000 - rules.farthest)
        feet = horizon + (high - _MARGIN - horizon) * share // 1000
        top = max(_MARGIN, feet - height)
    return _Placed(
        cut_out=cut_out,
        mirrored=bool(chance.between(0, 1)),
        light=chance.between(1000 - rules.light, 1000 + rules.light),
        left=chance.between(_MARGIN, wide - _MARGIN - width),
        top=top,
        width=width,
        height=height,
        nearness=nearness,
    )


def _paint(things: Sequence[_Placed], ground: Image.Image) -> Collage | None:
    """Return the collage of things that are placed, from the farthest to the nearest; None where too little is seen of
    one of them."""
    wide, high = SIZE
    canvas = ground.copy()
    of_ground = mean_colour(ground)
    class_mask = np.zeros((high, wide), np.uint8)
    instance_mask = np.zeros((high, wide), np.uint8)
    whole = []
    for place, thing in enumerate(things, start=1):
        if not thing.cut_out.flies:
            _lay_shadow(canvas, thing)
        colours, alpha = _pixels(thing, of_ground)
        canvas.paste(colours, (thing.left, thing.top), Image.fromarray(alpha))
        part, body = thing.part_of_picture, alpha >= 128
        class_mask[part][body] = collage_labels().index(thing.cut_out.label) + 1
        instance_mask[part][body] = place
        whole.append(np.count_nonzero(body))
    seen = np.bincount(instance_mask.ravel(), minlength=len(things) + 1)[1:]
    if (2 * seen < np.array(whole)).any():
        return None
    boxes = [_seen_box(thing, instance_mask, place) for place, thing in enumerate(things, start=1)]
    if any(min(x2 - x1, y2 - y1) < LEAST_SIDE for x1, y1, x2, y2 in boxes):
        return None
    objects = tuple(
        SceneObject(thing.cut_out.label, box, thing.nearness / 1000, cut_outs().index(thing.cut_out))
        for thing, box in zip(things, boxes, strict=True)
    )
    return Collage(canvas, objects, class_mask, instance_mask)


def _seen_box(thing: _Placed, instance_mask: NDArray[np.uint8], place: int) -> Box:
    left, top, right, bottom = box_around(instance_mask[thing.part_of_picture] == place)
    return thing.left + left, thing.top + top, thing.left + right, thing.top + bottom


def _pixels(thing: _Placed, of_ground: Colour) -> tuple[Image.Image, NDArray[np.uint8]]:
    """Return a thing's colours (mode RGB), a little as those of the ground are, and its alpha with soft edges, uint8
    [height, width]."""
    image = image_of(thing.cut_out)
    if thing.mirrored:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    image = image.resize((thing.width, thing.height), Image.Resampling.BICUBIC)
    lighter = []
    for own, ground in zip(mean_of(thing.cut_out), of_ground, strict=True):
        matched = 1000 + 1000 * (ground - own) // (_TOWARDS_GROUND * max(1, own))
        gain = min(max(matched, 850), 1150) * thing.light // 1000
        lighter += [min(255, value * gain // 1000) for value in range(256)]
    return image.convert("RGB").point(lighter), _softened(np.asarray(image.getchannel("A")))


def _softened(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return alpha that fades out a little earlier, inwards."""
    padded = np.pad(alpha.astype(np.uint16), 1)
    across = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    blurred = (across[:-2] + 2 * across[1:-1] + across[2:] + 8) // 16
    return np.minimum(alpha, (alpha + blurred + 1) // 2).astype(np.uint8)


def _lay_shadow(canvas: Image.Image, thing: _Placed) -> None:
    """Lay a soft shadow under what stands: an ellipse around its feet, darkest in the middle."""
    half_wide, half_high = max(4, thing.width * 9 // 20), max(3, thing.width // 14)
    down = np.arange(-half_high, half_high + 1, dtype=np.int64)[:, None]
    across = np.arange(-half_wide, half_wide + 1, dtype=np.int64)
    inside = half_wide**2 * half_high**2
    depth = np.maximum(0, inside - (down * half_wide) ** 2 - (across * half_high) ** 2)
    shadow = Image.fromarray((_SHADOW * depth // inside).astype(np.uint8))
    middle, feet = thing.left + thing.width // 2, thing.top + thing.height - half_high // 2
    canvas.paste((0, 0, 0), (middle - half_wide, feet - half_high), shadow)
