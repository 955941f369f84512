"""The teacher of mini-sentimiento: naive Bayes and logistic regressions on words, their pairs, and parts of words.

It is too large to ship: hundreds of thousands of features, which a small network learns to do without.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from training.text.data import Row

PARTS = 4
"""A line with a label is judged by what was learnt from the other three quarters."""

SMOOTHING = 0.5
"""How often naive Bayes has met each feature beforehand, in lines of either label."""

Chances = NDArray[np.float64]
Scores = NDArray[np.float64]
_WORD = r"\w+|[!?]"
_WORDS, _LETTERS = 1.0, 0.1
"""sklearn's C of the two logistic regressions."""


def teach(rows: Sequence[Row], positive: str = "POS") -> tuple[Chances, Callable[[Sequence[str]], Chances]]:
    """Learn from lines with labels.

    Returns how likely each of them is `positive`, [lines], as what was learnt from others says, and what says it of
    other lines.
    """
    truth = np.array([label == positive for label, _ in rows])
    vectors = _vectors()
    features = [one.fit_transform([text for _, text in rows]) for one in vectors]
    apart = np.arange(len(rows)) % PARTS
    scores = np.zeros((len(rows), 3))
    for part in range(PARTS):
        learnt = _learnt([one[apart != part] for one in features], truth[apart != part])
        scores[apart == part] = learnt([one[apart == part] for one in features])
    # How much each of the three counts, and what they say in all as a chance.
    together = LogisticRegression().fit(scores, truth)
    whole = _learnt(features, truth)

    def judge(lines: Sequence[str]) -> Chances:
        return together.predict_proba(whole([one.transform(lines) for one in vectors]))[:, 1]

    return together.predict_proba(scores)[:, 1], judge


def _vectors() -> list[CountVectorizer]:
    """Return what counts words with their neighbours, and what counts parts of words."""
    return [
        CountVectorizer(binary=True, ngram_range=(1, 2), token_pattern=_WORD, strip_accents="unicode"),
        CountVectorizer(
            binary=True, analyzer="char_wb", ngram_range=(3, 5), min_df=3, strip_accents="unicode"
        ),
    ]


def _learnt(features: Sequence[Any], truth: NDArray[np.bool_]) -> Callable[[Sequence[Any]], Scores]:
    """Return what gives lines, by their words and by their letters, three scores each, [lines, 3].

    The first is naive Bayes'; the others are those of logistic regressions on features that are scaled by naive Bayes'
    log ratios (Wang and Manning 2012).
    """
    ratios = []
    for counted in features:
        counts = [SMOOTHING + np.asarray(counted[chosen].sum(axis=0)).ravel() for chosen in (truth, ~truth)]
        ratios.append(np.log(counts[0] / counts[0].sum()) - np.log(counts[1] / counts[1].sum()))
    models = [
        LogisticRegression(C=strength, max_iter=60).fit(counted.multiply(ratio).tocsr(), truth)
        for counted, ratio, strength in zip(features, ratios, (_WORDS, _LETTERS), strict=True)
    ]

    def scores(given: Sequence[Any]) -> Scores:
        regressions = [
            model.decision_function(counted.multiply(ratio).tocsr())
            for model, counted, ratio in zip(models, given, ratios, strict=True)
        ]
        return np.stack([given[0] @ ratios[0], *regressions], axis=1)

    return scores
