"""How close a translation or a summary is to one that a person wrote ("reference"). Pure.

BLEU and chrF are sacrebleu's. ROUGE counts what of the reference's words is there (recall), what of the answer's words
is in the reference (precision), and F1 of both: words one by one (1), in pairs (2), and as the longest run that is in
both in the same order, with gaps (L). Unlike the usual English packages it keeps accents and every script's letters.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Overlap:
    """Precision, recall and F1 (0..1) of an answer beside a reference."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Rouge:
    """ROUGE-1, ROUGE-2 and ROUGE-L."""

    one: Overlap
    two: Overlap
    longest: Overlap


@dataclass(frozen=True)
class Closeness:
    """BLEU and chrF (0..100) of a translation, and sacrebleu's signatures: with which settings they were counted."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


def rouge(answer: str, reference: str) -> Rouge:
    """Return how much of a reference is in an answer; words are compared in small letters, without punctuation."""
    ours, theirs = _words(answer), _words(reference)
    return Rouge(
        _overlap(_common(ours, theirs, 1), len(ours), len(theirs)),
        _overlap(_common(ours, theirs, 2), len(ours) - 1, len(theirs) - 1),
        _overlap(_longest(ours, theirs), len(ours), len(theirs)),
    )


def closeness(answer: str, reference: str) -> Closeness:
    """Return BLEU and chrF of a translation, counted as sacrebleu counts one sentence: for BLEU, runs of words that are
    too rare in one sentence are smoothed ("effective order")."""
    from sacrebleu.metrics import BLEU, CHRF

    bleu, chrf = BLEU(effective_order=True), CHRF()
    return Closeness(
        bleu.sentence_score(answer, [reference]).score,
        chrf.sentence_score(answer, [reference]).score,
        str(bleu.get_signature()),
        str(chrf.get_signature()),
    )


def _words(text: str) -> list[str]:
    # An accent may be a sign of its own in one text and not in the other.
    return re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))


def _common(ours: Sequence[str], theirs: Sequence[str], size: int) -> int:
    """Return how many runs of `size` words two texts share, each as often as it is in both."""
    counts = [
        Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
        for words in (ours, theirs)
    ]
    return (counts[0] & counts[1]).total()


def _longest(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    before = [0] * (len(theirs) + 1)
    for word in ours:
        now = [0]
        for column, other in enumerate(theirs):
            now.append(before[column] + 1 if word == other else max(before[column + 1], now[column]))
        before = now
    return before[-1]


def _overlap(common: int, ours: int, theirs: int) -> Overlap:
    if not common:
        return Overlap(0.0, 0.0, 0.0)
    precision, recall = common / ours, common / theirs
    return Overlap(precision, recall, 2 * precision * recall / (precision + recall))
