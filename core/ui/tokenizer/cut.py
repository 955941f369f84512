"""A text that was cut into tokens, kept small: of 100,000 characters there may be several hundred thousand."""

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.library.tokenizer_counts import Counts, counts
from core.pieces import bytes_of, readable, writes_bytes
from core.text.border import Text
from core.text.tokens import Token, tokens_of
from core.ui.tokenizer.choices import Opened

_BYTES_A_TOKEN = 21
_FACT_BYTES = 500


@dataclass(frozen=True, eq=False)
class Cut:
    """A text as tokens: their pieces, their ids (int32 [tokens]), their places in characters (int32 [tokens, 2]), and
    which of them the tokenizer added (bool [tokens]); whether the pieces are bytes, whether the places are the
    tokenizer's own (a slow one gives none: they are found again by the letters), and what was counted."""

    pieces: tuple[str, ...]
    ids: NDArray[np.int32]
    places: NDArray[np.int32]
    special: NDArray[np.bool_]
    in_bytes: bool
    has_offsets: bool
    counts: Counts

    def tokens(self, first: int, end: int) -> list[Token]:
        """Return some of the tokens, `first` to `end`."""
        return [
            Token(piece, int(number), int(place[0]), int(place[1]), bool(mark))
            for piece, number, place, mark in zip(
                self.pieces[first:end],
                self.ids[first:end],
                self.places[first:end],
                self.special[first:end],
                strict=True,
            )
        ]

    def shown(self, token: Token) -> str:
        """Return a token as a person reads it."""
        return token.piece if token.special else readable(token.piece, self.in_bytes)

    def raw(self, token: Token, text: str) -> bytes:
        """Return the bytes of a token: those that its piece stands for, else those of its part of the text."""
        own = bytes_of(token.piece) if self.in_bytes and not token.special else None
        return text[token.start : token.end].encode("utf-8", "replace") if own is None else own


def cut_of(opened: Opened, text: Text) -> Cut:
    """Return a text as a tokenizer cuts it, worked out once and kept for the visit."""
    return opened.kept(
        ("cut", text.digest),
        lambda tokenizer: _cut(tokenizer, text.content),
        lambda cut: _FACT_BYTES + _BYTES_A_TOKEN * len(cut.pieces),
    )


def _cut(tokenizer: Any, text: str) -> Cut:  # noqa: ANN401 (any of transformers' tokenizers)
    tokens = tokens_of(tokenizer, text, trimmed=False)
    ids = np.array([token.id for token in tokens], np.int32)
    special = np.array([token.special for token in tokens], np.bool_)
    return Cut(
        # The same piece again is the same text again.
        pieces=tuple(sys.intern(token.piece) for token in tokens),
        ids=ids,
        places=np.array([(token.start, token.end) for token in tokens], np.int32).reshape(-1, 2),
        special=special,
        in_bytes=writes_bytes(tokenizer),
        has_offsets=bool(tokenizer.is_fast),
        counts=counts(text, ids.tolist(), special.tolist(), tokenizer.unk_token_id),
    )
