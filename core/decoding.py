"""The text in a file's bytes, whichever of the usual encodings it is in. Pure."""

import codecs
import re

NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""Control characters that stand in no text."""

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What files of each encoding may begin with; UTF-32 first, whose mark begins as UTF-16's does."""

_LOOKED_AT = 4096
_LAST_PLANE = 0x10
"""Unicode has planes 0 to 16: what is more in that place is no letter."""

_LEAST_ZEROS = 0.03

_WINDOWS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""What Windows-1252 has in the places of Latin-1's control characters."""


def decoded(data: bytes) -> tuple[str, str]:
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
        return data.decode("latin-1").translate(_WINDOWS), "Windows-1252"


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
        return not NO_TEXT.search(head.decode(encoding))
    except UnicodeDecodeError as error:
        # The last letter of the part may be half of a pair.
        return error.start >= len(head) - 2


def _shown(encoding: str) -> str:
    return encoding.upper().removesuffix("-LE").removesuffix("-BE")
