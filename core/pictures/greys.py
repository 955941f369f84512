"""Grey pictures of more than 8 bits a pixel (modes I, I;16 and F): which of their values are black and white."""

from math import inf

import numpy as np
from PIL import Image

from core.pictures.tiles import TILE, tiles

GREY_SCALES = (255.0, 1023.0, 4095.0, 16383.0, 65535.0)
"""The largest values of 8, 10, 12, 14 and 16 bits: a camera's greys often fill only part of a 16-bit file."""


def is_deep(image: Image.Image) -> bool:
    """Return whether an image has one channel of more than 8 bits."""
    return image.mode in ("I", "F") or image.mode.startswith("I;")


def range_of(image: Image.Image) -> tuple[float, float]:
    """Return which values of a grey picture of more than 8 bits a pixel (mode I, I;16 or F) are black and white.

    None of them declares its scale. For 16 bits it is the smallest of GREY_SCALES that holds every value; for the
    wider modes the smallest of 1 (F only), 255 and 65535, else the values' own range; below zero the range starts at
    the lowest value.
    """
    low, high = 0.0, -inf
    for tile in tiles(image.size, TILE, TILE):
        values = _finite(image.crop(tile))
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    scales = {"F": (1.0, 255.0, 65535.0), "I": (255.0, 65535.0)}.get(image.mode, GREY_SCALES)
    return low, next((scale for scale in scales if high <= scale), high)


def to_8_bits(image: Image.Image, black: float, white: float) -> Image.Image:
    """Return a deep grey image in mode L: `black` becomes 0, `white` 255."""
    return Image.fromarray(np.rint((_finite(image) - black) * (255 / (white - black))).astype(np.uint8))


def _finite(image: Image.Image) -> np.ndarray:
    return np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
