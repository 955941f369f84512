"""What mini-sentimiento learns from beside the lines with labels: what its teacher says of them, of other lines and of
words; and the tokenizer, which has the words that matter most."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import lsqr
from transformers import PreTrainedTokenizerFast

from training.text.prepare import SENTIMENT, opinions_of, pairs_of, read_packed, texts_of, write_packed
from training.text.tokens import opinion_pieces, read_tokenizer, with_words, write_tokenizer

TOKENS, PIECES = 24_000, 10_000
"""The tokens in all, and those that the trainer finds; the others are words."""

LABELLED = 5
"""How often a word of a line with a label counts, where one of another sentence counts once."""

COMMON = 0.4
"""The power of how often a word is met, in what it matters."""

MOST = 1_000
"""A word that is met more often counts as one that is met so often."""

JOINED = 250_000
"""The lines that are made of parts of others."""

Rate = Callable[[Sequence[str]], NDArray[np.float64]]
Counts = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Taught:
    """Lines with the chance that they are positive: those with labels of their own, sentences of others, and lines
    joined from parts of lines with labels, of which there is the teacher's word only; and of each token a score, which
    is above 0 where it is rather positive."""

    own: list[tuple[str, float]]
    sentences: list[tuple[str, float]]
    joined: list[tuple[str, float]]
    scores: list[float]


def taught_of(prepared: Path, data: Path | None, trust: float) -> tuple[PreTrainedTokenizerFast, Taught]:
    """Return the tokenizer, and what the teacher says.

    `trust` is how much its word counts where a line has a label. See `training.text.prepare.pairs_of` for the folders.
    """
    file = prepared / "opinions.json.xz"
    if not file.exists():
        _teach(prepared, data, file)
    read = read_packed(file)
    splits = opinions_of(prepared, data)
    rows = [row for language in ("es", "en") for row in splits[language].train]
    own = [
        (text, trust * chance + (1 - trust) * (label == "POS"))
        for (label, text), chance in zip(rows, read["own"], strict=True)
    ]
    sentences, made = ([(text, chance) for text, chance in read[part]] for part in ("sentences", "joined"))
    return read_tokenizer(prepared / SENTIMENT), Taught(own, sentences, made, read["scores"])


def _teach(prepared: Path, data: Path | None, file: Path) -> None:
    """Let the teacher learn and judge, and write what it says."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from training.text.teacher import teach, words_of

    splits, pairs = opinions_of(prepared, data), pairs_of(prepared, data).train
    said: dict[str, Any] = {"own": [], "sentences": [], "joined": []}
    rates: dict[str, Rate] = {}
    met: dict[str, Counter[str]] = {}
    lines: list[str] = []
    for language, side in (("es", 0), ("en", 1)):
        logging.getLogger("train").info("the teacher judges lines in %s", language)
        sentences = list(dict.fromkeys(pair[side] for pair in pairs))
        labelled = [text for _, text in splits[language].train]
        english = language == "en"
        novels = [] if english else texts_of(prepared, data)[0].novels
        near = [line for novel in novels for line in novel.splitlines()]
        judged = SentimentIntensityAnalyzer().lexicon if english else {}
        teacher = teach(splits[language].train, [*sentences, *near], judged)
        said["own"] += teacher.chances.round(3).tolist()
        # In Spanish they were tried too, and made it worse.
        made = joined(labelled, JOINED, random.Random(0)) if english else []
        for name, texts in (("sentences", sentences), ("joined", made)):
            chances = teacher.judge(texts).round(3).tolist() if texts else []
            said[name] += list(zip(texts, chances, strict=True))
        often = [*LABELLED * labelled, *sentences]
        met[language] = Counter(word for text in often for word in words_of(text))
        rates[language] = teacher.rate
        lines += often
    words = sorted(set().union(*met.values()))
    counts = {name: np.array([one[word] for word in words], float) for name, one in met.items()}
    pieces = opinion_pieces(lines, PIECES)
    _, missing = token_scores(pieces, words, counts, rates)
    # What matters of a word is how far its pieces are from its score, and how often it is met.
    matters = np.abs(missing) * sum(counts.values()) ** COMMON
    best = (words[place] for place in np.argsort(-matters) if words[place].isalpha())
    tokenizer = with_words(pieces, best, TOKENS)
    scores, _ = token_scores(tokenizer, words, counts, rates)
    write_tokenizer(tokenizer, prepared / SENTIMENT)
    write_packed(file, said | {"scores": scores.round(4).tolist()})


def joined(lines: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """Return so many new lines of 4 to 24 words or some more, each joined from parts of `lines` of 2 to 10 words."""
    split = [line.split() for line in lines]
    made = []
    for _ in range(count):
        wanted = rng.randint(4, 24)
        words: list[str] = []
        while len(words) < wanted:
            line, size = rng.choice(split), rng.randint(2, 10)
            first = rng.randrange(max(1, len(line) - size + 1))
            words += line[first : first + size]
        made.append(" ".join(words))
    return made


def token_scores(
    tokenizer: PreTrainedTokenizerFast, words: Sequence[str], counts: Counts, rates: Mapping[str, Rate]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return scores for the tokens, [tokens], that add up to those of words, and what is missing then, [words].

    `counts` say how often each word is met in a language, [words], and `rates` give the scores of texts in it, so that
    a word of two languages has a score between both. Tokens begin with the scores of what is written of them, and stay
    as close to that as the words let them (ridge regression, in which frequent words count more).
    """
    found = tokenizer.backend_tokenizer.encode_batch(list(words), add_special_tokens=False)
    cells = [(row, token) for row, one in enumerate(found) for token in one.ids]
    held = sparse.csr_matrix(
        (np.ones(len(cells)), tuple(zip(*cells, strict=True))), shape=(len(words), len(tokenizer))
    )
    names = [name.removeprefix("##") for name in tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))]
    wanted = _rated(words, counts, rates)
    first = _rated(names, {name: held.T @ often for name, often in counts.items()}, rates)
    weights = sparse.diags(np.minimum(sum(counts.values()), MOST) ** 0.25)
    scores = first + lsqr(weights @ held, weights @ (wanted - held @ first), damp=1.0, iter_lim=300)[0]
    return scores, wanted - held @ scores


def _rated(texts: Sequence[str], counts: Counts, rates: Mapping[str, Rate]) -> NDArray[np.float64]:
    """Return the scores of texts, the mean of their languages' where they are met in several; 0 where in none."""
    scores = sum(counts[name] * rate(texts) for name, rate in rates.items())
    return scores / np.maximum(sum(counts.values()), 1)
