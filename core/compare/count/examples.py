"""Worked examples of how detections are judged, step by step, with the numbers that the app's own counting gives.

Purpose: what the drawings of "How it works" show. Scope: made-up boxes and what `match` and `metrics` say of them; no
words and no drawing.
"""

from dataclasses import dataclass
from functools import cache

from core.compare.count.match import MATCH_IOU, Counts, errors, match, overlaps
from core.compare.count.metrics import AveragePrecision, average_precision
from core.pictures.boxes import Box, TruthBox
from core.vision.detection.detect import Detection

REAL: Box = (110.0, 40.0, 210.0, 120.0)
"""The object's box in the example of overlaps, in a picture of 320 x 160."""

COUNTED_TRUTH = (
    TruthBox("cat", (20, 70, 100, 150)),
    TruthBox("cat", (140, 80, 210, 150)),
    TruthBox("house", (240, 50, 330, 150)),
    TruthBox("sun", (180, 8, 220, 48)),
)
"""What is really there in the example of counting, a picture of 360 x 180."""

COUNTED_DETECTIONS = (
    Detection("cat", 0.95, (22, 66, 103, 149)),
    Detection("house", 0.88, (236, 55, 326, 152)),
    Detection("cat", 0.80, (30, 78, 110, 158)),
    Detection("dog", 0.62, (138, 84, 212, 152)),
    Detection("sun", 0.47, (195, 16, 235, 56)),
    Detection("tree", 0.35, (112, 20, 150, 76)),
)
"""What a detector says of it, by falling score: two are right, and each of the others is wrong in a way of its own."""

_CURVE_OBJECTS = 5
_CURVE_SCORES = (0.97, 0.93, 0.88, 0.80, 0.71, 0.62, 0.50, 0.38)
_CURVE_FOUND = (0, 1, None, 2, None, None, 3, None)
"""Which of the objects each detection is on, by falling score; None: on none of them."""


@dataclass(frozen=True)
class OverlapStep:
    """A box that is moved over REAL: where it is, intersection and union in square pixels, their IoU (0..1), and
    whether that is enough to count as the object."""

    box: Box
    intersection: float
    union: float
    iou: float
    counts: bool


@dataclass(frozen=True)
class CountingStep:
    """One detection judged after those before it: its kind of error (a key of ERROR_KINDS, "" where it is right), the
    index of the object that this is about (None: of none), their IoU (0..1), and the counts so far.

    The false negatives among the counts are the objects that nobody has found yet.
    """

    detection: Detection
    kind: str
    truth: int | None
    iou: float
    counts: Counts


@dataclass(frozen=True)
class CurveStep:
    """One detection more on the way down the scores: whether it is right, and the counts with it."""

    score: float
    right: bool
    counts: Counts


@cache
def overlap_steps() -> tuple[OverlapStep, ...]:
    """Return the steps of a box as large as REAL that comes from the left, lies on it, and goes on to the right."""
    left, top, right, bottom = REAL
    area = (right - left) * (bottom - top)
    steps = []
    for shift in range(-104, 105, 4):
        box: Box = (left + shift, top + shift / 4, right + shift, bottom + shift / 4)
        iou = float(overlaps([Detection("", 1.0, box)], [TruthBox("", REAL)])[0, 0])
        # IoU = I / (2 A - I) for two boxes of the same area A.
        intersection = 2 * area * iou / (1 + iou)
        steps.append(OverlapStep(box, intersection, 2 * area - intersection, iou, iou >= MATCH_IOU))
    return tuple(steps)


@cache
def counting_steps() -> tuple[CountingStep, ...]:
    """Return what becomes of COUNTED_DETECTIONS, one after the other, by COCO's rule and TIDE's kinds."""
    overlap = overlaps(COUNTED_DETECTIONS, COUNTED_TRUTH)
    steps = []
    for index, detection in enumerate(COUNTED_DETECTIONS):
        so_far = COUNTED_DETECTIONS[: index + 1]
        matching = match(so_far, COUNTED_TRUTH)
        wrong = {error.detection: error for error in errors(so_far, COUNTED_TRUTH)}.get(index)
        truth = wrong.truth if wrong else matching.matches[index].truth
        iou = 0.0 if truth is None else float(overlap[index, truth])
        steps.append(CountingStep(detection, wrong.kind if wrong else "", truth, iou, matching.counts))
    return tuple(steps)


@cache
def missed_in_example() -> tuple[int, ...]:
    """Return the indices of the objects of COUNTED_TRUTH that nobody found."""
    return match(COUNTED_DETECTIONS, COUNTED_TRUTH).missed


@cache
def curve_steps() -> tuple[CurveStep, ...]:
    """Return the detections of one class on one picture of five objects, by falling score, with the counts so far."""
    detections, truth = _curve_example()
    steps = []
    for end in range(1, len(detections) + 1):
        matching = match(detections[:end], truth)
        right = matching.matches[-1].verdict == "right"
        steps.append(CurveStep(detections[end - 1].score, right, matching.counts))
    return tuple(steps)


def example_curve() -> AveragePrecision:
    """Return the whole curve of `curve_steps`, and the area under it."""
    detections, truth = _curve_example()
    return average_precision({"example": detections}, {"example": truth})


def _curve_example() -> tuple[tuple[Detection, ...], tuple[TruthBox, ...]]:
    """Return detections that are exactly on an object or far from all of them, and the objects, side by side."""
    truth = tuple(TruthBox("cat", (50.0 * n, 0.0, 50.0 * n + 40, 40.0)) for n in range(_CURVE_OBJECTS))
    detections = tuple(
        Detection(
            "cat",
            score,
            truth[found].box if found is not None else (0.0, 100.0 + 50 * n, 40.0, 140.0 + 50 * n),
        )
        for n, (score, found) in enumerate(zip(_CURVE_SCORES, _CURVE_FOUND, strict=True))
    )
    return detections, truth
