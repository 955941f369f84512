"""Semantic segmentation of large pictures: the library's own answer, worked out within a fixed amount of memory.

transformers enlarges the scores of all labels to the picture's size at once: of 150 labels on 12 million pixels, 7 GB.
Here a few labels at a time are enlarged, and what is best so far is kept. Each label's scores are enlarged by itself,
so the answer is the same, pixel for pixel.
"""

from typing import TYPE_CHECKING, Any

from core.errors import UserError
from core.i18n import N_

if TYPE_CHECKING:
    from torch import Tensor

AT_ONCE = 400_000_000
"""How many bytes of enlarged scores are in memory at once."""

MOST_TOGETHER = 1_500_000_000
"""How many bytes of enlarged masks a panoptic model may need, which has to see all of them at once."""

_BYTES_A_SCORE = 4
_QUERY_DIMENSIONS = 3  # picture, query, label


def is_large(labels: int, size: tuple[int, int]) -> bool:
    """Tell whether the scores of so many labels on a picture of `size` (width, height) are too many to be enlarged at
    once."""
    return labels * size[0] * size[1] * _BYTES_A_SCORE > AT_ONCE


def best_labels(logits: "Tensor", size: tuple[int, int]) -> "Tensor":
    """Return the number of the best label of every pixel, int16 [height, width].

    `logits` are a model's scores [labels, rows, columns], which are enlarged to `size` (width, height) as
    `post_process_semantic_segmentation` of transformers' image processors does it: bilinear, corners not aligned.
    """
    import torch
    from torch.nn.functional import interpolate

    width, height = size
    group = max(1, AT_ONCE // (width * height * _BYTES_A_SCORE))
    best = torch.full((height, width), -torch.inf)
    number = torch.zeros((height, width), dtype=torch.int16)
    for start in range(0, len(logits), group):
        part = logits[None, start : start + group]
        enlarged = interpolate(part, size=(height, width), mode="bilinear", align_corners=False)[0]
        scores, offsets = enlarged.max(dim=0)
        # Of equal scores the first label's counts, as it does with argmax.
        better = scores > best
        best = torch.where(better, scores, best)
        number = torch.where(better, (offsets + start).to(torch.int16), number)
    return number


def check_room(outputs: Any, threshold: float, size: tuple[int, int], name: str) -> None:  # noqa: ANN401 (a model's own type)
    """Raise UserError where a panoptic model called `name` found more above `threshold` (0..1) than can be enlarged to
    `size` (width, height)."""
    logits = outputs.get("class_queries_logits", outputs.get("logits"))
    if logits is None or logits.dim() != _QUERY_DIMENSIONS:
        return
    scores, labels = logits[0].softmax(-1).max(-1)
    found = int(((labels != logits.shape[-1] - 1) & (scores > threshold)).sum())
    if found * size[0] * size[1] * _BYTES_A_SCORE > MOST_TOGETHER:
        raise UserError(
            N_(
                "{name} sees {n} things in this picture, too many for the memory at {width} x {height} pixels. Choose "
                "a smaller picture, or another model."
            ),
            name=name,
            n=found,
            width=size[0],
            height=size[1],
        )
