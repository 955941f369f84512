"""Few-shot classification: a picture gets the class whose examples it is nearest to. Pure.

Everything here works on embeddings of length 1 (core.vision.few_shot.embed), so that a product of two is the cosine of
their angle: 1 for the same direction, 0 for nothing in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.pictures.kept import Kept

Vectors = NDArray[np.float32]
Method = Literal["nearest", "mean", "logistic"]

METHODS: tuple[Method, ...] = ("nearest", "mean", "logistic")
SIZES = (1, 2, 5, 10)
"""Numbers of examples a class that the curve tries."""

DRAWS = 20
"""How often the curve draws other examples for a size."""


@dataclass(frozen=True, eq=False)
class Support:
    """The examples: float32 [examples, dimensions], and the class of each, in the same order.

    What is learnt from a support set is kept as long as the set is.
    """

    vectors: Vectors
    labels: tuple[str, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that have an example, in the order in which they first come."""
        return tuple(dict.fromkeys(self.labels))

    def only(self, indices: Sequence[int]) -> "Support":
        """Return some of the examples."""
        return Support(self.vectors[list(indices)], tuple(self.labels[number] for number in indices))


@dataclass(frozen=True)
class Score:
    """A class and what speaks for it: a cosine (-1..1), or a probability (0..1) of the logistic regression."""

    label: str
    score: float


@dataclass(frozen=True)
class Neighbour:
    """An example beside a picture: its number, its class, and the cosine (-1..1) of the two."""

    index: int
    label: str
    cosine: float


def check_support(support: Support) -> None:
    """Raise UserError unless there are examples of two classes."""
    if not support.labels:
        raise UserError(N_("There are no examples yet. Add some to two classes at least."))
    if len(support.classes) < 2:
        raise UserError(
            N_("Only {name} has examples. With one class everything is that class: add examples to another."),
            name=support.classes[0],
        )


def classify(support: Support, query: Vectors, method: Method) -> tuple[Score, ...]:
    """Return every class that has examples with its score for a picture (float32 [dimensions]), the highest first.

    "nearest" takes each class's example that is most alike, "mean" the direction of the mean of its examples
    (prototypes: Snell et al. 2017, arXiv:1703.05175), "logistic" a logistic regression on all examples. Raises
    UserError where fewer than two classes have examples.
    """
    check_support(support)
    scores = _scores(support, query[None], method)[0]
    order = np.argsort(-scores, kind="stable")
    return tuple(Score(support.classes[number], float(scores[number])) for number in order)


def neighbours(support: Support, query: Vectors, most: int = 5) -> tuple[Neighbour, ...]:
    """Return the examples that are most like a picture (float32 [dimensions]), the most alike first."""
    cosines = support.vectors @ query
    order = np.argsort(-cosines, kind="stable")[:most]
    return tuple(Neighbour(int(number), support.labels[number], float(cosines[number])) for number in order)


def leave_one_out(support: Support, method: Method) -> tuple[str | None, ...]:
    """Return for each example which class it gets from all the others, None where there are no two classes without it.

    An example that is alone in its class cannot get that class: there is nothing of it left.
    """
    scores = scores_without(support, support.vectors, method)
    return tuple(support.classes[int(row.argmax())] if np.isfinite(row).sum() > 1 else None for row in scores)


def scores_without(support: Support, queries: Vectors, method: Method) -> Vectors:
    """Return the scores of each query without one example: float32 [examples, classes], in the order of
    `support.classes`; row i is what query i gets without example i. -inf stands for a class of which nothing is left.

    `queries` is float32 [examples, dimensions], or [1, dimensions] for the same one every time.
    """
    labels = np.array(support.labels)
    if method == "logistic":
        return _fitted_without(support, queries)
    own = np.array([support.classes.index(label) for label in support.labels], dtype=int)
    if method == "nearest":
        cosines = np.broadcast_to(queries @ support.vectors.T, (len(labels), len(labels))).copy()
        np.fill_diagonal(cosines, -np.inf)
        return np.stack([cosines[:, labels == label].max(axis=1) for label in support.classes], axis=1)
    sums = np.stack([support.vectors[labels == label].sum(axis=0) for label in support.classes])
    scores = np.broadcast_to(queries @ _of_length_one(sums).T, (len(labels), len(sums))).copy()
    left = _of_length_one(sums[own] - support.vectors)
    scores[np.arange(len(own)), own] = (queries * left).sum(axis=1)
    alone = np.array([support.labels.count(label) == 1 for label in support.labels], dtype=bool)
    scores[np.flatnonzero(alone), own[alone]] = -np.inf
    return scores


def _fitted_without(support: Support, queries: Vectors) -> Vectors:
    """Return `scores_without` of the logistic regression, which is learnt anew without each example."""
    scores = np.full((len(support.labels), len(support.classes)), -np.inf, np.float32)
    for index in range(len(support.labels)):
        others = support.only([number for number in range(len(support.labels)) if number != index])
        if len(others.classes) > 1:
            query = queries[index if len(queries) > 1 else 0][None]
            places = [support.classes.index(label) for label in others.classes]
            scores[index, places] = _probabilities(others, query)[0]
    return scores


def accuracy(support: Support, found: Sequence[str | None]) -> float | None:
    """Return the share (0..1) of the examples whose class was found by `leave_one_out`, None where none was tried."""
    tried = [(label, guess) for label, guess in zip(support.labels, found, strict=True) if guess is not None]
    return sum(label == guess for label, guess in tried) / len(tried) if tried else None


def curve(support: Support, method: Method, seed: int = 0) -> dict[int, float]:
    """Return the accuracy (0..1) with 1, 2, 5 and 10 examples a class, by their number.

    For each number, examples are drawn DRAWS times from every class, and all others are classified. Left out is what
    some class has too few examples for: one has to remain. The same support set and seed give the same curve.
    """
    numbers = {
        label: [index for index, other in enumerate(support.labels) if other == label]
        for label in support.classes
    }
    least = min(map(len, numbers.values()), default=0)
    if len(numbers) < 2:
        return {}
    chance = np.random.default_rng(seed)
    return {
        size: float(np.mean([_draw(support, numbers, size, method, chance) for _ in range(DRAWS)]))
        for size in SIZES
        if size < least
    }


def _draw(
    support: Support,
    numbers: dict[str, list[int]],
    size: int,
    method: Method,
    chance: np.random.Generator,
) -> float:
    drawn = [int(index) for of_class in numbers.values() for index in chance.permutation(of_class)[:size]]
    rest = [index for index in range(len(support.labels)) if index not in set(drawn)]
    examples = support.only(drawn)
    best = _scores(examples, support.vectors[rest], method).argmax(axis=1)
    return float(
        np.mean(
            [
                examples.classes[number] == support.labels[index]
                for number, index in zip(best, rest, strict=True)
            ]
        )
    )


def _scores(support: Support, queries: Vectors, method: Method) -> Vectors:
    """Return float32 [queries, classes], in the order of `support.classes`."""
    if method == "logistic":
        return _probabilities(support, queries)
    cosines = queries @ support.vectors.T
    labels = np.array(support.labels)
    if method == "nearest":
        return np.stack([cosines[:, labels == label].max(axis=1) for label in support.classes], axis=1)
    sums = np.stack([support.vectors[labels == label].sum(axis=0) for label in support.classes])
    return queries @ _of_length_one(sums).T


def _of_length_one(vectors: Vectors) -> Vectors:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


_fits: Kept[Any] = Kept(lambda: 32_000_000)
"""The logistic regression of each support set that is in use."""


def _probabilities(support: Support, queries: Vectors) -> Vectors:
    from sklearn.linear_model import LogisticRegression

    model = _fits.value(support)
    if model is None:
        # On vectors of length 1 the usual weight of the regularisation would leave the classes nearly equal.
        model = LogisticRegression(C=100.0, max_iter=1000, class_weight="balanced")
        model.fit(support.vectors, support.labels)
        _fits.put(support, model, model.coef_.nbytes)
    place = {label: number for number, label in enumerate(model.classes_)}
    found: Vectors = model.predict_proba(queries)[:, [place[label] for label in support.classes]]
    return found
