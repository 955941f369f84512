"""Where a network looked, as a picture: dark where it looked least, bright where it looked most."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.vision.classification.attention import Focus

SIDE = 224
"""Pixels of the longer side of a heat picture: a grid of 7 by 7 is drawn smoothly at that size."""

_INFERNO = ((0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164))
"""Five of matplotlib's "inferno": brightness grows evenly, so that it is read without seeing colours too."""


def heat_picture(focus: Focus) -> Image.Image:
    """Return the heat in colours, mode RGB, its longer side SIDE pixels; it belongs on `focus.box`."""
    rows, columns = focus.heat.shape
    scale = SIDE / max(rows, columns)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    grey = Image.fromarray(np.round(255 * focus.heat).astype(np.uint8))
    return Image.fromarray(_colors()[np.asarray(grey.resize(size, Image.Resampling.BICUBIC))])


def laid_over(image: Image.Image, focus: Focus, opacity: float) -> Image.Image:
    """Return a copy of an RGB picture with the heat over it, `opacity` 0..1."""
    left, top, right, bottom = (round(side) for side in focus.box)
    part = (left, top, max(right, left + 1), max(bottom, top + 1))
    below = image.crop(part)
    heat = heat_picture(focus).resize(below.size, Image.Resampling.BICUBIC)
    copy = image.copy()
    copy.paste(Image.blend(below, heat, opacity), part[:2])
    return copy


@cache
def _colors() -> NDArray[np.uint8]:
    """Return uint8 [256, 3], from dark to bright."""
    at = np.linspace(0, 255, len(_INFERNO))
    channels = [np.interp(np.arange(256), at, channel) for channel in zip(*_INFERNO, strict=True)]
    return np.stack(channels, axis=1).round().astype(np.uint8)
