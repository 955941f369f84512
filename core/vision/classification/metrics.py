"""How often a classifier is right where it is known what pictures show. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Judged:
    """One picture of known truth: the label that is right, and the model's labels by falling score, the best first."""

    truth: str
    said: tuple[str, ...]


def right_among(judged: Sequence[Judged], top: int) -> int:
    """Return in how many pictures the right label is among the `top` best (top-1, top-5), as a number of pictures."""
    return sum(one.truth in one.said[:top] for one in judged)


def confusion(judged: Sequence[Judged]) -> dict[tuple[str, str], int]:
    """Return how many pictures have each pair of right label and best label: the cells of the confusion matrix."""
    return dict(Counter((one.truth, one.said[0]) for one in judged))
