"""The way in for texts, on every page and in every command: what is typed, pasted or in a file becomes a Text.

Purpose: one place that decodes, cleans and cuts, so that a model only gets text and nobody is left to guess what became
of his. Scope: characters; how many tokens a model reads is core.text.tokens'. Pure.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from core.decoding import NO_TEXT, decoded
from core.errors import UserError
from core.i18n import N_
from core.printable import printable_line, printable_text

MAX_CHARACTERS = 100_000
"""The most characters of a text: what is longer is cut, and that is said."""

MAX_FILE_BYTES = 5_000_000

_OTHER_FILES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP, DOCX, ODT"),
    (b"\xd0\xcf\x11\xe0", "DOC"),
    (b"{\\rtf", "RTF"),
)
_MOST_NO_TEXT = 0.01
"""More than this share of control characters, and a file is no text."""


@dataclass(frozen=True)
class Text:
    """A text that came in, ready for a model: never empty, no control characters, at most MAX_CHARACTERS.

    `name` is its file's name, "" where it was typed; `cut_from` how many characters it had before it was cut, 0 where
    it was not; `encoding` what its file was decoded from, "" where it was typed.
    """

    content: str
    name: str = ""
    cut_from: int = 0
    encoding: str = ""

    @cached_property
    def digest(self) -> str:
        """A name for the content: two texts that read alike have the same."""
        return hashlib.sha256(self.content.encode()).hexdigest()[:16]


def as_text(typed: str, name: str = "", encoding: str = "") -> Text:
    """Return a text that was typed or decoded; UserError where nothing can be read in it.

    >>> as_text(" Hola \\x02").content
    'Hola'
    """
    clean = printable_text(typed, len(typed) + 1).strip()
    if not any(unicodedata.category(letter)[0] not in "ZC" for letter in clean):
        raise (
            UserError(N_("There is nothing to read in {name}: it is empty."), name=name)
            if name
            else UserError(N_("There is no text yet. Write or paste one, or choose an example."))
        )
    if len(clean) <= MAX_CHARACTERS:
        return Text(clean, name, 0, encoding)
    return Text(clean[: _whole_characters(clean, MAX_CHARACTERS)].rstrip(), name, len(clean), encoding)


def open_text(data: bytes, name: str) -> Text:
    """Return the text in a file: UTF-8, UTF-16 and UTF-32, with or without a byte order mark, or Windows-1252, which
    has all of Latin-1. Raises UserError where it is empty, too big, or no text."""
    name = printable_line(name)
    if len(data) > MAX_FILE_BYTES:
        raise UserError(
            N_("{name} is too big for a text: {limit} MB are the most."),
            name=name,
            limit=MAX_FILE_BYTES // 10**6,
        )
    for start, kind in _OTHER_FILES:
        if data.startswith(start):
            raise UserError(
                N_(
                    "{name} is a file of another kind ({kind}). Save it as plain text (.txt), or paste its text."
                ),
                name=name,
                kind=kind,
            )
    text, encoding = decoded(data)
    if len(NO_TEXT.findall(text)) > _MOST_NO_TEXT * len(text):
        raise UserError(
            N_("{name} is not a text file. Save it as plain text (.txt), or paste its text."), name=name
        )
    return as_text(text, name, encoding)


def lines_of(typed: str) -> list[str]:
    """Return the lines of what was typed that have something to read in them.

    >>> lines_of("one\\n\\n two ")
    ['one', 'two']
    """
    return [line.strip() for line in printable_text(typed, len(typed) + 1).split("\n") if line.strip()]


def _whole_characters(text: str, most: int) -> int:
    """Return where to cut so that at most `most` characters stay and no mark is parted from its letter."""
    end = most
    while end > most - 20 and (
        unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"
    ):
        end -= 1
    return end
