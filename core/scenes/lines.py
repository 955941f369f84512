"""Lines as pixels, the same for scenes that are made and scenes that somebody draws."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.pictures.boxes import Box

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 255."""

SEEN = 64
"""From so much ink on (of 255) a pixel belongs to a line."""

_FRACTION_BITS = 4


def ink(lines: Sequence[NDArray[np.float32]], thickness: int, height: int, width: int) -> NDArray[np.uint8]:
    """Return how much ink of lines, float [points, 2] (x, y in pixels), is at each pixel: uint8 [height, width].

    `thickness` is OpenCV's, in pixels. A line of one point is a dot.
    """
    fixed = [np.round(line * (1 << _FRACTION_BITS)).astype(np.int32) for line in lines]
    # OpenCV draws nothing for a line that begins and does not end.
    fixed = [np.repeat(line, 2, axis=0) if len(line) == 1 else line for line in fixed]
    pixels = np.zeros((height, width), np.uint8)
    cv2.polylines(pixels, fixed, False, 255, thickness, cv2.LINE_AA, _FRACTION_BITS)
    return pixels


def lay(pixels: NDArray[np.uint8], colour: Colour, canvas: NDArray[np.float32]) -> None:
    """Lay ink, uint8 [height, width], onto a canvas, float32 [height, width, 3], in a colour."""
    canvas += pixels[..., None] / np.float32(255) * (np.array(colour, np.float32) - canvas)


def box_around(seen: NDArray[Any]) -> Box:
    """Return the box around what is not 0 in [height, width], the far corner excluded; there has to be something."""
    columns, rows = np.flatnonzero(seen.any(axis=0)), np.flatnonzero(seen.any(axis=1))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)
