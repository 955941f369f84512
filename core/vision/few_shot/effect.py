"""What a single example does: the class of a picture with it and without it. Pure."""

from dataclasses import dataclass

from core.vision.few_shot.classify import Method, Score, Support, Vectors, classify


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
    found = []
    for index in range(len(support.labels)):
        others = support.without(index)
        if len(others.classes) < 2:
            found.append(Effect(index, None, None))
            continue
        scores = classify(others, query, method)
        found.append(Effect(index, scores[0].label, lead_of(scores)))
    return tuple(found)
