"""What a fast tokenizer does to a text, step by step: it normalises, cuts into words, cuts these into pieces, and adds
its special tokens.

Scope: the parts of the tokenizers library, asked one by one. A tokenizer written in Python has no such parts. Hold a
turn (`loader.using`): a tokenizer must not run in two threads at once.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

MOST_CHARACTERS = 2000
"""How much of a text goes through the steps: more nobody would look at."""


@dataclass(frozen=True)
class Word:
    """A part of a text that is cut into pieces by itself: as the pre-tokenizer wrote it, and its pieces; `added` where
    it is a token that the tokenizer looks for before anything else."""

    text: str
    pieces: tuple[str, ...]
    added: bool = False


@dataclass(frozen=True)
class Parts:
    """What does each of a tokenizer's steps, by the names of the library; "" where a step is left out."""

    normalizer: str
    pre_tokenizer: str
    model: str
    post_processor: str


@dataclass(frozen=True)
class Steps:
    """A text on its way: `text` is what went in, `normalised` what the normaliser made of it, `words` with their
    pieces, and `tokens` at the end, special ones among them. `is_same` tells whether the steps, one by one, make the
    tokens that the tokenizer itself makes."""

    text: str
    normalised: str
    words: tuple[Word, ...]
    tokens: tuple[str, ...]
    parts: Parts
    is_same: bool


def steps_of(tokenizer: Any, text: str) -> Steps | None:  # noqa: ANN401 (any of transformers' tokenizers)
    """Return what a tokenizer does to the first MOST_CHARACTERS of a text; None where it cannot be looked into.

    >>> steps_of(tokenizer, "Hello!").words
    (Word(text='hello', pieces=('hello',), added=False), Word(text='!', pieces=('!',), added=False))
    """
    if not tokenizer.is_fast:
        return None
    backend, text = tokenizer.backend_tokenizer, text[:MOST_CHARACTERS]
    normalised, words = [], []
    for part, added in _parted(tokenizer, text):
        if added:
            normalised.append(part)
            words.append(Word(part, (part,), added=True))
            continue
        plain = backend.normalizer.normalize_str(part) if backend.normalizer else part
        normalised.append(plain)
        cut = backend.pre_tokenizer.pre_tokenize_str(plain) if backend.pre_tokenizer else [(plain, (0, 0))]
        words += [
            Word(word, tuple(token.value for token in backend.model.tokenize(word)))
            for word, _ in cut
            if word
        ]
    ids = tokenizer(text, verbose=False)["input_ids"]
    own = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
    return Steps(
        text=text,
        normalised="".join(normalised),
        words=tuple(words),
        tokens=tuple(tokenizer.convert_ids_to_tokens(ids)),
        parts=_parts(backend),
        is_same=[piece for word in words for piece in word.pieces] == tokenizer.convert_ids_to_tokens(own),
    )


def _parted(tokenizer: Any, text: str) -> Iterable[tuple[str, bool]]:  # noqa: ANN401
    """Return a text cut at the tokens that were added to the vocabulary: the parts, and whether each is one."""
    added = sorted(
        (token.content for token in tokenizer.added_tokens_decoder.values()), key=len, reverse=True
    )
    pattern = "|".join(re.escape(content) for content in added if content)
    if not pattern:
        return [(text, False)]
    parts = re.split(f"({pattern})", text)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def _parts(backend: Any) -> Parts:  # noqa: ANN401 (of the tokenizers library)
    return Parts(
        normalizer=_name(backend.normalizer),
        pre_tokenizer=_name(backend.pre_tokenizer),
        model=type(backend.model).__name__,
        post_processor=_name(backend.post_processor),
    )


def _name(part: Any) -> str:  # noqa: ANN401
    """Return what a part is called; of a sequence what is in it, of a template what it makes of a text.

    The parts themselves say it in JSON, which is how the library keeps them in a file.
    """
    return "" if part is None else _described(json.loads(part.__getstate__()))


def _described(kept: dict[str, Any]) -> str:
    inside = kept.get("normalizers") or kept.get("pretokenizers") or kept.get("processors")
    if inside:
        names = [(name, len(list(same))) for name, same in groupby(map(_described, inside))]
        return ", ".join(name if number == 1 else f"{name} × {number}" for name, number in names)
    if "single" in kept:
        items = [next(iter(item.items())) for item in kept["single"]]
        return f"{kept['type']}: " + " ".join(
            "$A" if kind == "Sequence" else str(value["id"]) for kind, value in items
        )
    if "cls" in kept and "sep" in kept:
        return f"{kept['type']}: {kept['cls'][0]} $A {kept['sep'][0]}"
    return str(kept["type"])
