"""How right a segmentation is, pixel by pixel, where the truth of a picture is known. Pure.

IoU of a label: the pixels that both the model and the truth give it, divided by those that either does (the Jaccard
index). Mean IoU: the mean over all labels that either has. Pixel accuracy: the part of all pixels that have the right
label. As in Long, Shelhamer and Darrell, 2015, https://arxiv.org/abs/1411.4038.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pictures.labels import canonical_label
from core.pictures.masks import packed_mask
from core.vision.segmentation.listing import BACKGROUND
from core.vision.segmentation.segment import Segment

LabelMap = NDArray[np.uint8]
"""[height, width]: 0 is BACKGROUND, any other number a label's place in a list of labels plus one."""


@dataclass(frozen=True)
class LabelScore:
    """How right one label is: its IoU (0..1), and how many pixels it really has and the model gave it."""

    label: str
    iou: float
    true_pixels: int
    given_pixels: int


@dataclass(frozen=True)
class Score:
    """How right a segmentation is: each label that the truth or the model has, the mean of their IoUs, and the part of
    the pixels that are right, all 0..1."""

    labels: tuple[LabelScore, ...]
    mean_iou: float
    pixel_accuracy: float


def label_map(segments: Sequence[Segment], labels: Sequence[str], size: tuple[int, int]) -> LabelMap:
    """Return segments of a picture of `size` (width, height) as a map of `labels`; what has another label is
    BACKGROUND."""
    numbers = {canonical_label(label): number for number, label in enumerate(labels, start=1)}
    drawn = np.zeros(size[::-1], np.uint8)
    for segment in segments:
        if number := numbers.get(canonical_label(segment.label)):
            drawn[segment.mask.array()] = number
    return drawn


def true_segments(truth: LabelMap, labels: Sequence[str]) -> tuple[Segment, ...]:
    """Return the labels of a map as segments, without BACKGROUND."""
    present = [number for number in np.unique(truth) if number]
    return tuple(Segment(labels[number - 1], None, packed_mask(truth == number)) for number in present)


def score(truth: LabelMap, given: LabelMap, labels: Sequence[str]) -> Score:
    """Return how right the map `given` is, for maps of the same shape.

    >>> score(truth, truth, ["cat"]).mean_iou
    1.0
    """
    return score_of(pixel_table(truth, given, labels), labels)


def pixel_table(truth: LabelMap, given: LabelMap, labels: Sequence[str]) -> NDArray[np.int64]:
    """Return how many pixels have each pair of right and given label, int64 [labels + 1, labels + 1]; those of several
    pictures may be added."""
    number = len(labels) + 1
    together = np.bincount(number * truth.ravel().astype(np.int64) + given.ravel(), minlength=number**2)
    return together.reshape(number, number)


def score_of(confusion: NDArray[np.int64], labels: Sequence[str]) -> Score:
    """Return how right what a `pixel_table` counted is."""
    right, true, said = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    either = true + said - right
    scores = tuple(
        LabelScore(name, float(right[place] / either[place]), int(true[place]), int(said[place]))
        for place, name in enumerate((BACKGROUND, *labels))
        if either[place]
    )
    return Score(scores, float(np.mean([one.iou for one in scores])), float(right.sum() / confusion.sum()))
