"""Ids both ways, the special tokens, and a vocabulary to look through: what a tokenizer knows, asked directly.

Scope: transformers' tokenizers, fast ones and those of their time; no network, no weights. Hold a turn
(`loader.using`): a tokenizer must not run in two threads at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.pieces import SPACE, in_letters, writes_bytes
from core.printable import printable_line

MOST_IDS = 20_000
"""How many ids are decoded at once."""

_LONGEST_ID = 9

Match = Literal["contains", "starts"]
"""How a search in a vocabulary matches: anywhere in a piece, or from its beginning on."""


@dataclass(frozen=True)
class Special:
    """A token with a meaning of its own: what it is for ("cls_token"; "" for one that was only added), how the
    vocabulary writes it, and its id."""

    role: str
    token: str
    id: int


def special_tokens(tokenizer: Any) -> tuple[Special, ...]:  # noqa: ANN401 (any of transformers' tokenizers)
    """Return the tokens of a tokenizer that no text is cut into: those with a role, then the others that were added, by
    their ids.

    >>> special_tokens(tokenizer)[0]
    Special(role='unk_token', token='[UNK]', id=100)
    """
    named = [
        Special(role, str(token), int(tokenizer.convert_tokens_to_ids(str(token))))
        for role, token in tokenizer.special_tokens_map.items()
        if isinstance(token, str)
    ]
    known = {one.id for one in named}
    added = tokenizer.added_tokens_decoder
    return (*named, *(Special("", str(added[n].content), int(n)) for n in sorted(added) if n not in known))


def ids_in(typed: str) -> list[int]:
    """Return the ids that a person typed or pasted, parted by spaces, commas or brackets; UserError where something
    else stands there, or nothing, or more than MOST_IDS.

    >>> ids_in("[101, 7592, 102]")
    [101, 7592, 102]
    """
    parts = [part for part in re.split(r"[\s,;\[\](){}]+", typed) if part]
    if not parts:
        raise UserError(N_("There are no ids yet. Write some numbers, such as 101 7592 102."))
    wrong = next(
        (part for part in parts if not (part.isascii() and part.isdecimal() and len(part) <= _LONGEST_ID)), ""
    )
    if wrong:
        raise UserError(
            N_("“{part}” is no id: ids are whole numbers from 0 on."), part=printable_line(wrong, 40)
        )
    if len(parts) > MOST_IDS:
        raise UserError(N_("These are {n} ids: at most {most} are read."), n=len(parts), most=MOST_IDS)
    return [int(part) for part in parts]


def decoded(tokenizer: Any, ids: Sequence[int], with_special: bool) -> str:  # noqa: ANN401
    """Return the text of ids, with or without special tokens; UserError where the vocabulary has no such id."""
    for number in ids:
        if token_of(tokenizer, number) is None:
            raise UserError(
                N_("The vocabulary has no id {id}: they go from 0 to {last}."),
                id=number,
                last=len(tokenizer) - 1,
            )
    return str(tokenizer.decode(list(ids), skip_special_tokens=not with_special))


def token_of(tokenizer: Any, number: int) -> str | None:  # noqa: ANN401
    """Return the token with an id, as the vocabulary writes it; None where there is none."""
    if not 0 <= number < 10**_LONGEST_ID or not (tokenizer.is_fast or number < len(tokenizer)):
        return None
    token = tokenizer.convert_ids_to_tokens(number)
    return None if token is None else str(token)


def id_of(tokenizer: Any, typed: str) -> tuple[str, int] | None:  # noqa: ANN401
    """Return the token that a person typed, as the vocabulary writes it, and its id; None where it is no token.

    A space may be typed for what the vocabulary writes in its place.
    """
    known = tokenizer.backend_tokenizer.token_to_id if tokenizer.is_fast else tokenizer.get_vocab().get
    for written in (typed, in_letters(typed), typed.replace(" ", SPACE)):
        if written and (number := known(written)) is not None:
            return written, int(number)
    return None


def search(tokenizer: Any, wanted: str, match: Match) -> NDArray[np.int32]:  # noqa: ANN401
    """Return the ids of the tokens that contain what is `wanted`, or start with it, in their order: int32 [found].

    Capitals do not count, and where a token starts, neither do the marks for a space or for the inside of a word. All
    ids for "".
    """
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    if wanted:
        forms = {wanted.casefold(), wanted.replace(" ", SPACE).casefold()}
        if writes_bytes(tokenizer):
            forms.add(in_letters(wanted).casefold())
        ids = [number for token, number in vocabulary.items() if _matches(token.casefold(), forms, match)]
    else:
        ids = list(vocabulary.values())
    return np.sort(np.array(ids, np.int32))


def _matches(token: str, forms: set[str], match: Match) -> bool:
    if match == "contains":
        return any(form in token for form in forms)
    # "ġ" is the small letter of the one that stands for a space in bytes.
    bare = token.removeprefix("##").lstrip(f"{SPACE}ġ")
    return any(token.startswith(form) or bare.startswith(form) for form in forms)
