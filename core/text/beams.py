"""Beam search, looked into: the texts that were still there at its end, and what greedy search would have written."""

from collections import Counter
from dataclasses import dataclass, replace
from math import exp
from typing import Any

from core.text.generate import Between, Search, do_nothing, generated, write

LEAST = 2
"""Fewer beams would leave nothing to choose among."""


@dataclass(frozen=True)
class Candidate:
    """A text that beam search had at its end, and its score: the mean logarithm of its tokens' probabilities, below 0,
    where the model has no penalty of its own for length; `beams` of them ended in the same text, and the score is
    that of the best."""

    text: str
    score: float
    beams: int = 1

    @property
    def share(self) -> float:
        """The score as a probability (0..1): that of a token in the (geometric) mean."""
        return min(1.0, exp(self.score))


@dataclass(frozen=True)
class Beams:
    """The candidates, the best first, no text twice, and what is written where only the likeliest token is kept at
    every step."""

    candidates: tuple[Candidate, ...]
    greedy: str


def look_into(
    tokenizer: Any,  # noqa: ANN401 (transformers' own)
    model: Any,  # noqa: ANN401
    source: str,
    search: Search,
    between: Between = do_nothing,
    prefix: str = "",
) -> Beams:
    """Return what the beams of a search, LEAST at the least, held at their end; the best is what `write` returns for
    the same search. Hold a turn."""
    beams = max(LEAST, search.beams)
    found = generated(
        tokenizer,
        model,
        source,
        replace(search, beams=beams),
        between,
        prefix,
        num_return_sequences=beams,
        return_dict_in_generate=True,
        output_scores=True,
    )
    texts = [text.strip() for text in tokenizer.batch_decode(found.sequences, skip_special_tokens=True)]
    scored = sorted(zip(texts, found.sequences_scores.tolist(), strict=True), key=lambda pair: -pair[1])
    greedy = write(tokenizer, model, source, replace(search, beams=1), between, prefix)
    number, best = Counter(texts), dict(reversed(scored))
    return Beams(tuple(Candidate(text, best[text], number[text]) for text in dict(scored)), greedy.text)
