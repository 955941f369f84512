"""The errors of every model on every picture, counted against the truth, and the words for them. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.compare.count.match import agreement, errors, match
from core.compare.measure.run import Comparison, ImageResult, ModelRun
from core.compare.truth.truth import Truth
from core.i18n import _
from core.pictures.boxes import TruthBox
from core.pictures.marks import Mark, Status, truth_marks
from core.vision.detection.detect import Detection
from core.vision.detection.listing import above
from core.vision.detection.marks import marks_of


class Count(NamedTuple):
    """The errors of one model on one picture, counted against a truth, and what the remarks say of them."""

    false_positives: int
    false_negatives: int
    remarks: str


def error_counts(comparison: Comparison, truth: Truth, threshold: float) -> dict[tuple[str, str], Count]:
    """Return false positives and negatives by (digest of the picture, name of the model), at a threshold (0..1).

    Pictures without a truth (not even an empty one) are left out: nothing can be said of them.
    """
    return {
        (image.digest, run.model): _count(run, truth[image.digest], threshold)
        for image in comparison.images
        if image.digest in truth
        for run in image.models
    }


def _count(run: ModelRun, truth: tuple[TruthBox, ...], threshold: float) -> Count:
    found = above(run.detections, threshold)
    matching = match(found, truth)
    wrong = {error.detection: error.kind for error in errors(found, truth) if error.detection is not None}
    double = [found[index].label for index, kind in wrong.items() if kind == "Dupe"]
    made_up = [found[index].label for index, kind in wrong.items() if kind != "Dupe"]
    missed = [truth[index].label for index in matching.missed]
    words = []
    if missed:
        words.append(_("Missed: {labels}.").format(labels=_listed(missed)))
    if made_up:
        words.append(_("Made up: {labels}.").format(labels=_listed(made_up)))
    if double:
        words.append(_("Found once more: {labels}.").format(labels=_listed(double)))
    if not words:
        words.append(_("Finds everything, and nothing that is not there."))
    return Count(len(wrong), len(missed), " ".join(words))


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(
        f"{number} {label}" if number > 1 else label for label, number in Counter(labels).most_common()
    )


def judged_marks(run: ModelRun, truth: Sequence[TruthBox] | None, threshold: float) -> tuple[Mark, ...]:
    """Return the marks of one model on one picture, at a threshold (0..1): each right or false, and what it missed.

    Without a truth (None) nothing is judged. What a crowd of the truth covers is neither right nor false.
    """
    found = above(run.detections, threshold)
    if truth is None:
        return marks_of(found)
    matching = match(found, truth)
    status: dict[str, Status] = {"right": "right", "false": "false", "ignored": ""}
    judged = (
        replace(mark, status=status[verdict.verdict])
        for mark, verdict in zip(marks_of(found), matching.matches, strict=True)
    )
    return (
        *judged,
        *(replace(mark, status="missed") for mark in truth_marks([truth[i] for i in matching.missed])),
    )


def views(
    image: ImageResult, truth: Sequence[TruthBox] | None, threshold: float
) -> dict[str, tuple[Mark, ...]]:
    """Return what a picture's first two models agree on: what "both" found, only the "first", only the "second".

    With a truth these are the objects that they got right; without one (None), all their boxes, matched to each other
    by the same rule. Where both found an object, the first model's box stands for it. The image needs two models.
    """
    first, second = (above(run.detections, threshold) for run in image.models[:2])
    shared = agreement(first, second, truth)
    status: Status = "" if truth is None else "right"

    def marks(found: Sequence[Detection], indices: Iterable[int]) -> tuple[Mark, ...]:
        return tuple(replace(mark, status=status) for mark in marks_of(found[index] for index in indices))

    return {
        "both": marks(first, (index for index, _other in shared.both)),
        "first": marks(first, shared.only_a),
        "second": marks(second, shared.only_b),
    }
