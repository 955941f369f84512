"""Where a network looked, as a picture: dark where it looked least, bright where it looked most."""

import numpy as np
from PIL import Image

from core.pictures.inferno import inferno
from core.vision.classification.attention import Focus

SIDE = 224
"""Pixels of the longer side of a heat picture: a grid of 7 by 7 is drawn smoothly at that size."""


def heat_picture(focus: Focus) -> Image.Image:
    """Return the heat in colours, mode RGB, its longer side SIDE pixels; it belongs on `focus.box`."""
    rows, columns = focus.heat.shape
    scale = SIDE / max(rows, columns)
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    grey = Image.fromarray(np.round(255 * focus.heat).astype(np.uint8))
    return Image.fromarray(inferno()[np.asarray(grey.resize(size, Image.Resampling.BICUBIC))])


def laid_over(image: Image.Image, focus: Focus, opacity: float) -> Image.Image:
    """Return a copy of an RGB picture with the heat over it, `opacity` 0..1."""
    left, top, right, bottom = (round(side) for side in focus.box)
    part = (left, top, max(right, left + 1), max(bottom, top + 1))
    below = image.crop(part)
    heat = heat_picture(focus).resize(below.size, Image.Resampling.BICUBIC)
    copy = image.copy()
    copy.paste(Image.blend(below, heat, opacity), part[:2])
    return copy
