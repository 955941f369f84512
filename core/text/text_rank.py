"""A summary without a neural network: the sentences of a text that have most in common with the others. Pure.

TextRank (Mihalcea and Tarau, 2004): sentences are points, two of them tied as strongly as they share words, and
PageRank says which point one comes by most often on a walk along the ties. What is chosen stands in the text word for
word ("extractive").
"""

import math
import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.text.sentences import Sentence, sentences

DAMPING = 0.85
"""How often the walk follows a tie; else it begins anew anywhere."""

MOST_SENTENCES = 1000
"""Of a longer text the first ones are ranked: each is compared with every other."""

LITTLE_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a al ante como con contra cual cuando de del desde donde e el ella ellas ellos en entre era es esa ese "
        "eso esta este esto está fue ha han hasta hay la las le les lo los más me mi muy ni no nos o para pero "
        "por porque que qué se ser si sin sobre son su sus también te tiene tu u un una uno unos unas y ya yo an "
        "and are as at be been but by for from had has have he her his in into is it its not of on or our she "
        "that the their them they this to was we were which who will with you",
    )
)
"""Words that tie any sentence to any other, in Spanish and in English."""


@dataclass(frozen=True)
class Ranked:
    """The sentences of a text in their order, the rank of each (all add up to 1), which ones are the summary, and how
    many sentences at the end of the text were left out."""

    sentences: tuple[Sentence, ...]
    ranks: tuple[float, ...]
    chosen: tuple[int, ...]
    left_out: int = 0

    def best(self, most: int) -> "Ranked":
        """Return the same with the `most` sentences of the highest rank chosen; of equal ones the earlier."""
        order = np.argsort(-np.array(self.ranks), kind="stable")[:most]
        return replace(self, chosen=tuple(sorted(int(number) for number in order)))

    @property
    def text(self) -> str:
        """The summary: the chosen sentences in the text's order."""
        return " ".join(self.sentences[number].text for number in self.chosen)


def text_rank(text: str, most: int = 3) -> Ranked:
    """Return a text's `most` sentences of the highest rank, of equal ones the earlier, among its first MOST_SENTENCES.

    Raises UserError where there is no sentence.
    """
    found = sentences(text)
    if not found:
        raise UserError(N_("There is no text to summarise. Write or paste one."))
    ranked = found[:MOST_SENTENCES]
    ranks = page_rank(ties([words_of(one.text) for one in ranked]))
    return Ranked(ranked, tuple(ranks.tolist()), (), len(found) - len(ranked)).best(most)


def words_of(sentence: str) -> frozenset[str]:
    """Return the different words of a sentence in small letters, without those that any sentence has."""
    return frozenset(re.findall(r"\w+", sentence.casefold())) - LITTLE_WORDS


def ties(words: list[frozenset[str]]) -> NDArray[np.float64]:
    """Return how strongly sentences are tied, [sentences, sentences]: the number of words that two share, over the sum
    of the logarithms of their lengths, so that long ones have no advantage. None is tied to itself."""
    tied = np.zeros((len(words), len(words)))
    for row, one in enumerate(words):
        for column in range(row):
            other = words[column]
            shared = len(one & other)
            # Two sentences of one word each: the logarithms are 0.
            length = math.log(len(one) or 1) + math.log(len(other) or 1)
            tied[row, column] = tied[column, row] = shared / length if length else float(shared > 0)
    return tied


def page_rank(tied: NDArray[np.float64], damping: float = DAMPING) -> NDArray[np.float64]:
    """Return the rank of each point, [points], all adding up to 1, of ties [points, points] that are not negative."""
    number = len(tied)
    sums = tied.sum(axis=1, keepdims=True)
    # From a point without ties the walk goes anywhere.
    onward = np.divide(tied, sums, out=np.full_like(tied, 1 / number), where=sums > 0)
    ranks = np.full(number, 1 / number)
    for _round in range(200):
        new = (1 - damping) / number + damping * onward.T @ ranks
        if np.abs(new - ranks).max() < 1e-10:
            return new
        ranks = new
    return ranks
