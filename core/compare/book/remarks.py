"""What is worth saying about a model on a picture beside the others: facts, in one sentence each.

It compares what the models say with each other and knows nothing of the truth.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from core.compare.count.match import MATCH_IOU, overlaps, same_label
from core.compare.measure.run import ImageResult, ModelRun
from core.compare.measure.stats import describe, times_faster
from core.i18n import _, decimal, ngettext
from core.pictures.boxes import TruthBox
from core.pictures.labels import canonical_label
from core.vision.detection.detect import Detection
from core.vision.detection.listing import above, count_labels

_MOST_CONFLICTS = 3
_MOST_LABELS = 5


def remarks(image: ImageResult, model: str, threshold: float, titles: Mapping[str, str]) -> str:
    """Return the remarks on `model` for one picture at a threshold (0..1), in the language in use.

    `titles` maps the models' names to what a reader calls them. A model that ran alone gets no remark.
    """
    mine = next(run for run in image.models if run.model == model)
    others = [run for run in image.models if run.model != model]
    if not others:
        return ""
    seen = {run.model: above(run.detections, threshold) for run in image.models}
    sentences = [
        _counts(model, {name: len(found) for name, found in seen.items()}, titles),
        _speed(mine, others, titles),
        *_labels(model, seen, titles),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _counts(model: str, counts: Mapping[str, int], titles: Mapping[str, str]) -> str:
    mine = counts[model]
    others = ", ".join(f"{titles[name]}: {count}" for name, count in counts.items() if name != model)
    if not any(counts.values()):
        return _("No model finds anything.")
    if len(set(counts.values())) == 1:
        return _("All models give the same number of boxes.")
    if mine == max(counts.values()):
        return _("Gives the most boxes: {count} ({others}).").format(count=mine, others=others)
    if mine == min(counts.values()):
        return _("Gives the fewest boxes: {count} ({others}).").format(count=mine, others=others)
    return ""


def _speed(mine: ModelRun, others: Sequence[ModelRun], titles: Mapping[str, str]) -> str:
    """Compare with the fastest of the others; a difference counts only when no run of the two overlaps."""
    other = min(others, key=lambda run: describe(run.totals).median)
    my_times, their_times = describe(mine.totals), describe(other.totals)
    title = titles[other.model]
    if my_times.spread is None:
        return _("One run is too few to compare speeds.")
    if ratio := times_faster(my_times, their_times):
        return _("The fastest: {ratio} times as fast as {model}.").format(ratio=_ratio(ratio), model=title)
    if ratio := times_faster(their_times, my_times):
        return _("Takes {ratio} times as long as {model}.").format(ratio=_ratio(ratio), model=title)
    return _("No clear difference in speed from {model}: their run times overlap.").format(model=title)


def _ratio(ratio: float) -> str:
    return decimal(ratio, 1 if ratio >= 2 else 2)


def _labels(model: str, seen: Mapping[str, Sequence[Detection]], titles: Mapping[str, str]) -> list[str]:
    """Say where the labels disagree: another label at the same place, and labels that no other model says."""
    mine = seen[model]
    sentences = []
    disputed: set[str] = set()
    for name, theirs in seen.items():
        if name == model:
            continue
        pairs = list(dict.fromkeys(conflicts(mine, theirs)))[:_MOST_CONFLICTS]
        disputed.update(canonical_label(label) for label, _other in pairs)
        sentences += [
            _("Says “{mine}” where {model} says “{theirs}”.").format(
                mine=label, model=titles[name], theirs=other
            )
            for label, other in pairs
        ]
    shared = {
        canonical_label(found.label) for name, theirs in seen.items() if name != model for found in theirs
    }
    alone = [label for label in count_labels(mine) if canonical_label(label) not in shared | disputed]
    if alone:
        listed = ", ".join(alone[:_MOST_LABELS])
        if len(alone) > _MOST_LABELS:
            listed += " " + ngettext("and {n} more", "and {n} more", len(alone) - _MOST_LABELS)
        sentences.append(_("Labels that only this model finds: {labels}.").format(labels=listed))
    return sentences


def conflicts(mine: Sequence[Detection], theirs: Sequence[Detection]) -> list[tuple[str, str]]:
    """Return (my label, their label) for every object that both see at the same place and call differently.

    The same place is an IoU of MATCH_IOU or more. A box that the other model confirms (same label, same
    place) is no conflict, whatever else lies there: a person on a horse is two objects.
    """
    boxes = [TruthBox(found.label, found.box) for found in theirs]
    overlap = overlaps(mine, boxes)
    confirmed = (overlap >= MATCH_IOU) & same_label(mine, boxes)
    free = ~confirmed.any(axis=1, keepdims=True) & ~confirmed.any(axis=0, keepdims=True)
    disputed = np.where(free, overlap, 0)
    pairs = []
    for row, found in enumerate(mine):
        if theirs and disputed[row].max() >= MATCH_IOU:
            column = int(disputed[row].argmax())
            disputed[:, column] = 0
            pairs.append((found.label, theirs[column].label))
    return pairs
