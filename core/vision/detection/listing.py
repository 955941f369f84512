"""A list of detections cut, counted and written down, without running a model again. Pure."""

import json
from collections import Counter
from collections.abc import Collection, Sequence

from core import spreadsheet
from core.vision.detection.detect import Detection


def above(
    detections: Sequence[Detection], threshold: float, labels: Collection[str] = ()
) -> tuple[Detection, ...]:
    """Return the detections whose score is at least `threshold` (0..1), in their order.

    With `labels`, only those labels; with none, all of them.
    """
    return tuple(
        item for item in detections if item.score >= threshold and (not labels or item.label in labels)
    )


def count_labels(detections: Sequence[Detection]) -> dict[str, int]:
    """Return how many detections each label has, the most frequent first, equal ones by name."""
    counts = Counter(item.label for item in detections)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def to_records(detections: Sequence[Detection]) -> list[dict[str, str | float]]:
    """Return one flat record a detection: label, score (0..1), and xmin, ymin, xmax, ymax in pixels."""
    return [
        {
            "label": item.label,
            "score": round(item.score, 4),
            **{
                side: round(value, 1)
                for side, value in zip(("xmin", "ymin", "xmax", "ymax"), item.box, strict=True)
            },
        }
        for item in detections
    ]


def to_json(detections: Sequence[Detection], *, image: str, model: str, threshold: float) -> str:
    """Return the detections as JSON text, with the image's and the model's name and the threshold they were cut at."""
    return json.dumps(
        {"image": image, "model": model, "threshold": threshold, "detections": to_records(detections)},
        ensure_ascii=False,
        indent=2,
    )


def to_csv(detections: Sequence[Detection]) -> bytes:
    """Return one line a detection (see `to_records`), in the signs of the language in use."""
    titles = ("label", "score", "xmin", "ymin", "xmax", "ymax")
    return spreadsheet.to_csv(titles, (tuple(record.values()) for record in to_records(detections)))
