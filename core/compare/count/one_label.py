"""A comparison seen through one label alone. Pure."""

from collections import Counter
from dataclasses import replace

from core.compare.measure.run import Comparison
from core.compare.truth.truth import Truth
from core.pictures.labels import canonical_label


def labels_of(truth: Truth) -> tuple[str, ...]:
    """Return the labels (canonical spelling) that the truth has objects of, those with most objects first."""
    objects = Counter(canonical_label(box.label) for boxes in truth.values() for box in boxes)
    return tuple(sorted(objects, key=lambda label: (-objects[label], label)))


def with_label(comparison: Comparison, truth: Truth, label: str) -> tuple[Comparison, Truth]:
    """Return the detections and true boxes of one label, however it is spelt; the pictures all stay."""
    wanted = canonical_label(label)
    images = tuple(
        replace(
            image,
            models=tuple(
                replace(
                    run,
                    detections=tuple(one for one in run.detections if canonical_label(one.label) == wanted),
                )
                for run in image.models
            ),
        )
        for image in comparison.images
    )
    real = {
        digest: tuple(box for box in boxes if canonical_label(box.label) == wanted)
        for digest, boxes in truth.items()
    }
    return replace(comparison, images=images), real
