"""What reading a truth file is about in either format: numbers, texts, the picture's edge, warnings.

Nothing of a file is dropped in silence: what cannot be used is an error or a warning.
"""

import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.compare.truth.truth import PictureInfo, TruthFile
from core.compare.truth.which import some
from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.pictures.boxes import MOST_BOXES, Box, TruthBox
from core.printable import printable_line, printable_text

EDGE_TOLERANCE = 1.0
"""How many pixels a box may reach past its picture before the user is told that it was cut."""

DECIMALS = 6
"""To how many decimals of a pixel boxes are read and written."""


def finite_number(value: object, where: str, what: str) -> float:
    """Return a value as a float, or raise UserError unless it is a finite number, which may be written as a text;
    `what` names it for the user."""
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    raise UserError(N_("{where}: “{what}” holds something that is not a number."), where=where, what=what)


def _parsed(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def cut_to_picture(corners: Box, picture: PictureInfo, where: str) -> tuple[Box, bool]:
    """Return the part of a box that is on its picture, and whether more than rounding was cut off."""
    left, top, right, bottom = (round(value, DECIMALS) for value in corners)
    box = max(left, 0.0), max(top, 0.0), min(right, float(picture.width)), min(bottom, float(picture.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        raise UserError(
            N_("{where}: the box lies outside the picture, which has {width} × {height} pixels."),
            where=where,
            width=picture.width,
            height=picture.height,
        )
    cut = max(abs(new - old) for new, old in zip(box, (left, top, right, bottom), strict=True))
    return box, cut > EDGE_TOLERANCE


def add_box(boxes: list[TruthBox], box: TruthBox, picture: PictureInfo) -> None:
    """Put a box behind the others of its picture; UserError where there are MOST_BOXES already."""
    if len(boxes) >= MOST_BOXES:
        raise UserError(
            N_(
                "There are more than {limit} boxes of {picture}: that is the most that a picture may have here."
            ),
            limit=MOST_BOXES,
            picture=picture.name,
        )
    boxes.append(box)


@dataclass
class Findings:
    """What a reader comes across that the user should know: the names of the pictures whose boxes were cut at the edge,
    the entries that were left out, by what is wrong with them, and sentences."""

    cut: list[str] = field(default_factory=list)
    skipped: list[UserError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def truth_of_file(
    boxes: Mapping[str, list[TruthBox]],
    pictures: Sequence[PictureInfo],
    named: Sequence[PictureInfo],
    left_out: Sequence[str],
    findings: Findings,
) -> TruthFile:
    """Put the boxes and what the user should know of them together.

    Raises UserError, the first of those in `findings`, where entries were left out and no box remains.
    """
    if findings.skipped and not any(boxes.values()):
        raise findings.skipped[0]
    warnings = list(findings.notes)
    unnamed = [picture.name for picture in pictures if picture not in named]
    if findings.skipped:
        words = ngettext(
            "{n} entry was left out, because it is no box that can be used: {{problem}}",
            "{n} entries were left out, because they are no boxes that can be used. The first: {{problem}}",
            len(findings.skipped),
        )
        warnings.append(words.format(problem=findings.skipped[0]))
    if left_out:
        warnings.append(
            _("Left out, because they are not in this comparison: {names}.").format(names=some(left_out))
        )
    if unnamed:
        warnings.append(
            _("Not in the truth file, so they count as pictures without objects: {names}.").format(
                names=some(unnamed)
            )
        )
    if findings.cut:
        warnings.append(
            _("Boxes that reached past the edge of their picture were cut there: {names}.").format(
                names=some(list(dict.fromkeys(findings.cut)))
            )
        )
    keys = frozenset(picture.key for picture in named)
    return TruthFile({key: tuple(found) for key, found in boxes.items()}, tuple(warnings), keys)


def text_of(data: bytes, name: str, notes: list[str]) -> str:
    """Return the text in a file, made printable, and put what was assumed of it into `notes`.

    It is UTF-8, or UTF-16 that says so at its beginning, else Windows-1252, as older programs on Windows write. Raises
    UserError where it is none of them.
    """
    encodings = ["utf-16"] if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = printable_text(data.decode(encoding), len(data))
            if encoding == "cp1252":
                note = _("{name} is not in UTF-8; it was read as Windows-1252, with “{sample}”.")
                notes.append(note.format(name=name, sample=_unusual_word(text)))
            return text
    raise UserError(N_("{name} is not a text file in UTF-8."), name=name)


def _unusual_word(text: str) -> str:
    """Return the first word that another encoding would change."""
    return printable_line(next((word for word in text.split() if not word.isascii()), ""), 40)


def base_name(name: str) -> str:
    """Return a name without its folders, whichever slash they are written with."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def suffix(name: str) -> str:
    """Return the ending of a name in small letters, with its dot: ".json"."""
    return Path(base_name(name)).suffix.lower()
