"""Tokens: what a model really reads of a text, where each stands in it, and how many of them a model can read.

Scope: transformers' tokenizers, fast ones and those of their time; no network, no weights.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.pieces import readable, writes_bytes

_NO_LIMIT = 100_000
"""A tokenizer that does not know its model's limit says a number larger than any."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its piece as the vocabulary writes it ("▁Hola", "##do", "hap@@"), its id, and where it stands in the
    text, `start` to `end` in characters; both are 0 where it stands for nothing there (`special`: [CLS], </s>). In a
    vocabulary of bytes (`in_bytes`) each letter of the piece is a byte."""

    piece: str
    id: int
    start: int
    end: int
    special: bool = False
    in_bytes: bool = False

    @property
    def shown(self) -> str:
        """The piece as a person can read it: bytes as the letters that they are."""
        return readable(self.piece, True) if self.in_bytes and not self.special else self.piece


@dataclass(frozen=True)
class Fit:
    """How a text fits a model: its tokens with those that the tokenizer adds, the most that the model reads (None: as
    many as there are), and how many characters of the text are read."""

    tokens: int
    limit: int | None
    characters: int

    @property
    def is_cut(self) -> bool:
        """Whether the end of the text is not read."""
        return self.limit is not None and self.tokens > self.limit


def tokens_of(
    tokenizer: Any,  # noqa: ANN401 (any of transformers' tokenizers)
    text: str,
    *,
    trimmed: bool = True,
) -> tuple[Token, ...]:
    """Return every token of a text, those that the tokenizer adds among them, without a limit.

    A token's place is without the space before it, or, not `trimmed`, as a fast tokenizer gives it (its offsets).

    >>> [token.piece for token in tokens_of(tokenizer, "Hola")]
    ['<s>', '▁Hola', '</s>']
    """
    if tokenizer.is_fast:
        encoded = tokenizer(text, return_offsets_mapping=True, return_special_tokens_mask=True, verbose=False)
        spans = encoded["offset_mapping"]
        places = [_trimmed(text, *span) for span in spans] if trimmed else spans
        return _tokens(tokenizer, encoded["input_ids"], places, encoded["special_tokens_mask"])
    ids, pieces, special = _slow_ids(tokenizer, text)
    inner = [piece for piece, mark in zip(pieces, special, strict=True) if not mark]
    found = iter(_aligned(inner, _units(tokenizer, text)))
    return tuple(
        Token(piece, number, *((0, 0) if mark else next(found)), mark)
        for piece, number, mark in zip(pieces, ids, special, strict=True)
    )


@dataclass(frozen=True, eq=False)
class Encoded:
    """A text as a model gets it: the tokens that it reads, in their order, its tensors by name ("input_ids", int64 [1,
    tokens]; what else the model wants), and how the text fits."""

    tokens: tuple[Token, ...]
    tensors: Mapping[str, Any]
    fit: Fit


def encode(tokenizer: Any, text: str, limit: int | None) -> Encoded:  # noqa: ANN401
    """Return a text as a model gets it that reads at most `limit` tokens (`token_limit`): what is too much is cut off
    behind.

    >>> encode(tokenizer, "Hola", 512).tensors["input_ids"].shape
    torch.Size([1, 3])
    """
    cut = {"truncation": True, "max_length": limit} if limit else {}
    if not tokenizer.is_fast:
        every = tokens_of(tokenizer, text)
        tensors = tokenizer(text, return_tensors="pt", verbose=False, **cut)
        return Encoded(_read(every, limit), tensors, fit_of(every, limit, text))
    encoded = tokenizer(
        text,
        return_tensors="pt",
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
        verbose=False,
        **cut,
    )
    places = [_trimmed(text, *span) for span in encoded.pop("offset_mapping")[0].tolist()]
    special = encoded.pop("special_tokens_mask")[0].tolist()
    tokens = _tokens(tokenizer, encoded["input_ids"][0].tolist(), places, special)
    # Only where it is full is there anything behind.
    every = tokens_of(tokenizer, text) if len(tokens) == limit else tokens
    return Encoded(tokens, encoded, fit_of(every, limit, text))


def fit_of(tokens: Sequence[Token], limit: int | None, text: str) -> Fit:
    """Return how a text fits a model that reads at most `limit` of its tokens (`tokens_of`)."""
    fit = Fit(len(tokens), limit, len(text))
    if limit is None or not fit.is_cut:
        return fit
    added = sum(token.special for token in tokens)
    read = [token for token in tokens if not token.special][: max(0, limit - added)]
    return Fit(len(tokens), limit, max((token.end for token in read), default=0))


def token_limit(tokenizer: Any, config: Mapping[str, Any]) -> int | None:  # noqa: ANN401
    """Return the most tokens that a model reads at once, given its tokenizer and its config.json as a dict; None where
    it has places for any number."""
    limits = [int(tokenizer.model_max_length)]
    # Two networks put together to one have their settings apart: the one that reads is the encoder.
    config = config.get("encoder") or config
    for name in ("max_position_embeddings", "n_positions", "max_encoder_position_embeddings"):
        if isinstance(places := config.get(name), int) and places > 0:
            # RoBERTa and its relatives count places from the number of the padding token on.
            is_roberta = str(config.get("model_type", "")) in FROM_PADDING_ON
            limits.append(places - 1 - int(config.get("pad_token_id") or 1) if is_roberta else places)
    limit = min(limits)
    return limit if limit < _NO_LIMIT else None


FROM_PADDING_ON = (
    "roberta",
    "xlm-roberta",
    "camembert",
    "xlm-roberta-xl",
    "data2vec-text",
    "longformer",
    "mpnet",
)


def _tokens(
    tokenizer: Any,  # noqa: ANN401
    ids: Sequence[int],
    places: Iterable[tuple[int, int]],
    special: Iterable[int],
) -> tuple[Token, ...]:
    """Return what a fast tokenizer says of a text as tokens."""
    in_bytes = writes_bytes(tokenizer)
    return tuple(
        Token(piece, number, *((0, 0) if mark else place), bool(mark), in_bytes)
        for piece, number, place, mark in zip(
            tokenizer.convert_ids_to_tokens(ids), ids, places, special, strict=True
        )
    )


def _read(tokens: Sequence[Token], limit: int | None) -> tuple[Token, ...]:
    """Return those of all tokens that are left when the end is cut off: what the tokenizer adds stays."""
    over = len(tokens) - limit if limit else 0
    if over <= 0:
        return tuple(tokens)
    inner = [place for place, token in enumerate(tokens) if not token.special]
    dropped = {*inner[max(0, len(inner) - over) :]}
    return tuple(token for place, token in enumerate(tokens) if place not in dropped)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a token's span without the space before it, which some tokenizers count and others do not."""
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _slow_ids(tokenizer: Any, text: str) -> tuple[list[int], list[str], list[bool]]:  # noqa: ANN401
    pieces: list[str] = tokenizer.tokenize(text)
    inner: list[int] = tokenizer.convert_tokens_to_ids(pieces)
    ids: list[int] = tokenizer(text, verbose=False)["input_ids"]
    # What the tokenizer adds stands before and behind.
    before = next((place for place in range(len(ids)) if ids[place : place + len(inner)] == inner), 0)
    behind = len(ids) - before - len(inner)
    added = tokenizer.convert_ids_to_tokens(ids)
    words = [*added[:before], *pieces, *added[len(added) - behind :]]
    return ids, words, [True] * before + [False] * len(inner) + [True] * behind


Unit = tuple[str, int, int]
"""A part of a text as the tokenizer reads it, and where the part stands: a letter, or a whole name or address."""


def _units(tokenizer: Any, text: str) -> Iterable[Unit]:  # noqa: ANN401
    """Return the parts of a text that a slow tokenizer changes before it cuts it: of a tweet whole words."""
    normalize: Callable[[str], str] | None = getattr(tokenizer, "normalizeToken", None)
    if normalize is None or not getattr(tokenizer, "normalization", False):
        return _composed(text)
    plain = text
    for mark, replacement in tokenizer.special_puncts.items():
        # "…" becomes three letters, which would move all that follows.
        plain = plain.replace(mark, replacement if len(replacement) == len(mark) else mark)
    units: list[Unit] = []
    place = 0
    for word in tokenizer.tweetPreprocessor.tokenize(plain):
        found = plain.find(word, place)
        start, end = (found, found + len(word)) if found >= 0 else (place, place)
        changed = tokenizer.special_puncts.get(word, normalize(word))
        if changed == word:
            units += [(letter, start + index, start + index + 1) for index, letter in enumerate(word)]
        else:
            units.append((changed, start, end))
        place = end
    return units


def _composed(text: str) -> Iterable[Unit]:
    """Return the letters of a text with their marks, as Unicode composes them."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield unicodedata.normalize("NFKC", text[start:place]), start, place
            start = place


def _aligned(pieces: Sequence[str], units: Iterable[Unit]) -> list[tuple[int, int]]:
    """Return where each piece stands: pieces and units spell the same letters, apart from spaces."""
    letters = [(letter, start, end) for read, start, end in units for letter in read if not letter.isspace()]
    spans: list[tuple[int, int]] = []
    place = 0
    for piece in pieces:
        plain = [letter for letter in piece.replace("▁", "").removesuffix("@@") if not letter.isspace()]
        taken = letters[place : place + len(plain)]
        if [letter for letter, _start, _end in taken] != plain:
            # The tokenizer has changed something that is not known here: go on where the piece is found next.
            ahead = "".join(letter for letter, _start, _end in letters[place : place + 200])
            step = ahead.find("".join(plain)) if plain else -1
            place += max(0, step)
            taken = letters[place : place + len(plain)] if step >= 0 else letters[place : place + 1]
        place += len(taken)
        last = spans[-1][1] if spans else 0
        spans.append((taken[0][1], taken[-1][2]) if taken else (last, last))
    return spans
