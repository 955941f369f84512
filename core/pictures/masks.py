"""Masks that are kept: where something is on a picture, packed to a few kilobytes.

Scope: one mask in, the same pixels out. An unpacked mask of 12 million pixels takes 12 MB, and a picture may have 150.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True)
class Mask:
    """Where something is on a picture of `size` (width, height).

    `box` is left, top, right, bottom in pixels around all of it, the far corner excluded (all 0 where it is nowhere);
    `area` the number of its pixels; `packed` one bit a pixel of the box, row by row, compressed with zlib.
    """

    size: tuple[int, int]
    box: tuple[int, int, int, int]
    area: int
    packed: bytes = field(repr=False)

    @property
    def share(self) -> float:
        """The part of the picture that it covers, 0..1."""
        return self.area / (self.size[0] * self.size[1])

    def array(self) -> NDArray[np.bool_]:
        """Return the mask as [height, width], True where the thing is."""
        left, top, right, bottom = self.box
        whole = np.zeros(self.size[::-1], bool)
        whole[top:bottom, left:right] = self._inside()
        return whole

    def image(self) -> Image.Image:
        """Return the mask as a mode "L" image of the picture's size, 255 where the thing is and 0 elsewhere."""
        image = Image.new("L", self.size, 0)
        if self.area:
            image.paste(Image.fromarray(self._inside().astype(np.uint8) * 255), self.box[:2])
        return image

    def _inside(self) -> NDArray[np.bool_]:
        left, top, right, bottom = self.box
        bits = np.frombuffer(zlib.decompress(self.packed), np.uint8)
        pixels = (bottom - top) * (right - left)
        return np.unpackbits(bits, count=pixels).astype(bool).reshape(bottom - top, right - left)


def packed_mask(where: NDArray[np.bool_]) -> Mask:
    """Return a mask [height, width], True where the thing is, packed.

    >>> packed_mask(np.eye(3, dtype=bool)).area
    3
    """
    height, width = where.shape
    rows = np.flatnonzero(where.any(axis=1))
    if not len(rows):
        return Mask((width, height), (0, 0, 0, 0), 0, zlib.compress(b""))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(where[top:bottom].any(axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    inside = where[top:bottom, left:right]
    bits = zlib.compress(np.packbits(inside).tobytes(), level=1)
    return Mask((width, height), (left, top, right, bottom), int(np.count_nonzero(inside)), bits)


def union(masks: Sequence[Mask], size: tuple[int, int]) -> Image.Image:
    """Return a mode "L" image of `size` (width, height), 255 wherever one of the masks is; of none it is all 0."""
    whole = np.zeros(size[::-1], bool)
    for mask in masks:
        left, top, right, bottom = mask.box
        whole[top:bottom, left:right] |= mask._inside()
    return Image.fromarray(whole.astype(np.uint8) * 255)
