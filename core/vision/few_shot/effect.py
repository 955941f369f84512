"""What a single example does: the class of a picture with it and without it. Pure."""

from dataclasses import dataclass

import numpy as np

from core.vision.few_shot.classify import Method, Score, Support, Vectors, scores_without


@dataclass(frozen=True)
class Effect:
    """What is said of a picture without one example (`index`): the best class, and by how much it leads (None: there is
    no second class then)."""

    index: int
    best: str | None
    lead: float | None


def lead_of(scores: tuple[Score, ...]) -> float:
    """Return by how much the best class leads the second."""
    return scores[0].score - scores[1].score


def effects(support: Support, query: Vectors, method: Method) -> tuple[Effect, ...]:
    """Return the effect of each example on a picture (float32 [dimensions]), in the order of the examples."""
    scores = scores_without(support, query[None], method)
    return tuple(_effect(index, row, support.classes) for index, row in enumerate(scores))


def _effect(index: int, scores: Vectors, classes: tuple[str, ...]) -> Effect:
    if np.isfinite(scores).sum() < 2:
        return Effect(index, None, None)
    second, best = np.argsort(scores, kind="stable")[-2:]
    return Effect(index, classes[int(best)], float(scores[best] - scores[second]))
