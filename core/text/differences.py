"""Where two texts differ, word by word: two translations or two summaries beside each other. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Part:
    """A piece of a text, with the space behind it, and whether the other text has it too."""

    text: str
    is_shared: bool


def differences(one: str, other: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return both texts in pieces that are shared and pieces that are not; put together again, each is as it was.

    Words are compared as they are written, without the space around them.

    >>> [part.text for part in differences("a big dog", "a small dog")[0] if not part.is_shared]
    ['big ']
    """
    sides = _words(one), _words(other)
    plain, others = ([word.strip() for word in words] for words in sides)
    found = SequenceMatcher(None, plain, others, autojunk=False)
    parts: tuple[list[Part], list[Part]] = ([], [])
    for tag, first, last, other_first, other_last in found.get_opcodes():
        for words, start, end, pieces in (
            (sides[0], first, last, parts[0]),
            (sides[1], other_first, other_last, parts[1]),
        ):
            if text := "".join(words[start:end]):
                pieces.append(Part(text, tag == "equal"))
    return tuple(parts[0]), tuple(parts[1])


def _words(text: str) -> list[str]:
    """Return the words and the other signs of a text, each with the space behind it, the first with that before it."""
    return re.findall(r"^\s+|\w+\s*|[^\w\s]\s*", text)
