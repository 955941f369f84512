"""Which detections are right, by COCO's rule, and what went wrong with the others, by TIDE's kinds.

Purpose: pair detections with the ground truth, count, and say of what kind each error is. Scope: one picture
at a time; core/compare/count/metrics.py adds pictures up. Nothing here knows about thresholds on the score: hand in
what core.vision.detection.listing.above returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.i18n import N_
from core.pictures.boxes import Box, TruthBox
from core.pictures.labels import canonical_label
from core.vision.detection.detect import Detection

Verdict = Literal["right", "false", "ignored"]

MATCH_IOU = 0.5
"""Least IoU at which a detection counts as the object; also TIDE's tf."""

BACKGROUND_IOU = 0.1
"""TIDE's tb: up to this IoU a box has nothing to do with an object."""


@dataclass(frozen=True)
class Counts:
    """True positives, false positives and false negatives; add them up with +."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float | None:
        """The share of the detections that is right, 0..1; None where nothing was detected."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """The share of the objects that was found, 0..1; None where there is no object."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        """2 TP / (2 TP + FP + FN), 0..1: the harmonic mean of the two; None where all three are 0."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else None


@dataclass(frozen=True)
class Match:
    """What became of one detection: its verdict, the index of the truth it was paired with, and their IoU.

    "ignored" is a detection inside a crowd: neither right nor false. A false one has truth None and IoU 0.
    """

    verdict: Verdict
    truth: int | None = None
    iou: float = 0.0


@dataclass(frozen=True)
class Matching:
    """One picture: a Match for each detection, in the order given, and the indices of the missed truths."""

    matches: tuple[Match, ...]
    missed: tuple[int, ...]

    @property
    def counts(self) -> Counts:
        """Right detections, false detections and missed truths; what is ignored counts nowhere."""
        verdicts = [match.verdict for match in self.matches]
        return Counts(verdicts.count("right"), verdicts.count("false"), len(self.missed))


@dataclass(frozen=True)
class Agreement:
    """What models A and B found, as indices of their detections; `both` holds pairs (in A, in B)."""

    both: tuple[tuple[int, int], ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]


@dataclass(frozen=True)
class ErrorKind:
    """One of TIDE's kinds of error, in words for a student: its name and when an error is of this kind."""

    name: str
    rule: str


ERROR_KINDS = {
    "Cls": ErrorKind(N_("wrong class"), N_("On an object (IoU 0.5 or more), but with another label.")),
    "Loc": ErrorKind(
        N_("bad place"), N_("The right label, but the box fits the object badly (IoU from 0.1 to 0.5).")
    ),
    "Both": ErrorKind(
        N_("wrong class and place"), N_("Another label, and the box fits badly (IoU from 0.1 to 0.5).")
    ),
    "Dupe": ErrorKind(N_("double"), N_("The object had been found already by a box with a higher score.")),
    "Bkg": ErrorKind(N_("background"), N_("There is no object there (IoU 0.1 or less with all of them).")),
    "Miss": ErrorKind(
        N_("missed"), N_("An object that no box found, not even with a wrong label or a bad place.")
    ),
}
"""TIDE's six kinds by their short names, in the order in which the paper lists them."""


@dataclass(frozen=True)
class Error:
    """One error: its kind (a key of ERROR_KINDS), the indices of the detection and of the truth it is about.

    A missed object has no detection; background has no truth.
    """

    kind: str
    detection: int | None
    truth: int | None


def overlaps(detections: Sequence[Detection], truth: Sequence[TruthBox]) -> NDArray[np.float64]:
    """Return the IoU, 0..1, of each detection (rows) with each truth (columns), whatever their labels.

    Boxes are continuous, without COCO's old +1. For a crowd it is COCO's own measure: the intersection over
    the detection's area, not over the union.
    """
    left, top, right, bottom = _sides([detection.box for detection in detections], (-1, 1))
    real_left, real_top, real_right, real_bottom = _sides([box.box for box in truth], (1, -1))
    width = np.minimum(right, real_right) - np.maximum(left, real_left)
    height = np.minimum(bottom, real_bottom) - np.maximum(top, real_top)
    intersection = np.maximum(width, 0) * np.maximum(height, 0)
    area = (right - left) * (bottom - top)
    real_area = (real_right - real_left) * (real_bottom - real_top)
    crowd = np.array([box.crowd for box in truth], dtype=bool)
    whole = np.where(crowd, area, area + real_area - intersection)
    return np.divide(intersection, whole, out=np.zeros_like(intersection), where=intersection > 0)


def _sides(boxes: Sequence[Box], shape: tuple[int, int]) -> tuple[NDArray[np.float64], ...]:
    """Return left, top, right and bottom of the boxes, each an array of the shape asked for."""
    return tuple(side.reshape(shape) for side in np.array(boxes, dtype=float).reshape(-1, 4).T)


def same_label(detections: Sequence[Detection], truth: Sequence[TruthBox]) -> NDArray[np.bool_]:
    """Return, for each detection (rows) and truth (columns), whether their labels say the same."""
    number: dict[str, int] = {}
    said = [number.setdefault(canonical_label(one.label), len(number)) for one in detections]
    real = [number.setdefault(canonical_label(one.label), len(number)) for one in truth]
    return np.array(said, dtype=int).reshape(-1, 1) == np.array(real, dtype=int).reshape(1, -1)


def assign(overlap: NDArray[np.float64], crowd: Sequence[bool], iou: float = MATCH_IOU) -> list[int]:
    """Pair detections (rows, by falling score) with truths (columns) and return each one's truth, or -1.

    COCO's rule (pycocotools' evaluateImg): each detection takes the free truth with the highest IoU of at
    least `iou`; only one that finds none may fall to a crowd, and a crowd takes any number. Of equal IoUs the
    last truth wins. `overlap` is 0 where the labels differ.
    """
    least = min(iou, 1 - 1e-10)
    assigned = [-1] * len(overlap)
    best: dict[int, tuple[bool, float, int]] = {}
    taken: set[int] = set()
    previous = -1
    rows, columns = np.nonzero(overlap >= least)
    for row, column, value in zip(
        rows.tolist(), columns.tolist(), overlap[rows, columns].tolist(), strict=True
    ):
        if row != previous and previous in best:
            assigned[previous] = best[previous][2]
            taken.add(assigned[previous])
        previous = row
        if column in taken and not crowd[column]:
            continue
        best[row] = max(best.get(row, (False, 0.0, -1)), (not crowd[column], value, column))
    if previous in best:
        assigned[previous] = best[previous][2]
    return assigned


def match(detections: Sequence[Detection], truth: Sequence[TruthBox], iou: float = MATCH_IOU) -> Matching:
    """Pair the detections of one picture with its truth by COCO's rule at one IoU, 0..1 (see `assign`).

    Detections go by falling score, those with equal scores in the order given; labels are compared by
    `canonical_label`. What was matched lately is remembered: a page asks the same several times.
    """
    return _match(tuple(detections), tuple(truth), iou)


@lru_cache(maxsize=1024)
def _match(detections: tuple[Detection, ...], truth: tuple[TruthBox, ...], iou: float) -> Matching:
    order = np.argsort([-detection.score for detection in detections], kind="stable").tolist()
    sorted_detections = [detections[index] for index in order]
    overlap = overlaps(sorted_detections, truth) * same_label(sorted_detections, truth)
    crowd = [box.crowd for box in truth]
    matches = [Match("false")] * len(detections)
    for row, found in enumerate(assign(overlap, crowd, iou)):
        if found >= 0:
            verdict: Verdict = "ignored" if crowd[found] else "right"
            matches[order[row]] = Match(verdict, found, float(overlap[row, found]))
    seen = {one.truth for one in matches}
    missed = tuple(index for index in range(len(truth)) if index not in seen and not crowd[index])
    return Matching(tuple(matches), missed)


def agreement(
    a: Sequence[Detection], b: Sequence[Detection], truth: Sequence[TruthBox] | None = None
) -> Agreement:
    """Say what two models found on one picture, both or only one of them.

    With a truth: the objects that each of them got right. Without (None): A's detections are matched against
    B's by the same rule, as if B's were the truth.
    """
    if truth is None:
        boxes = [TruthBox(detection.label, detection.box) for detection in b]
        matching = match(a, boxes)
        both = tuple(
            (index, one.truth) for index, one in enumerate(matching.matches) if one.truth is not None
        )
        only_a = tuple(index for index, one in enumerate(matching.matches) if one.truth is None)
        return Agreement(both, only_a, matching.missed)
    found_a, found_b = _right(match(a, truth)), _right(match(b, truth))
    return Agreement(
        tuple((found_a[index], found_b[index]) for index in sorted(found_a.keys() & found_b.keys())),
        tuple(found_a[index] for index in sorted(found_a.keys() - found_b.keys())),
        tuple(found_b[index] for index in sorted(found_b.keys() - found_a.keys())),
    )


def _right(matching: Matching) -> dict[int, int]:
    """Map each truth that was found to the index of the detection that found it."""
    return {
        one.truth: index
        for index, one in enumerate(matching.matches)
        if one.verdict == "right" and one.truth is not None
    }


def errors(detections: Sequence[Detection], truth: Sequence[TruthBox]) -> tuple[Error, ...]:
    """Return what went wrong on one picture, each error with its kind by TIDE, tf = 0.5 and tb = 0.1.

    Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors", ECCV 2020. Every false
    detection is of exactly one kind. Where several fit, the order is that of the authors' program (tidecv):
    Loc, Cls, Dupe, Bkg, Both. A missed truth is a Miss unless a Loc or Cls error points at it, since mending
    that error would find it. IoU 0.5 counts as a match, so Loc ends just below it. Crowds are left out, as is
    what `match` ignores.
    """
    return _errors(tuple(detections), tuple(truth))


@lru_cache(maxsize=1024)
def _errors(detections: tuple[Detection, ...], truth: tuple[TruthBox, ...]) -> tuple[Error, ...]:
    matching = match(detections, truth)
    crowd = np.array([box.crowd for box in truth], dtype=bool)
    overlap = np.where(crowd, 0.0, overlaps(detections, truth))
    same = same_label(detections, truth)
    found: list[Error] = []
    for index, one in enumerate(matching.matches):
        if one.verdict == "false":
            kind, about = _kind(overlap[index] * same[index], overlap[index] * ~same[index])
            found.append(Error(kind, index, about))
    covered = {error.truth for error in found if error.kind in {"Cls", "Loc"}}
    return (*found, *(Error("Miss", None, index) for index in matching.missed if index not in covered))


def _kind(same: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[str, int | None]:
    """Return a false detection's kind and truth, from its IoUs with truths of its own and of other labels."""
    if not len(same):
        return "Bkg", None
    nearest_same, nearest_other = int(same.argmax()), int(other.argmax())
    best_same, best_other = same[nearest_same], other[nearest_other]
    if BACKGROUND_IOU <= best_same < MATCH_IOU:
        return "Loc", nearest_same
    if best_other >= MATCH_IOU:
        return "Cls", nearest_other
    if best_same >= MATCH_IOU:
        return "Dupe", nearest_same
    if best_other <= BACKGROUND_IOU:
        return "Bkg", None
    return "Both", nearest_other
