"""The pieces of a tokenizer's vocabulary, and how a person reads them: spaces, line ends and bytes that can be seen.

Scope: texts to texts, and one question to a tokenizer (does it write bytes?). Nothing here knows a page.
"""

import unicodedata
from functools import cache
from itertools import groupby
from typing import Any

SPACE = "▁"
"""What SentencePiece writes for a space."""

_SHOWN = {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍"}
_JOINERS = "\u200c\u200d"


def writes_bytes(tokenizer: Any) -> bool:  # noqa: ANN401 (any of transformers' tokenizers)
    """Tell whether a tokenizer's pieces are bytes, each written as a letter (byte-level, as GPT-2's)."""
    if not tokenizer.is_fast:
        return False
    backend = tokenizer.backend_tokenizer
    parts = (backend.pre_tokenizer, backend.decoder)
    return any(part is not None and b'"ByteLevel"' in part.__getstate__() for part in parts)


def visible(text: str) -> str:
    r"""Return a text so that all of it can be seen: spaces, line ends, and what has no look of its own by its number.

    >>> visible("a b\n\u202e")
    'a␣b↵⟨202E⟩'
    """
    shown = "".join(letter if _has_a_look(letter, text) else _by_name(letter) for letter in text)
    # A mark needs a letter to stand on.
    return f"◌{shown}" if shown and unicodedata.combining(shown[0]) else shown


def readable(piece: str, in_bytes: bool) -> str:
    """Return a piece of a vocabulary as a person reads it; of bytes that are no whole letter the numbers.

    >>> readable("ĠniÃ±o", True), readable("ðŁĳ", True), readable("▁niño", False)
    ('␣niño', '⟨F0⟩⟨9F⟩⟨91⟩', '␣niño')
    """
    if not in_bytes:
        return visible(piece.replace(SPACE, " "))
    data = bytes_of(piece)
    if data is None:
        return visible(piece)
    letters = data.decode("utf-8", "surrogateescape")
    # What could not be decoded came out as halves of a pair, each with its byte in it.
    runs = groupby(letters, lambda letter: "\udc80" <= letter <= "\udcff")
    return "".join(
        "".join(f"⟨{ord(letter) - 0xDC00:02X}⟩" for letter in run) if is_broken else visible("".join(run))
        for is_broken, run in runs
    )


def bytes_of(piece: str) -> bytes | None:
    """Return the bytes that a piece of a byte-level vocabulary stands for; None where it is no such piece (a special
    token)."""
    table = _bytes()
    if not all(letter in table for letter in piece):
        return None
    return bytes(table[letter] for letter in piece)


def in_letters(text: str) -> str:
    """Return a text as a byte-level vocabulary writes it.

    >>> in_letters(" niño")
    'ĠniÃ±o'
    """
    letters = _letters()
    return "".join(letters[byte] for byte in text.encode("utf-8", "surrogatepass"))


@cache
def _letters() -> tuple[str, ...]:
    """Return the letter of each of the 256 bytes, as GPT-2 chose them: printable ones of Latin-1 are themselves, and
    the others are numbered on from 256.

    `bytes_to_unicode` in https://github.com/openai/gpt-2/blob/master/src/encoder.py
    """
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(256, 512))
    return tuple(chr(byte if byte in printable else next(others)) for byte in range(256))


@cache
def _bytes() -> dict[str, int]:
    return {letter: byte for byte, letter in enumerate(_letters())}


def _has_a_look(letter: str, text: str) -> bool:
    if letter in _JOINERS:
        # Between others it joins them to one picture.
        return len(text) > 1
    return letter not in _SHOWN and unicodedata.category(letter)[0] not in "CZ"


def _by_name(letter: str) -> str:
    return _SHOWN.get(letter) or f"⟨{ord(letter):04X}⟩"
