"""Depth in colours: near is bright and far is dark, in steps that look equally large.

The scale is inferno (Stéfan van der Walt and Nathaniel Smith, 2015, made for matplotlib), as OpenCV ships it.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.vision.depth.depth_map import DepthMap, nearness


def coloured(depth: DepthMap) -> Image.Image:
    """Return the map as an RGB image of its size, bright yellow for the nearest to black for the farthest."""
    levels = np.rint(255 * nearness(depth)).astype(np.uint8)
    return Image.fromarray(_table()[levels])


def scale_stops(number: int) -> tuple[str, ...]:
    """Return `number` (2 or more) colours "#rrggbb" of the scale, evenly from the farthest to the nearest."""
    places = np.rint(np.linspace(0, 255, number)).astype(int)
    return tuple("#{:02x}{:02x}{:02x}".format(*_table()[place]) for place in places)


@cache
def _table() -> NDArray[np.uint8]:
    """Return the scale's 256 colours, uint8 [256, 3]."""
    ramp = np.arange(256, dtype=np.uint8)[None]
    return np.ascontiguousarray(cv2.applyColorMap(ramp, cv2.COLORMAP_INFERNO)[0, :, ::-1])
