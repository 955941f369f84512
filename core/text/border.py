"""The way in for texts, on every page and in every command: what is typed, pasted or in a file becomes a Text.

Purpose: one place that decodes, cleans and cuts, so that a model only gets text and nobody is left to guess what became
of his. Scope: characters; how many tokens a model reads is core.text.tokens'. Pure.
"""

import codecs
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from core.errors import UserError
from core.i18n import N_
from core.printable import printable_line, printable_text

MAX_CHARACTERS = 100_000
"""The most characters of a text: what is longer is cut, and that is said."""

MAX_FILE_BYTES = 5_000_000

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What files of each encoding may begin with; UTF-32 first, whose mark begins as UTF-16's does."""

_OTHER_FILES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP, DOCX, ODT"),
    (b"\xd0\xcf\x11\xe0", "DOC"),
    (b"{\\rtf", "RTF"),
)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_NO_TEXT = 0.01
"""More than this share of control characters, and a file is no text."""

_LOOKED_AT = 4096
_LAST_PLANE = 0x10
"""Unicode has planes 0 to 16: what is more in that place is no letter."""

_LEAST_ZEROS = 0.03


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
    text, encoding = _decoded(data)
    if len(_NO_TEXT.findall(text)) > _MOST_NO_TEXT * len(text):
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


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file's bytes, and the name of the encoding that it was read in."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), _shown(encoding)
    if wide := _without_a_mark(data):
        return data.decode(wide, "replace"), _shown(wide)
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        # The five bytes that Windows-1252 leaves free are control characters in Latin-1.
        text = "".join(
            bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
            for byte in data
        )
        return text, "Windows-1252"


def _without_a_mark(data: bytes) -> str:
    """Return which encoding of two or four bytes a character a file without a mark is in, "" where in none.

    In such a file most texts have a zero in every second byte: on the side where the high half of a letter is.
    """
    head = data[: _LOOKED_AT - _LOOKED_AT % 4]
    if len(head) < 4 or b"\0" not in head:
        return ""
    if len(data) % 4 == 0:
        for encoding, high, plane in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
            if not any(head[high::4]) and max(head[plane::4]) <= _LAST_PLANE:
                return encoding
    if len(data) % 2 == 0:
        for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
            # A space or a line's end is one of them in every script; on the other side there are few by chance.
            zeros, others = head[place::2].count(0), head[1 - place :: 2].count(0)
            if zeros > _LEAST_ZEROS * len(head) / 2 and zeros > 4 * others and _reads(head, encoding):
                return encoding
    return ""


def _reads(head: bytes, encoding: str) -> bool:
    try:
        return not _NO_TEXT.search(head.decode(encoding))
    except UnicodeDecodeError as error:
        # The last letter of the part may be half of a pair.
        return error.start >= len(head) - 2


def _shown(encoding: str) -> str:
    return encoding.upper().removesuffix("-LE").removesuffix("-BE")


def _whole_characters(text: str, most: int) -> int:
    """Return where to cut so that at most `most` characters stay and no mark is parted from its letter."""
    end = most
    while end > most - 20 and (
        unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"
    ):
        end -= 1
    return end
