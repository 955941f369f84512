"""Drawings as other hands would have made them: turned, bent, stretched, stopped half-way.

There are some 400 drawings of each class to learn from, and people make many more; what is done to strokes here is
what a hand, a hurry or another canvas would do.
"""

import numpy as np
from numpy.typing import NDArray

from core.sketch.strokes import LINE_WIDTH, Stroke, Strokes, bitmap, cut_short, scaled

_CUT_SHORT = 0.5
_OTHER_WIDTH = 0.3
_SMALLER = 0.2
_DROP_STROKE = 0.06
_MIRROR = 0.5


def picture(strokes: Strokes, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a drawing as a network sees it, uint8 [28, 28], 255 = ink, changed by chance.

    Half of all drawings stop before they are finished, and 30 % have another line width than the data set's.
    """
    drawing = list(strokes)
    if rng.random() < _CUT_SHORT:
        drawing = cut_short(drawing, rng.uniform(0.3, 1.0))
    drawing = scaled(changed(drawing, rng))
    if rng.random() < _SMALLER:
        drawing = _off_centre(drawing, rng)
    width = (
        LINE_WIDTH * rng.choice([0.7, 0.85, 1.15, 1.3, 1.5]) if rng.random() < _OTHER_WIDTH else LINE_WIDTH
    )
    return bitmap(drawing, float(width))


def changed(strokes: Strokes, rng: np.random.Generator) -> list[Stroke]:
    """Return a drawing with some lines left out, and the rest moved, bent, turned and stretched."""
    if len(strokes) > 2:
        kept = [stroke for stroke in strokes if rng.random() >= _DROP_STROKE]
        strokes = kept or strokes
    lengths = [len(stroke) for stroke in strokes]
    points = np.concatenate(strokes) - 128.0
    number = np.repeat(np.arange(len(strokes)), lengths)
    points += rng.normal(0, 4, (len(strokes), 2))[number] + rng.normal(0, 1.2, points.shape)
    waves = rng.uniform(0.3, 1.5, 2) * 2 * np.pi / 256
    bend = np.sin(points[:, ::-1] * waves + rng.uniform(0, 2 * np.pi, 2)) * rng.normal(0, 7, 2)
    points = (points + bend) @ _matrix(rng).T
    return np.split(points.astype(np.float32), np.cumsum(lengths)[:-1])


def _matrix(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a 2 x 2 matrix that turns, shears and stretches a little, and mirrors left and right half of the time."""
    angle = rng.normal(0, 0.13)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1.0, rng.normal(0, 0.1)], [0.0, 1.0]])
    stretch = np.diag(np.exp(rng.normal(0, 0.13, 2)))
    if rng.random() < _MIRROR:
        stretch[0, 0] *= -1
    matrix: NDArray[np.float64] = turn @ shear @ stretch
    return matrix


def _off_centre(strokes: list[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """Return a drawing made smaller and moved away from the middle of the picture, but not out of it."""
    factor = rng.uniform(0.75, 1.0)
    room = 12.0
    shift = rng.uniform(-room, room, 2)
    # What decides the place is the largest coordinate, as `bitmap` centres by it.
    return [(stroke * factor + shift).astype(np.float32) for stroke in strokes]
