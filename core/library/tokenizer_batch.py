"""Several texts at once: padding, truncation, and the attention mask that says what counts.

Scope: transformers' tokenizers; no tensors. Hold a turn (`loader.using`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Side = Literal["right", "left"]
"""Where the shorter texts are filled up."""


@dataclass(frozen=True)
class Padded:
    """One row of a batch: its tokens with the padding, their ids, the attention mask (1: counts, 0: padding), and how
    many tokens truncation took away."""

    tokens: tuple[str, ...]
    ids: tuple[int, ...]
    mask: tuple[int, ...]
    cut: int


def batch(
    tokenizer: Any,  # noqa: ANN401 (any of transformers' tokenizers)
    texts: Sequence[str],
    side: Side,
    most: int | None,
    to_the_most: bool = False,
) -> tuple[Padded, ...]:
    """Return texts as one batch: all rows as long as the longest, or with `to_the_most` as long as `most` tokens, to
    which longer ones are cut off behind; no cut for None.

    What fills up is the tokenizer's token for it; one that has none gets the token that ends a text, or the first.
    """
    cut = {"truncation": True, "max_length": most} if most else {}
    rows = [tokenizer(text, verbose=False, **cut)["input_ids"] for text in texts]
    whole = [len(tokenizer(text, verbose=False)["input_ids"]) for text in texts]
    width = most if most and to_the_most else max(map(len, rows), default=0)
    filler = padding_id(tokenizer)
    return tuple(
        _padded(tokenizer, row, width, side, filler, before - len(row))
        for row, before in zip(rows, whole, strict=True)
    )


def padding_id(tokenizer: Any) -> int:  # noqa: ANN401
    """Return the id that fills up."""
    usable = (tokenizer.pad_token_id, tokenizer.eos_token_id, 0)
    return int(next(number for number in usable if number is not None))


def _padded(tokenizer: Any, row: list[int], width: int, side: Side, filler: int, cut: int) -> Padded:  # noqa: ANN401
    padding = [filler] * (width - len(row))
    mask = [1] * len(row)
    blank = [0] * len(padding)
    ids = padding + row if side == "left" else row + padding
    return Padded(
        tuple(tokenizer.convert_ids_to_tokens(ids)),
        tuple(ids),
        tuple(blank + mask if side == "left" else mask + blank),
        cut,
    )
