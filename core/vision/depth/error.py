"""How far a depth map is from the truth of a scene: AbsRel and delta1, as the field counts them. Pure.

A scene has no metres, and neither has relative depth: so a map is first brought to the truth by the scale and the shift
that fit best, in inverse depth (Ranftl et al., 2020, "Towards Robust Monocular Depth Estimation", section 6).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.vision.depth.depth_map import DepthMap, distances

CAP = 0.05
"""What is farther than 1 / CAP times the nearest is left out, as data sets leave out what their sensors do not reach:
the sky has no distance, and a horizon has all of them."""

DELTA = 1.25
"""A pixel counts as right where the greater of estimate and truth is less than this times the other."""


@dataclass(frozen=True)
class DepthError:
    """`abs_rel`: the mean of |estimate - truth| / truth; `delta1`: the part of the pixels (0..1) that are right within
    DELTA; `flat_abs_rel` and `flat_delta1`: the same for a map on which all is equally far; `scale`: the fitted one,
    below 0 where the model takes near for far; `counted`: the part of the picture (0..1) that has a distance."""

    abs_rel: float
    delta1: float
    flat_abs_rel: float
    flat_delta1: float
    scale: float
    counted: float


def depth_error(depth: DepthMap, truth: NDArray[np.float32]) -> DepthError | None:
    """Return how far a map is from `truth`, float32 [height, width]: nearness, one over distance, 1 for the nearest to
    0 for what is infinitely far.

    None where the truth says nothing: everything is equally far, or has no distance.
    """
    seen = truth >= CAP
    if not seen.any() or np.ptp(truth[seen]) == 0:
        return None
    wanted = truth[seen].astype(np.float64)
    given = _inverse(depth)[seen].astype(np.float64)
    scale, shift = _fit(given, wanted)
    abs_rel, delta1 = _figures(scale * given + shift, wanted)
    flat_abs_rel, flat_delta1 = _figures(np.full_like(wanted, wanted.mean()), wanted)
    return DepthError(abs_rel, delta1, flat_abs_rel, flat_delta1, scale, float(seen.mean()))


def _inverse(depth: DepthMap) -> NDArray[np.float32]:
    """Return one over distance, up to a scale and a shift."""
    return np.reciprocal(distances(depth)) if depth.unit == "m" else depth.values


def _fit(given: NDArray[np.float64], wanted: NDArray[np.float64]) -> tuple[float, float]:
    """Return the scale and the shift that bring `given` nearest to `wanted`, by least squares."""
    spread = float(given.var())
    scale = float(np.mean((given - given.mean()) * (wanted - wanted.mean()))) / spread if spread > 0 else 0.0
    return scale, float(wanted.mean() - scale * given.mean())


def _figures(inverse: NDArray[np.float64], wanted: NDArray[np.float64]) -> tuple[float, float]:
    """Return AbsRel and delta1 of estimated inverse depth; nothing is taken to be farther than what is counted."""
    estimate, truth = 1 / np.maximum(inverse, CAP), 1 / wanted
    abs_rel = float(np.mean(np.abs(estimate - truth) / truth))
    ratio = np.maximum(estimate / truth, truth / estimate)
    return abs_rel, float(np.mean(ratio < DELTA))
