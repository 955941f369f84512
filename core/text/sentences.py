"""Parting a text into sentences, as a Spanish or an English one is written; other scripts by their own marks. Pure.

A mark ends a sentence unless it belongs to an abbreviation, an initial, a number or a pause: "El Sr. López vive en
EE. UU. desde hace 1.5 años... y ya." is one sentence. What ends it may be followed by closing quotes and brackets; what
begins the next one may be "¿", "¡", a dash or an opening quote.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_ENDS = ".!?…؟۔।"
_ENDS_AT_ONCE = "。！？"
"""The marks of scripts that put space between sentences."""

_CLOSING = "\"'”’»)]}」』）"
_OPENING = "\"'“‘«([{¿¡-–—*•「『（"
_END = re.compile(rf"[{_ENDS_AT_ONCE}]+[{re.escape(_CLOSING)}]*|[{_ENDS}]+[{re.escape(_CLOSING)}]*(?=\s)")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|\n(?=\s*(?:[-–—*•]|\d+[.)])\s)")
"""An empty line, or one that begins as an item of a list does; any other line end may be inside a sentence."""

_BEFORE_A_NAME = frozenset(
    re.findall(
        r"\S+",
        "sr sra srta sres sras d dña dr dra drs prof profa lic ing arq gral cnel tte cap sto sta mons "
        "excmo excma ilmo ilma ud uds vd vds av avda c pza ctra núm nº n.º pág págs p pp vol vols art arts cap "
        "fig figs ed eds vs cf cfr ej máx mín aprox tel telf ref mr mrs ms mx st jr rev hon gen col sgt capt "
        "vol e.g i.e viz approx",
    )
)
"""Abbreviations that never end a sentence: more follows."""

_MAY_END = frozenset(
    re.findall(
        r"\S+",
        "etc p.m a.m a.c d.c ee.uu ee uu s.a s.l cía ltda inc ltd co corp u.s u.k ph.d núms",
    )
)
"""Abbreviations that end one where a capital letter follows."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands in the text: from character `start` to before `end`."""

    text: str
    start: int
    end: int


def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text in their order, without the space around them; a text of spaces has none.

    >>> [one.text for one in sentences("El Sr. Gil llegó. ¿Quién más? Nadie...")]
    ['El Sr. Gil llegó.', '¿Quién más?', 'Nadie...']
    """
    found = []
    for start, end in _paragraphs(text):
        begin = start
        for mark in _END.finditer(text, start, end):
            if _ends(text, begin, mark, end):
                found.append(_stripped(text, begin, mark.end()))
                begin = mark.end()
        found.append(_stripped(text, begin, end))
    return tuple(one for one in found if one.text)


def put_together(text: str, whole: tuple[Sentence, ...], replacements: tuple[str, ...]) -> str:
    """Return a text with every one of its sentences replaced, and all that is between them as it was."""
    parts, at = [], 0
    for one, replacement in zip(whole, replacements, strict=True):
        parts += [text[at : one.start], replacement]
        at = one.end
    return "".join(parts) + text[at:]


def fitting(text: str, fits: Callable[[str], bool]) -> tuple[Sentence, ...]:
    """Return the sentences of a text, those that do not fit in pieces that do: cut behind a comma or the like, else
    behind a word, else anywhere. A single letter is never cut."""
    return tuple(piece for one in sentences(text) for piece in _pieces(text, one, fits))


def grouped(text: str, fits: Callable[[str], bool]) -> tuple[Sentence, ...]:
    """Return a text in as few parts as fit, each of whole sentences where a sentence fits."""
    groups: list[Sentence] = []
    for one in fitting(text, fits):
        if groups and fits(text[groups[-1].start : one.end]):
            one = _stripped(text, groups.pop().start, one.end)
        groups.append(one)
    return tuple(groups)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _ends(text: str, begin: int, mark: re.Match[str], end: int) -> bool:
    """Tell whether a mark ends the sentence that began at `begin`."""
    if mark.group()[0] in _ENDS_AT_ONCE:
        return True
    rest = text[mark.end() : end].lstrip()
    following = rest.lstrip(_OPENING + " ")[:1]
    if not rest or following.islower():
        return not rest
    if mark.group()[0] != "." or mark.group().startswith(".."):
        return True
    word = re.split(rf"[\s{re.escape(_OPENING)}]", text[begin : mark.start()])[-1].casefold()
    if word in _BEFORE_A_NAME:
        return False
    if word in _MAY_END:
        # "EE. UU." is two words.
        return not (word == "ee" and rest.startswith("UU"))
    is_initial = len(word) == 1 and word.isalpha() and text[mark.start() - 1].isupper()
    return not is_initial


def _stripped(text: str, start: int, end: int) -> Sentence:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Sentence(text[start:end], start, end)


_FIRST_TRY = 256
"""In characters: few sentences are longer."""

_BREAKS = (re.compile(r"(?<=[,;:)])\s+|[，、；]"), re.compile(r"\s+"))


def _pieces(text: str, whole: Sentence, fits: Callable[[str], bool]) -> Iterator[Sentence]:
    at = whole.start
    while at < whole.end:
        cut = _cut(text, at, whole.end, fits)
        yield _stripped(text, at, cut)
        at = cut
        while at < whole.end and text[at].isspace():
            at += 1


def _cut(text: str, start: int, end: int, fits: Callable[[str], bool]) -> int:
    """Return where to cut a text so that what is before fits, and at least one letter is before; its end, where all of
    it fits."""
    # Whoever tried all that is left each time would read a long text hundreds of times.
    low, high = start + 1, min(start + _FIRST_TRY, end)
    while fits(text[start:high]):
        if high == end:
            return end
        low, high = high, min(start + 2 * (high - start), end)
    high = max(low, high - 1)
    # More letters are more tokens, near enough.
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[start:middle]):
            low = middle
        else:
            high = middle - 1
    for breaks in _BREAKS:
        # From the middle on: a tiny piece says little.
        places = [found.end() for found in breaks.finditer(text, start + (low - start) // 2, low)]
        if places:
            return places[-1]
    return low
