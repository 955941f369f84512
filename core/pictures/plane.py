"""Vectors of many numbers as points on a plane, to see which are near one another. Pure, numbers only."""

import numpy as np
from numpy.typing import NDArray

_SAME = 1e-6
"""Differences below this are those of rounding."""


def on_a_plane(*groups: NDArray[np.float32]) -> tuple[list[NDArray[np.float32]], float]:
    """Return the two principal components (PCA) of vectors, as points [n, 2] for each group [n, dimensions], and the
    share (0..1) of all differences between them that these show.

    Each group is centred on its own mean first: where groups lie far apart, the plane would show nothing but that. The
    same vectors always give the same points: the sign of a component is that which makes its largest weight positive. A
    group of one, and equal ones, lie at the origin.
    """
    exact = [group.astype(np.float64) for group in groups]
    centred = np.concatenate([group - group.mean(axis=0) if len(group) else group for group in exact])
    points, shown = np.zeros((len(centred), 2)), 1.0
    if np.abs(centred).max(initial=0) >= _SAME:
        left, sizes, axes = np.linalg.svd(centred, full_matrices=False)
        signs = np.where(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)] < 0, -1, 1)
        most = min(2, len(sizes))
        points[:, :most] = (left * sizes * signs)[:, :most]
        shown = float((sizes[:2] ** 2).sum() / (sizes**2).sum())
    ends = np.cumsum([len(group) for group in groups])[:-1]
    return np.split(points.astype(np.float32), ends), shown
