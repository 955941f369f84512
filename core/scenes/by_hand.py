"""A scene that somebody draws by hand, thing by thing: its picture, and the box around each thing.

Scope: lines in, pixels and boxes out; what the things are called is up to whoever drew them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from core.pictures.boxes import Box
from core.scenes.lines import SEEN, box_around, ink, lay
from core.scenes.scene import SIDE
from core.sketch.strokes import Stroke, Strokes

LINE_WIDTH = 5
"""OpenCV's thickness of a line in a picture of SIDE pixels: in the middle of what the app's own scenes have.

With its smooth edges such a line covers about LINES_COVER pixels."""

LINES_COVER = 8

INKS = ("#000000", "#1d4ed8", "#b91c1c", "#15803d", "#7e22ce", "#9a3412", "#0e7490", "#be185d")
"""The colours of the things, one after the other, as #rrggbb: dark on white, so that all can be seen."""


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
        lines = [_in_pixels(stroke, units, side) for stroke in strokes if len(stroke)]
        pixels = ink(lines, max(1, round(LINE_WIDTH * side / SIDE)), side, side)
        lay(pixels, ImageColor.getrgb(ink_of(number))[:3], canvas)
        boxes.append(box_around(pixels >= SEEN))
    return Image.fromarray(np.rint(canvas).astype(np.uint8)), tuple(boxes)


def _in_pixels(stroke: Stroke, units: float, side: int) -> NDArray[np.float32]:
    return np.clip(stroke, 0, units) * np.float32((side - 1) / units)
