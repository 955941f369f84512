"""The text border: every text that comes in passes here, whether typed, in a file, in an address or in a model.

Purpose: what draws pictures or writes xlsx, SVG, HTML and JSON gets only text that all of them can hold. Out go the
characters that XML forbids, halves of surrogate pairs, those that stand for nothing (U+FFFE), and those that only
deceive: controls, and the marks that turn the direction of what follows. Pure.
"""

import re

LONGEST_LINE = 300
"""The most characters of a name, a label or a title."""

LONGEST_TEXT = 50_000
"""The most characters of a text of several lines. What is longer the browser refuses without a word."""

_NOTHING = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_LEFT_OUT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    f"\ud800-\udfff{_NOTHING}]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[\t\n]+")


def printable_text(text: str, most: int = LONGEST_TEXT) -> str:
    r"""Return a text of any number of lines so that everything can hold it, its lines parted by "\n".

    Of more than `most` characters the last ones are left out; a "…" at the end says so.

    >>> printable_text("one\r\ntwo\x02")
    'one\ntwo'
    """
    clean = _LEFT_OUT.sub("", _LINE_END.sub("\n", text))
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def printable_line(text: str, most: int = LONGEST_LINE) -> str:
    r"""Return a name, a label or a title as `printable_text` does, in one line and without space around it.

    >>> printable_line(" red\tcar\u202e\n")
    'red car'
    """
    return printable_text(_SPACE.sub(" ", printable_text(text, len(text) + 1)).strip(), most)
