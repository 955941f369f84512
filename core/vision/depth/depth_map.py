"""What every depth model says in the end: a number for each pixel, and what that number means. Pure."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Unit = Literal["m", "relative"]
"""Metres from the camera (what is far has large numbers), or inverse depth without scale and zero (what is near has
large numbers), as MiDaS, DPT and Depth Anything give it."""

FARTHEST = 5.0
"""In relative depth nobody knows how far the farthest is: so many times as far as the nearest, it is taken to be."""


@dataclass(frozen=True, eq=False)
class DepthMap:
    """The depth of every pixel of an upright picture: `values`, float32 [height, width], all finite, in `unit`."""

    values: NDArray[np.float32]
    unit: Unit

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.values.shape[1], self.values.shape[0]

    @property
    def least(self) -> float:
        """The smallest value."""
        return float(self.values.min())

    @property
    def most(self) -> float:
        """The largest value."""
        return float(self.values.max())


def nearness(depth: DepthMap) -> NDArray[np.float32]:
    """Return how near every pixel is, float32 [height, width]: 1 for the nearest to 0 for the farthest, evenly in the
    unit of the map; 1 everywhere where all are equally far."""
    span = depth.most - depth.least
    if span <= 0:
        return np.ones_like(depth.values)
    even = (depth.values - np.float32(depth.least)) / np.float32(span)
    return 1 - even if depth.unit == "m" else even


def distances(depth: DepthMap) -> NDArray[np.float32]:
    """Return how far every pixel is, float32 [height, width], always above 0.

    In metres where the map is; else in units of the nearest pixel's distance, with the farthest FARTHEST times as far:
    relative depth is one over distance, up to a scale and a shift that nobody knows.
    """
    if depth.unit == "m":
        return np.maximum(depth.values, np.float32(0.001))
    least = np.float32(1 / FARTHEST)
    return np.reciprocal(least + (1 - least) * nearness(depth), dtype=np.float32)


def smaller(depth: DepthMap, side: int) -> DepthMap:
    """Return the map with at most `side` pixels on its longer side: each is the nearest pixel of the whole one, since
    a mean of near and far would be at neither."""
    width, height = depth.size
    if max(width, height) <= side:
        return depth
    rows = _evenly(height, max(1, round(height * side / max(width, height))))
    columns = _evenly(width, max(1, round(width * side / max(width, height))))
    return DepthMap(depth.values[np.ix_(rows, columns)], depth.unit)


def _evenly(length: int, steps: int) -> NDArray[np.intp]:
    return ((np.arange(steps) + 0.5) * length / steps).astype(np.intp)
