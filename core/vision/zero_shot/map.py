"""A map of embeddings: many dimensions shown in two. Pure."""

import numpy as np

from core.vision.zero_shot.scores import Vectors

LEAST_IMAGES, LEAST_LABELS = 2, 2
"""Less than that is no map: one point alone is its own mean."""


def on_a_plane(images: Vectors, labels: Vectors) -> tuple[Vectors, Vectors]:
    """Return the places of pictures [images, 2] and labels [labels, 2], by principal component analysis.

    Both are centred on their own mean first: CLIP keeps pictures and texts in different corners of its space (Liang et
    al., 2022, "Mind the gap"), and a map would show nothing but that. The same embeddings always give the same map: of
    each axis the entry that is farthest from 0 is positive.
    """
    centred = np.concatenate([images - images.mean(axis=0), labels - labels.mean(axis=0)]).astype(np.float64)
    _left, _values, axes = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(centred), 2))
    for number, axis in enumerate(axes[:2]):
        farthest = axis[np.abs(axis).argmax()]
        places[:, number] = centred @ (axis if farthest >= 0 else -axis)
    found: Vectors = places.astype(np.float32)
    return found[: len(images)], found[len(images) :]
