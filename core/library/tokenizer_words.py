"""How one word is cut into pieces: byte-pair merges one by one (BPE), the longest match first (WordPiece), the best sum
of scores (Unigram).

Scope: the model's part of a tokenizer.json, as a dict, and a word as the pre-tokenizer wrote it. Pure. What comes out
is what the tokenizers library makes of the word.

Sennrich et al. 2016, https://aclanthology.org/P16-1162; Kudo 2018, https://aclanthology.org/P18-1007
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_WORD = 64
"""How many characters of a word are looked at: Chinese and bytes have long ones."""

_UNKNOWN_PENALTY = 10.0
"""By how much less than the worst piece Unigram scores a letter that it does not know (`kUnkPenalty`)."""


@dataclass(frozen=True)
class Merge:
    """Two neighbours become one piece: `left` and `right`, how early the vocabulary learnt it (`rank`, from 0 on), at
    which place, and all pieces of the word afterwards."""

    left: str
    right: str
    rank: int
    place: int
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Merging:
    """A word as BPE cuts it: the letters (or bytes) that it begins with, and its merges in their order."""

    begins: tuple[str, ...]
    merges: tuple[Merge, ...]

    @property
    def pieces(self) -> tuple[str, ...]:
        """The pieces at the end."""
        return self.merges[-1].pieces if self.merges else self.begins


@dataclass(frozen=True)
class Match:
    """One step of WordPiece: what was tried, from the longest on, and the piece that the vocabulary has, "" where it
    has none of them: then the whole word is unknown."""

    tried: tuple[str, ...]
    piece: str


@dataclass(frozen=True)
class Segmentation:
    """One way in which Unigram can cut a word: the pieces, the score of each (the logarithm of its probability), and
    whether the vocabulary has it."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    known: tuple[bool, ...]

    @property
    def total(self) -> float:
        """The sum of the scores: the greatest wins."""
        return sum(self.scores)


def model_of(tokenizer: Any) -> Mapping[str, Any]:  # noqa: ANN401 (a fast tokenizer of transformers)
    """Return the model's part of a fast tokenizer, as its tokenizer.json has it: "type", "vocab", and what the type
    has beside. It may take tens of megabytes: look at a word, and let go of it."""
    model: Mapping[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    return model


def merging(model: Mapping[str, Any], word: str) -> Merging:
    """Return how a BPE model puts a word together, merge by merge.

    Of all neighbours that the vocabulary can merge, those that it learnt first are next, from left to right.
    """
    begins = _letters(model, word)
    if model.get("ignore_merges") and word in model["vocab"]:
        return Merging((word,), ())
    prefix = model.get("continuing_subword_prefix") or ""
    ranks = _ranks(model, begins, prefix)
    pieces = list(begins)
    merges: list[Merge] = []
    while True:
        known = [
            (ranks[pair], place) for place, pair in enumerate(itertools.pairwise(pieces)) if pair in ranks
        ]
        if not known:
            return Merging(tuple(begins), tuple(merges))
        rank, place = min(known)
        left, right = pieces[place : place + 2]
        pieces[place : place + 2] = [left + right.removeprefix(prefix)]
        merges.append(Merge(left, right, rank, place, tuple(pieces)))


def longest_matches(model: Mapping[str, Any], word: str) -> tuple[Match, ...]:
    """Return how a WordPiece model cuts a word: at each place the longest piece that its vocabulary has."""
    vocabulary, prefix = model["vocab"], model["continuing_subword_prefix"]
    matches, start = [], 0
    while start < len(word):
        tried = []
        for end in range(len(word), start, -1):
            tried.append((prefix if start else "") + word[start:end])
            if tried[-1] in vocabulary:
                break
        found = tried[-1] if tried[-1] in vocabulary else ""
        matches.append(Match(tuple(tried), found))
        if not found:
            break
        start = end
    return tuple(matches)


def segmentations(model: Mapping[str, Any], word: str, most: int = 5) -> tuple[Segmentation, ...]:
    """Return the `most` best ways in which a Unigram model can cut a word, the best first.

    Letters that it does not know are pieces with a score below all others'.
    """
    scores: dict[str, float] = {}
    worst = 0.0
    for piece, score in model["vocab"]:
        worst = min(worst, score)
        if piece in word:
            scores[piece] = score
    unknown = worst - _UNKNOWN_PENALTY
    best: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in range(len(word) + 1)]
    best[0].append((0.0, (0,)))
    for end in range(1, len(word) + 1):
        ways = [
            (total + scores.get(word[start:end], unknown), (*cuts, end))
            for start in range(end)
            if word[start:end] in scores or end - start == 1
            for total, cuts in best[start]
        ]
        best[end] = sorted(ways, key=lambda way: -way[0])[:most]
    return tuple(_segmentation(word, cuts, scores, unknown) for _total, cuts in best[-1])


def _segmentation(
    word: str, cuts: Sequence[int], scores: Mapping[str, float], unknown: float
) -> Segmentation:
    pieces = tuple(word[start:end] for start, end in itertools.pairwise(cuts))
    return Segmentation(
        pieces,
        tuple(scores.get(piece, unknown) for piece in pieces),
        tuple(piece in scores for piece in pieces),
    )


def _letters(model: Mapping[str, Any], word: str) -> list[str]:
    """Return what a BPE model begins with: letters as its vocabulary has them, else their bytes, else the token for
    what is unknown."""
    vocabulary, unknown = model["vocab"], model.get("unk_token")
    prefix, suffix = model.get("continuing_subword_prefix") or "", model.get("end_of_word_suffix") or ""
    pieces: list[str] = []
    was_unknown = False
    for place, letter in enumerate(word):
        piece = (prefix if place else "") + letter + (suffix if place == len(word) - 1 else "")
        in_bytes = [f"<0x{byte:02X}>" for byte in letter.encode("utf-8", "replace")]
        if piece in vocabulary:
            pieces.append(piece)
        elif model.get("byte_fallback") and all(byte in vocabulary for byte in in_bytes):
            pieces += in_bytes
        elif unknown is not None and not (was_unknown and model.get("fuse_unk")):
            pieces.append(unknown)
        was_unknown = bool(pieces) and pieces[-1] == unknown
    return pieces


def _ranks(model: Mapping[str, Any], begins: Sequence[str], prefix: str) -> dict[tuple[str, str], int]:
    """Return how early each merge was learnt that these pieces could need: a vocabulary has tens of thousands."""
    parts = {
        begins[start] + "".join(piece.removeprefix(prefix) for piece in begins[start + 1 : end])
        for start in range(len(begins))
        for end in range(start + 1, len(begins) + 1)
    }
    return {
        (left, right): rank
        for rank, (left, right) in enumerate(model["merges"])
        if left in parts and right in parts
    }
