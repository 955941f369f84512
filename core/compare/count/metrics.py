"""How well a model did over all pictures: precision, recall, F1, AP50, AP, and the figures of the charts.

Purpose: add up what core/compare/count/match.py says of each picture. Scope: numbers only. Everywhere, a picture
counts when it has a truth (perhaps an empty one) and the model was run on it; the others are left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.compare.count.match import ERROR_KINDS, Counts, assign, errors, match, overlaps, same_label
from core.compare.truth.truth import Truth
from core.pictures.boxes import TruthBox
from core.pictures.labels import canonical_label
from core.vision.detection.detect import Detection
from core.vision.detection.listing import above

Predictions = Mapping[str, Sequence[Detection]]
"""What one model found: the key of each picture it was run on, and all its detections, of any score."""

# The same expressions as in pycocotools, so that the same floating-point numbers come out.
IOUS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0.0, 1.0, 101)
MOST_DETECTIONS = 100


@dataclass(frozen=True)
class AveragePrecision:
    """COCO's AP and AP50, 0..1, and the precision-recall curve at IoU 0.5, the mean of all labels.

    `recall` holds 101 points from 0 to 1 and `precision` as many. Where the truth has no object at all, AP
    and AP50 are None and `precision` is empty.
    """

    ap: float | None
    ap50: float | None
    recall: tuple[float, ...]
    precision: tuple[float, ...]


@dataclass(frozen=True)
class Metrics:
    """One model over all pictures: figures from 0 to 1, None where there is nothing to divide by."""

    model: str
    precision: float | None
    recall: float | None
    f1: float | None
    ap50: float | None
    ap: float | None


def metrics(
    model: str,
    predictions: Predictions,
    truth: Truth,
    threshold: float,
) -> Metrics:
    """Return the figures of one model; `threshold` (a score, 0..1) touches precision, recall and F1, not AP."""
    counts = total(predictions, truth, threshold)
    curve = average_precision(predictions, truth)
    return Metrics(model, counts.precision, counts.recall, counts.f1, curve.ap50, curve.ap)


def total(predictions: Predictions, truth: Truth, threshold: float) -> Counts:
    """Return TP, FP and FN over all pictures, from the detections with at least the score `threshold`."""
    return sum(
        (match(found, boxes).counts for found, boxes in _pairs(predictions, truth, threshold)), Counts()
    )


def by_label(predictions: Predictions, truth: Truth, threshold: float) -> dict[str, Counts]:
    """Return TP, FP and FN for each label (canonical spelling), those with most objects first, then by name.

    A false detection counts at the label it claims, a missed object at its own.
    """
    tp, fp, fn = Counter[str](), Counter[str](), Counter[str]()
    for found, boxes in _pairs(predictions, truth, threshold):
        matching = match(found, boxes)
        for detection, one in zip(found, matching.matches, strict=True):
            tp[canonical_label(detection.label)] += one.verdict == "right"
            fp[canonical_label(detection.label)] += one.verdict == "false"
        fn.update(canonical_label(boxes[index].label) for index in matching.missed)
    counts = {label: Counts(tp[label], fp[label], fn[label]) for label in tp | fp | fn}
    return dict(sorted(counts.items(), key=lambda item: (-item[1].tp - item[1].fn, item[0])))


def error_totals(predictions: Predictions, truth: Truth, threshold: float) -> dict[str, int]:
    """Return how many errors of each of TIDE's kinds there are, all kinds in the order of ERROR_KINDS."""
    kinds = Counter(
        error.kind for found, boxes in _pairs(predictions, truth, threshold) for error in errors(found, boxes)
    )
    return {kind: kinds[kind] for kind in ERROR_KINDS}


def average_precision(predictions: Predictions, truth: Truth) -> AveragePrecision:
    """Return AP (mean over IoU 0.50, 0.55 ... 0.95), AP50 and the curve, as pycocotools' COCOeval for boxes.

    Precision is read at 101 recalls from the curve made to fall; all areas, at most 100 detections a label
    and picture, mean over the labels that the truth has. Detections of other labels do not matter, as in
    COCO. Equal scores are ordered by picture, in the truth's order. What was asked lately is remembered.
    """
    return _average_precision(tuple(_pairs(predictions, truth, 0.0)))


@lru_cache(maxsize=16)
def _average_precision(
    pairs: tuple[tuple[tuple[Detection, ...], tuple[TruthBox, ...]], ...],
) -> AveragePrecision:
    objects = Counter(canonical_label(box.label) for _found, boxes in pairs for box in boxes if not box.crowd)
    if not objects:
        return AveragePrecision(None, None, tuple(RECALLS.tolist()), ())
    outcomes = [_outcome(found, boxes) for found, boxes in pairs]
    labels = np.array([label for outcome in outcomes for label in outcome.labels], dtype=object)
    scores = np.concatenate([outcome.scores for outcome in outcomes])
    right = np.concatenate([outcome.right for outcome in outcomes], axis=1)
    false = np.concatenate([outcome.false for outcome in outcomes], axis=1)
    curves = []
    for label, positives in objects.items():
        chosen = np.flatnonzero(labels == label)
        chosen = chosen[np.argsort(-scores[chosen], kind="stable")]
        curves.append(_precision_at_recalls(right[:, chosen], false[:, chosen], positives))
    mean = np.mean(curves, axis=0)
    return AveragePrecision(
        float(mean.mean()), float(mean[0].mean()), tuple(RECALLS.tolist()), tuple(mean[0].tolist())
    )


@dataclass(frozen=True)
class _Outcome:
    """One picture's detections by falling score: labels, scores [D], right and false at each IoU [10, D]."""

    labels: list[str]
    scores: NDArray[np.float64]
    right: NDArray[np.bool_]
    false: NDArray[np.bool_]


def _outcome(detections: Sequence[Detection], truth: Sequence[TruthBox]) -> _Outcome:
    """Judge one picture's detections at each of the ten IoUs."""
    seen = Counter[str]()
    chosen: list[Detection] = []
    labels: list[str] = []
    for detection in sorted(detections, key=lambda one: -one.score):
        label = canonical_label(detection.label)
        seen[label] += 1
        if seen[label] <= MOST_DETECTIONS:
            chosen.append(detection)
            labels.append(label)
    overlap = overlaps(chosen, truth) * same_label(chosen, truth)
    crowd = [box.crowd for box in truth]
    assigned = np.array([assign(overlap, crowd, iou) for iou in IOUS.tolist()], dtype=int).reshape(
        len(IOUS), -1
    )
    # A last, made-up truth stands for "none", the -1 of what was not assigned.
    ignored = np.array([*crowd, False], dtype=bool)[assigned]
    scores = np.array([detection.score for detection in chosen], dtype=float)
    return _Outcome(labels, scores, (assigned >= 0) & ~ignored, assigned < 0)


def _precision_at_recalls(
    right: NDArray[np.bool_], false: NDArray[np.bool_], positives: int
) -> NDArray[np.float64]:
    """Return [10, 101]: at each IoU the precision at each recall, 0 where the model never gets that far.

    `right` and `false` are [10, D], the detections of one label by falling score.
    """
    rights, falses = right.cumsum(axis=1).astype(float), false.cumsum(axis=1).astype(float)
    recall = rights / positives
    precision = rights / (rights + falses + np.spacing(1))
    # The best precision at this recall or a higher one, with a 0 at the end for recalls that are not reached.
    falling = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    falling = np.concatenate([falling, np.zeros((len(falling), 1))], axis=1)
    return np.array([row[np.searchsorted(at, RECALLS)] for row, at in zip(falling, recall, strict=True)])


def _pairs(
    predictions: Predictions, truth: Truth, threshold: float
) -> Iterator[tuple[tuple[Detection, ...], tuple[TruthBox, ...]]]:
    """Yield, for each picture that counts, the detections over the threshold and the truth."""
    for key, boxes in truth.items():
        if key in predictions:
            yield above(predictions[key], threshold), boxes
