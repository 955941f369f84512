"""Make a scene of doodles, and everything there is to know about it.

Purpose: pictures with an exact truth, as many as anyone wants, the same again from the same seed. Real people's
drawings stand on a ground with a horizon below a sky, near ones large and low, far ones small and high, one behind
the other; or they lie on a sheet of paper. Scope: geometry and pixels; no model, no file.

The ground is a plane seen by an upright camera: what is twice as far away is half as large and stands half as far
below the horizon. So nearness (one over distance) runs evenly from 0 at the horizon to 1 at the lower edge, and it is
what monocular depth networks such as DPT give.
"""

import colorsys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.pictures.boxes import Box
from core.scenes.classes import CLASSES
from core.scenes.lines import SEEN, Colour, box_around, ink, lay
from core.scenes.room import Area, overlaps
from core.scenes.spec import DIFFICULTIES, Difficulty, SceneSpec, check_makeable
from core.sketch.data_set import Drawings, held_out
from core.sketch.strokes import Strokes

SIDE = 512
"""Pixels on a side of a scene."""

Paper = Literal["blank", "ruled", "squared"]


@dataclass(frozen=True)
class SceneObject:
    """One thing in a scene.

    `box` is x1, y1, x2, y2 in pixels, around what can be seen of it, the far corner excluded; `nearness` 0 (infinitely
    far) to 1; `key` the drawing's `key_id` in Quick, Draw!, in a collage the cut-out's place in
    `core.scenes.collage_parts.cut_outs()`.
    """

    label: str
    box: Box
    nearness: float
    key: int


@dataclass(frozen=True)
class Scene:
    """A picture (mode RGB) and its whole truth.

    `objects` go from the farthest to the nearest. `class_mask` and `instance_mask` are uint8 [height, width]: 0 is
    ground, sky or paper, other values are a class's place in `core.scenes.classes.CLASSES` plus one, and an object's
    place in `objects` plus one. `nearness` is float32 [height, width], 0 for the sky to 1 for the nearest.
    """

    picture: Image.Image
    objects: tuple[SceneObject, ...]
    class_mask: NDArray[np.uint8]
    instance_mask: NDArray[np.uint8]
    nearness: NDArray[np.float32]


@dataclass(frozen=True)
class _Rules:
    """What makes scenes easy or hard.

    `size` is the larger side of the nearest thing, of the picture's; `farthest` the least nearness; `hidden` how much
    of a thing's box others may cover; `bend` how far a drawing is turned (radians) and stretched; `plain` how many
    scenes (0 to 1) are black or coloured lines on white paper, without ground and sky.
    """

    size: tuple[float, float]
    farthest: float
    hidden: float
    bend: float
    plain: float


_RULES: dict[Difficulty, _Rules] = {
    "easy": _Rules(size=(0.46, 0.58), farthest=0.7, hidden=0.05, bend=0.05, plain=0.5),
    "medium": _Rules(size=(0.44, 0.56), farthest=0.55, hidden=0.2, bend=0.1, plain=0.3),
    "hard": _Rules(size=(0.42, 0.56), farthest=0.45, hidden=0.4, bend=0.15, plain=0.15),
}
_TRIES = 20
_SHRINK = 0.93
_ROOM_FOR = 3
_SHEET = 0.25
_GAP = 0.06
_LEAST_SEEN = 0.4


@dataclass(frozen=True)
class _Look:
    """How a scene is drawn: colours of its sky (above, at the horizon) and ground (far, near), whether lines are light
    on dark, whether things are filled and hide what is behind them, and the paper's lines, if any."""

    sky: tuple[Colour, Colour]
    ground: tuple[Colour, Colour]
    dark: bool
    colourful: bool
    filled: bool
    paper: Paper
    line_width: float


@dataclass(frozen=True)
class _Placed:
    """A drawing's place: its strokes in pixels from its own corner, the corner, its size in pixels and its nearness."""

    number: int
    key: int
    strokes: list[NDArray[np.float32]]
    left: float
    top: float
    width: float
    height: float
    nearness: float

    @property
    def area(self) -> Area:
        """Its place as `core.scenes.room` counts it."""
        return self.left, self.top, self.width, self.height


@dataclass(frozen=True)
class Pool:
    """Where a scene's drawings come from.

    `numbers[i]` are the drawings of class i of `core.scenes.classes.CLASSES`; `strokes` gives the lines of a drawing
    by its number, and may change them by chance; `keys` are their `key_id`s.
    """

    numbers: tuple[NDArray[np.int64], ...]
    strokes: Callable[[int, np.random.Generator], Strokes]
    keys: NDArray[np.uint64]


def pool_of(
    drawings: Drawings,
    changed: Callable[[Strokes, np.random.Generator], Strokes] = lambda strokes, _: strokes,
) -> Pool:
    """Return the pool of drawings, each as `changed` makes it anew every time; ValueError where a class is missing."""
    return Pool(
        numbers=tuple(np.array(drawings.of_class(kind.drawing)) for kind in CLASSES),
        strokes=lambda index, rng: changed(drawings.strokes(index), rng),
        keys=drawings.keys,
    )


@cache
def held_out_pool() -> Pool:
    """Return the pool of the drawings that no training used: those that the app and evaluations make scenes of."""
    return pool_of(held_out())


def make(spec: SceneSpec, side: int = SIDE, pool: Pool | None = None) -> Scene:
    """Return the scene of a spec, `side` x `side` pixels; the same arguments always give the same scene.

    Without a `pool`, the drawings are `held_out_pool`'s. Raises ValueError for a number of objects that is not 1 to 6,
    or a negative seed.
    """
    check_makeable(spec)
    rules = _RULES[spec.difficulty]
    rng = np.random.default_rng([spec.seed, spec.objects, DIFFICULTIES.index(spec.difficulty)])
    look = _look(rules, rng)
    horizon = None if rng.random() < _SHEET else side * float(rng.uniform(0.22, 0.45))
    while True:
        things = _place(pool or held_out_pool(), spec.objects, rules, look, horizon, side, rng)
        if scene := _paint(things, look, horizon, side, rng):
            return scene


def _look(rules: _Rules, rng: np.random.Generator) -> _Look:
    if rng.random() < rules.plain:
        white = float(rng.uniform(235, 255))
        paper = (white, white, white - float(rng.uniform(0, 12)))
        return _Look(
            sky=(paper, paper),
            ground=(paper, paper),
            dark=False,
            colourful=bool(rng.random() < 0.3),
            filled=False,
            paper="blank",
            line_width=_width(rng),
        )
    dark = bool(rng.random() < 0.15)
    value = (0.12, 0.4) if dark else (0.72, 1.0)
    colours = [_colour(rng.random(), rng.uniform(0.0, 0.5), rng.uniform(*value)) for _ in range(4)]
    papers: tuple[Paper, ...] = ("blank", "ruled", "squared")
    return _Look(
        sky=(colours[0], colours[1]),
        ground=(colours[2], colours[3]),
        dark=dark,
        colourful=bool(rng.random() < 0.7),
        filled=bool(rng.random() < 0.7),
        paper=papers[int(rng.choice(3, p=(0.7, 0.15, 0.15)))],
        line_width=_width(rng),
    )


def _width(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.006, 0.014))


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return 255 * red, 255 * green, 255 * blue


def _place(
    pool: Pool,
    objects: int,
    rules: _Rules,
    look: _Look,
    horizon: float | None,
    side: int,
    rng: np.random.Generator,
) -> list[_Placed]:
    """Return the things of a scene and their places, from the farthest to the nearest."""
    # What is not filled hides nothing, but two drawings across one another are no longer two drawings.
    hidden = rules.hidden if look.filled else rules.hidden / 2
    size = float(rng.uniform(*rules.size)) * side * min(1.0, (_ROOM_FOR / objects) ** 0.4)
    margin = side / 100
    placed: list[_Placed] = []
    covered: list[float] = []
    while len(placed) < objects:
        number = int(rng.integers(len(CLASSES)))
        index = int(rng.choice(pool.numbers[number]))
        unit = _changed(pool.strokes(index, rng), rules.bend, rng)
        extent = np.concatenate(unit).max(axis=0)
        for _ in range(_TRIES):
            nearness = float(rng.uniform(rules.farthest, 1.0))
            scale = size * nearness
            width, height = (float(value) for value in extent * scale)
            left = float(rng.uniform(margin, side - margin - width))
            if horizon is None:
                top = float(rng.uniform(margin, side - margin - height))
            elif CLASSES[number].flies:
                top = float(rng.uniform(margin, max(2 * margin, horizon - height / 2)))
            else:
                top = max(margin, horizon + nearness * (side - margin - horizon) - height)
            thing = _Placed(
                number=number,
                key=int(pool.keys[index]),
                strokes=[stroke * np.float32(scale) for stroke in unit],
                left=left,
                top=top,
                width=width,
                height=height,
                nearness=1.0 if horizon is None else nearness,
            )
            if (sums := overlaps(thing.area, [one.area for one in placed], covered, hidden)) is not None:
                placed.append(thing)
                covered = sums
                break
        else:
            # No room is left: all over again, everything a little smaller.
            size *= _SHRINK
            placed, covered = [], []
    return sorted(placed, key=lambda thing: thing.nearness)


def _changed(strokes: Strokes, bend: float, rng: np.random.Generator) -> list[NDArray[np.float32]]:
    """Return a drawing mirrored, turned and stretched by chance, from the top left corner, its larger side 1."""
    angle, stretch = rng.normal(0, bend), np.exp(rng.normal(0, bend, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag(stretch * (rng.choice((-1, 1)), 1))
    points = np.concatenate(strokes) @ matrix.T
    points -= points.min(axis=0)
    points /= max(1.0, points.max())
    return np.split(points.astype(np.float32), np.cumsum([len(stroke) for stroke in strokes])[:-1])


def _paint(
    things: Sequence[_Placed], look: _Look, horizon: float | None, side: int, rng: np.random.Generator
) -> Scene | None:
    """Return the scene of things that are placed, from the farthest to the nearest.

    None where too little is seen of one of them: boxes overlap more than what is in them, but not always; and in a
    small picture a drawing of dots alone is fainter than what counts as seen.
    """
    canvas, nearness = _ground(look, horizon, side)
    _rule(canvas, look, side, rng)
    class_mask = np.zeros((side, side), np.uint8)
    instance_mask = np.zeros((side, side), np.uint8)
    extents, whole = [], []
    shared_ink = _ink(look, rng)
    for place, thing in enumerate(things, start=1):
        # Far lines are thinner, but never too thin to be seen.
        thickness = max(1, round(look.line_width * side * (0.5 + 0.5 * thing.nearness)))
        x, y, pixels, body = _silhouette(thing, thickness, side)
        if not body.any():
            return None
        part = np.s_[y : y + body.shape[0], x : x + body.shape[1]]
        if look.filled:
            value = rng.uniform(0.1, 0.45) if look.dark else rng.uniform(0.75, 1.0)
            canvas[part][body > 0] = _colour(rng.random(), rng.uniform(0.0, 0.4), value)
        lay(pixels, _ink(look, rng) if look.colourful else shared_ink, canvas[part])
        class_mask[part][body > 0] = thing.number + 1
        instance_mask[part][body > 0] = place
        nearness[part][body > 0] = thing.nearness
        left, top, right, bottom = box_around(body)
        extents.append((x + left, y + top, x + right, y + bottom))
        whole.append(np.count_nonzero(body))
    seen = np.bincount(instance_mask.ravel(), minlength=len(things) + 1)[1:]
    if (seen < _LEAST_SEEN * np.array(whole)).any():
        return None
    if look.filled:
        extents = [box_around(instance_mask == place) for place in range(1, len(things) + 1)]
    objects = tuple(
        SceneObject(CLASSES[thing.number].label, extent, thing.nearness, thing.key)
        for thing, extent in zip(things, extents, strict=True)
    )
    picture = Image.fromarray(np.clip(np.rint(canvas), 0, 255).astype(np.uint8))
    return Scene(picture, objects, class_mask, instance_mask, nearness)


def _ground(look: _Look, horizon: float | None, side: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the empty picture, float32 [side, side, 3], and its nearness, float32 [side, side]."""
    rows = np.arange(side, dtype=np.float32) + 0.5
    if horizon is None:
        colours = np.broadcast_to(np.array(look.ground[0], np.float32), (side, 3))
        near = np.ones(side, np.float32)
    else:
        near = np.clip((rows - horizon) / (side - horizon), 0, 1).astype(np.float32)
        down = np.clip(rows / horizon, 0, 1)[:, None]
        far_sky, sky = np.array(look.sky[1], np.float32), np.array(look.sky[0], np.float32)
        far, close = np.array(look.ground, np.float32)
        ground = far + near[:, None] * (close - far)
        colours = np.where(rows[:, None] < horizon, sky + down * (far_sky - sky), ground)
    canvas = np.repeat(colours[:, None].astype(np.float32), side, axis=1)
    return canvas, np.repeat(near[:, None], side, axis=1)


def _rule(canvas: NDArray[np.float32], look: _Look, side: int, rng: np.random.Generator) -> None:
    """Draw the lines of ruled or squared paper, faintly, into the empty picture."""
    if look.paper == "blank":
        return
    step = int(side * rng.uniform(0.05, 0.12))
    faint = 1.15 if look.dark else 0.9
    start = int(rng.integers(step))
    thickness = max(1, side // 256)
    for place in range(start, side - thickness, step):
        canvas[place : place + thickness] *= faint
        if look.paper == "squared":
            canvas[:, place : place + thickness] *= faint


def _ink(look: _Look, rng: np.random.Generator) -> Colour:
    """Return a colour that can be seen on the paper: dark on light, or light on dark."""
    saturation = rng.uniform(0.3, 1.0) if look.colourful else 0.0
    return (
        _colour(rng.random(), 0.5 * saturation, rng.uniform(0.85, 1.0))
        if look.dark
        else _colour(rng.random(), saturation, rng.uniform(0.0, 0.55))
    )


def _silhouette(
    thing: _Placed, thickness: int, side: int
) -> tuple[int, int, NDArray[np.uint8], NDArray[np.uint8]]:
    """Return where a thing's part of the picture begins (x, y), its ink there (0 to 255), and its body (0 or 255).

    The body is what its outline encloses; where the hand left small gaps, as if it had not.
    """
    around = thickness + 2
    x, y = max(0, int(thing.left) - around), max(0, int(thing.top) - around)
    right = min(side, int(thing.left + thing.width) + around + 1)
    bottom = min(side, int(thing.top + thing.height) + around + 1)
    corner = np.array((thing.left - x, thing.top - y), np.float32)
    pixels = ink([stroke + corner for stroke in thing.strokes], thickness, bottom - y, right - x)
    gap = max(3, int(_GAP * max(thing.width, thing.height)))
    seen = (pixels >= SEEN).astype(np.uint8)
    closed = cv2.morphologyEx(
        cv2.copyMakeBorder(seen, gap, gap, gap, gap, cv2.BORDER_CONSTANT),
        cv2.MORPH_CLOSE,
        np.ones((gap, gap), np.uint8),
    )[gap:-gap, gap:-gap]
    contours, _ = cv2.findContours(np.ascontiguousarray(closed), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    body = np.zeros_like(pixels)
    cv2.drawContours(body, contours, -1, 255, cv2.FILLED)
    return x, y, pixels, body
