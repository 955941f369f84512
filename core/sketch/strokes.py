"""Drawings as strokes, and the small picture that a sketch network sees of them.

Purpose: whatever a drawing comes as, it ends as one array [28, 28] made in the way of the Quick, Draw! data set, so
that a network sees in the app what it saw in training.
Scope: geometry and pixels; no network, no file, no canvas widget.

The rules are Google's, https://github.com/googlecreativelab/quickdraw-dataset: for simplified strokes "Simplified
Drawing files", for the bitmaps `vector_to_raster` in issue 19 of that repository.
"""

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Stroke = NDArray[np.float32]
"""The points of one line, [points, 2]: x to the right and y down, in any unit."""

Strokes = Sequence[Stroke]
"""A drawing: its lines in the order in which they were drawn."""

SIDE = 28
"""Pixels on a side of what a network sees."""

LINE_WIDTH = 16.0
"""Width of a line, in units of a drawing whose larger side is 255."""

Hint = Literal["empty", "dot", "full"]

_UNITS = 255.0
_CANVAS_UNITS = 256 + 2 * 16 + 16
_EPSILON = 2.0
# Each pixel is the mean of 10 x 10 smaller ones: with fewer, OpenCV's whole-pixel line widths are too coarse.
_FINER = 10
_FINE_SIDE = SIDE * _FINER
_FRACTION_BITS = 4
_MOST_LINES = 400
_MOST_POINTS = 20_000
_FARTHEST = 1e5
_NO_SIZE = 1e-6
_DOT = 1 / 50
_FULL = 2 / 3
# A square of 255 units and its lines' width, of the whole.
_MOST_COVERED = ((_UNITS + LINE_WIDTH) / _CANVAS_UNITS) ** 2


def strokes_of(lines: object) -> tuple[Stroke, ...]:
    """Return the strokes that a browser sent: a list of lines, each a flat list of numbers x, y, x, y ...

    Whatever is no such line is left out, as are lines and points beyond what a hand can draw in one drawing.
    """
    if not isinstance(lines, Sequence) or isinstance(lines, str):
        return ()
    strokes: list[Stroke] = []
    points_left = _MOST_POINTS
    for line in lines[:_MOST_LINES]:
        if not isinstance(line, Sequence) or isinstance(line, str) or not 2 <= len(line) <= 2 * points_left:
            continue
        if len(line) % 2 or not all(
            isinstance(value, int | float) and abs(value) <= _FARTHEST for value in line
        ):
            continue
        strokes.append(np.array(line, np.float32).reshape(-1, 2))
        points_left -= len(line) // 2
    return tuple(strokes)


def hint_for(strokes: Strokes, units: float) -> Hint | None:
    """Say why a drawing on a pad of `units` x `units` is nothing to guess: "empty", "dot" or "full"; None otherwise.

    A dot is ink that is nowhere farther apart than a fiftieth of the pad. Full is a drawing of which no more than
    scribble can be seen: its lines, as a network sees them, cover more than two thirds of what they could.
    """
    if not strokes:
        return "empty"
    points = np.concatenate(strokes)
    if float(np.ptp(points, axis=0).max()) < units * _DOT:
        return "dot"
    covered = float(bitmap(simplified(strokes)).mean()) / 255
    return "full" if covered > _FULL * _MOST_COVERED else None


def scaled(strokes: Strokes) -> list[Stroke]:
    """Return a drawing moved to the top left corner and scaled so that its larger side is 255 units.

    A single dot has no size: it is moved only.
    """
    if not strokes:
        return []
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    size = float((points.max(axis=0) - low).max())
    factor = np.float32(_UNITS / size if size > _NO_SIZE else 1.0)
    return [(stroke - low) * factor for stroke in strokes]


def simplified(strokes: Strokes) -> list[Stroke]:
    """Return a drawing as the data set keeps it: scaled to 255 units, resampled at 1 unit, and thinned out.

    Thinning is the Ramer-Douglas-Peucker algorithm with an epsilon of 2 units; coordinates end as whole numbers.
    """
    return [np.round(_thinned(_resampled(stroke))).astype(np.float32) for stroke in scaled(strokes)]


def bitmap(strokes: Strokes, line_width: float = LINE_WIDTH) -> NDArray[np.uint8]:
    """Return what a network sees of a scaled drawing: uint8 [28, 28], 255 = ink.

    `strokes` are in units of 0 to 255 from the top left corner, as `scaled` and `simplified` give them. The drawing is
    centred, lines are `line_width` units wide with round ends, and edges are smoothed.
    """
    fine = _drawn(strokes, line_width, _FINE_SIDE)
    small: NDArray[np.uint8] = cv2.resize(fine, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.uint8)
    return small


def large(strokes: Strokes, side: int = 224) -> Image.Image:
    """Return a scaled drawing as people see it: black lines on white, mode RGB, `side` x `side` pixels.

    It is drawn as `bitmap` draws it, only finer: for people, and for networks that were made for photographs.
    """
    ink = cv2.resize(_drawn(strokes, LINE_WIDTH, 2 * side), (side, side), interpolation=cv2.INTER_AREA)
    return Image.fromarray(255 - ink).convert("RGB")


def ink_length(strokes: Strokes) -> float:
    """Return the length of all lines of a drawing together, in its units."""
    return float(sum(_distances(stroke).sum() for stroke in strokes))


def cut_short(strokes: Strokes, fraction: float) -> list[Stroke]:
    """Return the beginning of a drawing: the first `fraction` (0 to 1) of the length of its lines.

    The line at which the cut falls ends there. Something is always left of a drawing with a line: its first point.
    """
    left = fraction * ink_length(strokes)
    kept: list[Stroke] = []
    for stroke in strokes:
        steps = _distances(stroke)
        length = float(steps.sum())
        if length <= left:
            kept.append(stroke)
            left -= length
            continue
        if left > 0 or not kept:
            kept.append(_head(stroke, steps, left))
        break
    return kept


def _drawn(strokes: Strokes, line_width: float, side: int) -> NDArray[np.uint8]:
    """Return the drawing of `bitmap` on `side` x `side` pixels without smoothed edges: uint8, 0 or 255."""
    ink = np.zeros((side, side), np.uint8)
    if strokes:
        offset = (_CANVAS_UNITS - np.concatenate(strokes).max(axis=0)) / 2
        to_pixels = side / _CANVAS_UNITS
        lines = [
            np.round(((stroke + offset) * to_pixels - 0.5) * (1 << _FRACTION_BITS)).astype(np.int32)
            # A line of one point is a dot, which OpenCV draws only where it begins and ends.
            for stroke in (np.repeat(stroke, 2, axis=0) if len(stroke) == 1 else stroke for stroke in strokes)
        ]
        # OpenCV's lines come out wider than asked for by a good half pixel.
        thickness = max(1, round(line_width * to_pixels - 0.7))
        cv2.polylines(ink, lines, isClosed=False, color=255, thickness=thickness, shift=_FRACTION_BITS)
    return ink


def _head(stroke: Stroke, steps: NDArray[np.float32], length: float) -> Stroke:
    """Return the first `length` units of a line whose points are `steps` apart."""
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    whole = int(np.searchsorted(reached, length, side="right"))
    end = [np.interp(length, reached, stroke[:, axis]) for axis in (0, 1)]
    return np.concatenate([stroke[:whole], [end]]).astype(np.float32)


def _distances(stroke: Stroke) -> NDArray[np.float32]:
    """Return the distances from each point of a line to the next, [points - 1]."""
    return np.hypot(*np.diff(stroke, axis=0).T).astype(np.float32)


def _thinned(stroke: Stroke) -> Stroke:
    """Return the points of a line that are left by Ramer, Douglas and Peucker's algorithm."""
    kept = cv2.approxPolyDP(stroke, _EPSILON, closed=False)[:, 0].astype(np.float32)
    # OpenCV forgets the last point of a line that ends where it began: a square would lose a side.
    return kept if np.array_equal(kept[-1], stroke[-1]) else np.concatenate([kept, stroke[-1:]])


def _resampled(stroke: Stroke) -> Stroke:
    """Return a line with a point every unit, and its last point."""
    steps = _distances(stroke)
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    positions = np.append(np.arange(0.0, reached[-1]), reached[-1])
    return np.stack([np.interp(positions, reached, stroke[:, axis]) for axis in (0, 1)], axis=1).astype(
        np.float32
    )
