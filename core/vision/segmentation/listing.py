"""The labels of a picture's segments: counted, measured and written down. Pure."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import ngettext
from core.pictures.labels import canonical_label, with_name
from core.pictures.marks import Mark, percent
from core.pictures.palette import color_of
from core.vision.segmentation.segment import Segment

BACKGROUND = "background"
"""What data sets such as Pascal VOC call every pixel that is none of their things."""


@dataclass(frozen=True)
class Found:
    """A label in a picture: how many segments have it, and the part of the picture that they cover, 0..1."""

    label: str
    segments: int
    share: float


def labels_found(segments: Sequence[Segment]) -> tuple[Found, ...]:
    """Return every label once, the one that covers most of the picture first."""
    shares: dict[str, list[float]] = defaultdict(list)
    for segment in segments:
        shares[segment.label].append(segment.mask.share)
    found = [Found(label, len(parts), sum(parts)) for label, parts in shares.items()]
    return tuple(sorted(found, key=lambda one: -one.share))


def found_words(found: Found) -> str:
    """Return a line on a label: its name in the language in use, its share and, where there are several, its
    segments: "persona (person) · 12,5 % · 3 segmentos"."""
    words = f"{with_name(found.label.strip())} · {percent(found.share, 1)}"
    if found.segments == 1:
        return words
    return f"{words} · " + ngettext("{n} segment", "{n} segments", found.segments)


def to_records(segments: Sequence[Segment]) -> list[dict[str, str | float | None]]:
    """Return one record a segment, in their order: label, score (0..1 or None), and area, the part of the picture that
    it covers, 0..1."""
    return [
        {"label": segment.label, "score": segment.score, "area": segment.mask.share} for segment in segments
    ]


def to_json(segments: Sequence[Segment], *, image: str, model: str) -> str:
    """Return the segments as JSON text, with the image's and the model's name."""
    return json.dumps(
        {"image": image, "model": model, "segments": to_records(segments)}, ensure_ascii=False, indent=2
    )


def marks_of(segments: Sequence[Segment]) -> tuple[Mark, ...]:
    """Return one mark a segment, the largest first, each in its label's colour and with its share of the picture.

    What a model calls background is in the list only: over all the rest its colour would hide the picture.
    """
    by_size = sorted(segments, key=lambda segment: -segment.mask.area)
    return tuple(
        Mark(
            segment.label.strip(),
            color_of(segment.label),
            segment.score,
            mask=None if canonical_label(segment.label) == BACKGROUND else segment.mask,
            note=percent(segment.mask.share, 1),
        )
        for segment in by_size
    )
