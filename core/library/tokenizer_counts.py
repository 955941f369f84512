"""How many tokens a text costs: for each word, for each character, and in one language beside another. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Counts:
    """What is counted of a text that was cut: its tokens without those that the tokenizer adds (`added`), how many of
    them stand for what it does not know, its words (runs of letters and digits) and its characters."""

    tokens: int
    added: int
    unknown: int
    words: int
    characters: int

    @property
    def per_word(self) -> float | None:
        """Tokens to the word ("fertility"); None where there is no word."""
        return self.tokens / self.words if self.words else None

    @property
    def characters_per_token(self) -> float | None:
        """Characters to the token; None where there is no token."""
        return self.characters / self.tokens if self.tokens else None


def counts(text: str, ids: Sequence[int], special: Sequence[bool], unknown: int | None) -> Counts:
    """Return what is counted of a text, given the ids of its tokens, which of them the tokenizer added, and the id of
    the token for what it does not know, if it has one."""
    own = [number for number, is_added in zip(ids, special, strict=True) if not is_added]
    return Counts(
        tokens=len(own),
        added=len(ids) - len(own),
        unknown=0 if unknown is None else own.count(unknown),
        words=len(_WORDS.findall(text)),
        characters=len(text),
    )


def number_of_tokens(tokenizer: Any, text: str) -> int:  # noqa: ANN401 (any of transformers' tokenizers)
    """Return how many tokens a text has, without those that the tokenizer adds."""
    return len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])
