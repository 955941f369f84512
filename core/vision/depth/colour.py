"""Depth in colours: near is bright and far is dark."""

import numpy as np
from PIL import Image

from core.pictures.inferno import inferno
from core.vision.depth.depth_map import DepthMap, nearness


def coloured(depth: DepthMap) -> Image.Image:
    """Return the map as an RGB image of its size, bright yellow for the nearest to black for the farthest."""
    levels = np.rint(255 * nearness(depth)).astype(np.uint8)
    return Image.fromarray(inferno()[levels])


def scale_stops(number: int) -> tuple[str, ...]:
    """Return `number` (2 or more) colours "#rrggbb" of the scale, evenly from the farthest to the nearest."""
    places = np.rint(np.linspace(0, 255, number)).astype(int)
    return tuple("#{:02x}{:02x}{:02x}".format(*inferno()[place]) for place in places)
