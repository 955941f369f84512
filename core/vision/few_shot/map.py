"""Embeddings as points on a plane, to see which pictures are near one another. Pure."""

import numpy as np
from numpy.typing import NDArray

_SAME = 1e-6
"""Differences below this are those of rounding."""


def plane(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """Return the two principal components (PCA) of embeddings [n, dimensions] as float32 [n, 2], and the share (0..1)
    of all differences between them that these show.

    The same vectors always give the same points: the sign of a component is that which makes its largest weight
    positive. One picture lies at the origin.
    """
    exact = vectors.astype(np.float64)
    if len(exact) < 2 or np.ptp(exact, axis=0).max() < _SAME:
        return np.zeros((len(exact), 2), np.float32), 1.0
    left, sizes, axes = np.linalg.svd(exact - exact.mean(axis=0), full_matrices=False)
    largest = np.abs(axes).argmax(axis=1)
    signs = np.sign(axes[np.arange(len(axes)), largest])
    points = (left * sizes * signs)[:, :2]
    if points.shape[1] < 2:
        points = np.hstack([points, np.zeros((len(points), 1))])
    return points.astype(np.float32), float((sizes[:2] ** 2).sum() / (sizes**2).sum())
