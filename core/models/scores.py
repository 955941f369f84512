"""How a classifier's numbers become scores, as transformers' pipelines do it, whatever it classifies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Rule = Literal["softmax", "sigmoid", "none"]
"""How logits become scores: together, so that they add up to 1; each by itself; not at all (a regression)."""


@dataclass(frozen=True)
class Scored:
    """A label of a model with the score (0..1) that it gives it, and the logit that the score was made of."""

    label: str
    score: float
    logit: float


def rule_of(config: Any) -> Rule:  # noqa: ANN401 (a transformers configuration)
    """Return how transformers' pipeline makes scores of a model's logits."""
    if config.problem_type == "regression":
        return "none"
    if config.problem_type == "multi_label_classification" or config.num_labels == 1:
        return "sigmoid"
    return "softmax"


def scores_of(logits: NDArray[np.float32], rule: Rule) -> NDArray[np.float32]:
    """Return the scores that a rule makes of logits, float32 [labels].

    Softmax: exp(z_i) over the sum of exp(z_j) of all labels. Sigmoid: 1 / (1 + exp(-z_i)).
    """
    if rule == "softmax":
        powers = np.exp(logits - logits.max())
        return powers / powers.sum()
    if rule == "sigmoid":
        # exp of a large number overflows; both forms are the same number.
        small = np.exp(-np.abs(logits))
        return np.where(logits >= 0, 1 / (1 + small), small / (1 + small))
    return logits


def best_of(labels: Sequence[str], logits: NDArray[np.float32], rule: Rule, top: int) -> tuple[Scored, ...]:
    """Return the `top` of the labels with the highest scores, the highest first; all of them where there are fewer."""
    scores = scores_of(logits, rule)
    order = np.argsort(-scores, kind="stable")[:top]
    return tuple(Scored(labels[index], float(scores[index]), float(logits[index])) for index in order)
