"""The teacher of mini-sentimiento: naive Bayes and logistic regressions on words, their pairs, parts of words, what
words stand near, and a list of words that people have judged.

It is too large to ship: hundreds of thousands of features, which a small network learns to do without.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from training.text.data import Row
from training.text.vectors import word_vectors

PARTS = 4
"""A line with a label is judged by what was learnt from the other three quarters."""

SMOOTHING = 0.5
"""How often naive Bayes has met each feature beforehand, in lines of either label."""

WIDE = 100
"""The numbers of a word's vector."""

Chances = NDArray[np.float64]
Scores = NDArray[np.float64]
_WORD = r"\w+|[!?]"
_PAIRS, _WORDS, _LETTERS, _VECTORS = 1.0, 1.0, 0.1, 0.01
"""sklearn's C of the logistic regressions."""


@dataclass(frozen=True)
class Teacher:
    """What was learnt from lines with labels.

    `chances` says how likely each of them is positive, [lines], as what was learnt from others says; `judge` says it
    of other lines; `rate` gives texts a score each, [texts], by their words alone: above 0 what is rather positive.
    The score of a text is the sum of its words'.
    """

    chances: Chances
    judge: Callable[[Sequence[str]], Chances]
    rate: Callable[[Sequence[str]], Scores]


def words_of(text: str) -> list[str]:
    """Return the words of a text and its ! and ?, in small letters, without accents."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return re.findall(_WORD, "".join(letter for letter in letters if not unicodedata.combining(letter)))


def teach(
    rows: Sequence[Row], sentences: Sequence[str], judged: Mapping[str, float], positive: str = "POS"
) -> Teacher:
    """Learn from lines with labels, and from `sentences` without what words stand near each other.

    `judged` are words, in small letters, with a number above 0 where people find them positive.
    """
    texts = [text for _, text in rows]
    truth = np.array([label == positive for label, _ in rows])
    features = _features(texts, sentences, judged)
    counted = features(texts)
    apart = np.arange(len(rows)) % PARTS
    scores = np.zeros((len(rows), 6))
    for part in range(PARTS):
        learnt = _learnt([one[apart != part] for one in counted], truth[apart != part])
        scores[apart == part] = learnt([one[apart == part] for one in counted])
    # How much each of the scores counts, and what they say in all as a chance.
    together = LogisticRegression(max_iter=1000).fit(scores, truth)
    # The first one is that of pairs, which a word alone has not.
    alone = LogisticRegression(max_iter=1000).fit(scores[:, 1:], truth)
    whole = _learnt(counted, truth)
    return Teacher(
        together.predict_proba(scores)[:, 1],
        lambda lines: together.predict_proba(whole(features(lines)))[:, 1],
        lambda lines: whole(features(lines))[:, 1:] @ alone.coef_[0],
    )


def _features(
    texts: Sequence[str], sentences: Sequence[str], judged: Mapping[str, float]
) -> Callable[[Sequence[str]], list[Any]]:
    """Return what counts, in lines: words and their pairs, words, parts of words, [lines, features] each, the sums of
    their words' vectors, and of what people say of them, [lines, 1]."""
    plain: dict[str, Any] = {"binary": True, "tokenizer": words_of, "token_pattern": None, "lowercase": False}
    counters = [
        CountVectorizer(ngram_range=(1, 2), **plain),
        CountVectorizer(**plain),
        CountVectorizer(
            binary=True, analyzer="char_wb", ngram_range=(3, 5), min_df=3, strip_accents="unicode"
        ),
    ]
    for one in counters:
        one.fit(texts)
    words, vectors = word_vectors([words_of(line) for line in [*sentences, *texts]], WIDE)
    near = CountVectorizer(vocabulary=words, **plain)
    known = CountVectorizer(vocabulary=list(judged), **plain) if judged else None
    values = np.array(list(judged.values()), dtype=np.float64).reshape(-1, 1)

    def counted(lines: Sequence[str]) -> list[Any]:
        said = known.transform(lines) @ values if known else np.zeros((len(lines), 1))
        return [*(one.transform(lines) for one in counters), near.transform(lines) @ vectors, said]

    return counted


def _learnt(features: Sequence[Any], truth: NDArray[np.bool_]) -> Callable[[Sequence[Any]], Scores]:
    """Return what gives lines, by their features, six scores each, [lines, 6].

    The first four are those of logistic regressions, on pairs, words, letters and vectors; counts are scaled by naive
    Bayes' log ratios (Wang and Manning 2012). The others are what people say, and naive Bayes' on words.
    """
    *counts, vectors, _ = features
    ratios = [_log_ratios(counted, truth) for counted in counts]
    weights = [
        LogisticRegression(C=strength, max_iter=100).fit(counted.multiply(ratio).tocsr(), truth).coef_[0]
        * ratio
        for counted, ratio, strength in zip(counts, ratios, (_PAIRS, _WORDS, _LETTERS), strict=True)
    ]
    spread = np.maximum(vectors.std(axis=0), 1e-3)
    weights.append(
        LogisticRegression(C=_VECTORS, max_iter=300).fit(vectors / spread, truth).coef_[0] / spread
    )

    def scores(given: Sequence[Any]) -> Scores:
        regressions = [one @ weight for one, weight in zip(given[:-1], weights, strict=True)]
        return np.stack([*regressions, given[-1][:, 0], given[1] @ ratios[1]], axis=1)

    return scores


def _log_ratios(counted: Any, truth: NDArray[np.bool_]) -> Scores:  # noqa: ANN401 (scipy's matrices)
    """Return how much more of the positive lines' features each one is than of the negative ones', as logarithms."""
    counts = [SMOOTHING + np.asarray(counted[chosen].sum(axis=0)).ravel() for chosen in (truth, ~truth)]
    found: Scores = np.log(counts[0] / counts[0].sum()) - np.log(counts[1] / counts[1].sum())
    return found
