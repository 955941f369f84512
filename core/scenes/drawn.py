"""A scene that somebody draws by hand, thing by thing: its picture, and the box around each thing.

Scope: lines in, pixels and boxes out; what the things are called is up to whoever drew them.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.scenes.scene import SIDE
from core.vision.sketch import Stroke, Strokes

LINE_WIDTH = 5
"""OpenCV's thickness of a line in a picture of SIDE pixels: in the middle of what the app's own scenes have.

With its smooth edges such a line covers about LINES_COVER pixels."""

LINES_COVER = 8

INKS = ("#000000", "#1d4ed8", "#b91c1c", "#15803d", "#7e22ce", "#9a3412", "#0e7490", "#be185d")
"""The colours of the things, one after the other, as #rrggbb: dark on white, so that all can be seen."""

Box = tuple[float, float, float, float]

_FRACTION_BITS = 4
_SEEN = 64


def ink_of(number: int) -> str:
    """Return the colour (#rrggbb) of the thing `number`, from 0 on; after the last colour comes the first."""
    return INKS[number % len(INKS)]


def drawn_scene(
    things: Sequence[Strokes], units: float, side: int = SIDE
) -> tuple[Image.Image, tuple[Box, ...]]:
    """Return the picture of things drawn on a pad of `units` x `units`, and the box of each of them.

    The picture is RGB, `side` x `side` pixels: coloured lines on white, later things over earlier ones. A box is x1,
    y1, x2, y2 in pixels around a thing's own ink, the far corner excluded, also where another thing covers it. Points
    outside of the pad are brought to its edge. Raises ValueError where a thing has no point.
    """
    canvas = np.full((side, side, 3), 255, np.float32)
    boxes = []
    for number, strokes in enumerate(things):
        if not any(len(stroke) for stroke in strokes):
            raise ValueError(f"thing {number} has no lines")
        ink = _ink(strokes, units, side)
        alpha = ink[..., None] / np.float32(255)
        canvas += alpha * (_rgb(ink_of(number)) - canvas)
        boxes.append(_extent(ink >= _SEEN))
    return Image.fromarray(np.rint(canvas).astype(np.uint8)), tuple(boxes)


def _ink(strokes: Strokes, units: float, side: int) -> NDArray[np.uint8]:
    """Return how much ink there is at each pixel, uint8 [side, side], 255 = all of it."""
    ink = np.zeros((side, side), np.uint8)
    lines = [_points(stroke, units, side) for stroke in strokes if len(stroke)]
    thickness = max(1, round(LINE_WIDTH * side / SIDE))
    cv2.polylines(ink, lines, False, 255, thickness, cv2.LINE_AA, _FRACTION_BITS)
    return ink


def _points(stroke: Stroke, units: float, side: int) -> NDArray[np.int32]:
    places = np.clip(stroke, 0, units) * ((side - 1) / units)
    # A line of one point is a dot, which OpenCV draws only where it begins and ends.
    return np.round(np.repeat(places, 2 if len(places) == 1 else 1, axis=0) * (1 << _FRACTION_BITS)).astype(
        np.int32
    )


def _rgb(colour: str) -> NDArray[np.float32]:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], np.float32)


def _extent(seen: NDArray[np.bool_]) -> Box:
    columns, rows = np.flatnonzero(seen.any(axis=0)), np.flatnonzero(seen.any(axis=1))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)
