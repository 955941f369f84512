"""How close pictures and texts are, and how scores are made of that. Pure.

Embeddings have length 1, so that their product is the cosine of the angle between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Rule = Literal["softmax", "sigmoid"]
"""How logits become scores: together, so that they add up to 1 (CLIP), or each by itself (SigLIP)."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Scoring:
    """What a model makes of cosines: logit = scale * cosine + bias, then the rule. `scale` is what it learnt as the
    inverse of the temperature: 100 in CLIP's case."""

    scale: float
    bias: float
    rule: Rule


@dataclass(frozen=True)
class Scored:
    """A label with its score (0..1), and what the score was made of: the cosine (-1..1) and the logit."""

    label: str
    score: float
    logit: float
    cosine: float


def unit(vectors: Vectors) -> Vectors:
    """Return vectors [..., size] with length 1; those of length 0 stay."""
    lengths: Vectors = np.linalg.norm(vectors, axis=-1, keepdims=True).astype(np.float32)
    lengths[lengths == 0] = 1
    return vectors / lengths


def averaged(templates: Sequence[Vectors]) -> Vectors:
    """Return the embeddings of labels, [labels, size] of length 1, from those of each template; at least one.

    The mean is made long 1 again, as the authors of CLIP do it ("prompt ensembling", Radford et al., 2021, 3.1.4).
    """
    return templates[0] if len(templates) == 1 else unit(np.mean(templates, axis=0, dtype=np.float32))


def cosines(images: Vectors, labels: Vectors) -> Vectors:
    """Return how close each picture is to each label: [images, labels], -1..1."""
    return images @ labels.T


def scores_of(logits: Vectors, rule: Rule) -> Vectors:
    """Return the scores of logits [..., labels]: exp(z_i) over the sum of all, or 1 / (1 + exp(-z_i)) of each."""
    if rule == "softmax":
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)
    # exp of a large number overflows; both forms are the same number.
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1 / (1 + small), small / (1 + small))


def ranked(labels: Sequence[str], image: Vectors, texts: Vectors, scoring: Scoring) -> tuple[Scored, ...]:
    """Return every label with its score for one picture, the best first; equal ones in the order of `labels`.

    `image` is [size], `texts` [labels, size]. Without labels there is nothing.
    """
    if not labels:
        return ()
    close = cosines(image[None], texts)[0]
    logits = np.float32(scoring.scale) * close + np.float32(scoring.bias)
    scores = scores_of(logits, scoring.rule)
    order = np.argsort(-scores, kind="stable")
    return tuple(
        Scored(labels[number], float(scores[number]), float(logits[number]), float(close[number]))
        for number in order
    )


def records(found: Sequence[Scored]) -> list[dict[str, str | float]]:
    """Return scored labels as transformers' pipeline gives them: [{"label": …, "score": …}], in their order."""
    return [{"label": item.label, "score": item.score} for item in found]
