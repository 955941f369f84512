"""What reading a truth file is about in either format: which picture is meant, numbers, the picture's edge, warnings.

Nothing of a file is dropped in silence: what cannot be used is an error or a warning.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.compare.truth.truth import PictureInfo, TruthFile
from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.pictures.boxes import MOST_BOXES, Box, TruthBox
from core.printable import printable_text

EDGE_TOLERANCE = 1.0
"""How many pixels a box may reach past its picture before the user is told that it was cut."""

DECIMALS = 6
"""To how many decimals of a pixel boxes are read and written."""

_NAMES_SHOWN = 5


def finite_number(value: object, where: str, what: str) -> float:
    """Return a value as a float, or raise UserError unless it is a finite number; `what` names it for the user."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    raise UserError(N_("{where}: “{what}” holds something that is not a number."), where=where, what=what)


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


def pictures_meant(
    names: Sequence[str], pictures: Sequence[PictureInfo], source: str, stems: bool = False
) -> dict[int, PictureInfo]:
    """Return, by index in `names`, the picture that each one means; names that mean none are left out.

    A picture is meant by its whole name, else by the last part of it; with `stems`, by that without its
    ending.
    """
    chosen: dict[int, PictureInfo] = {}
    whole, parts = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for index, name in enumerate(names):
        whole[name].append(index)
        parts[base_name(name)].append(index)
    for picture in pictures:
        own = stem(picture.name) if stems else base_name(picture.name)
        found = whole.get(own if stems else picture.name) or parts.get(own, [])
        if len(found) > 1 or (found and found[0] in chosen):
            raise UserError(
                N_("It is not clear which picture {name} in {source} means: give the files different names."),
                name=own,
                source=source,
            )
        if found:
            chosen[found[0]] = picture
    if not chosen:
        raise UserError(
            N_(
                "None of the pictures is named in {source}: it has {there}, and here there is {here}. "
                "The file names have to be the same."
            ),
            source=source,
            there=_some(names) or "—",
            here=_some([picture.name for picture in pictures]) or "—",
        )
    return chosen


def truth_of_file(
    boxes: Mapping[str, list[TruthBox]],
    pictures: Sequence[PictureInfo],
    named: Sequence[PictureInfo],
    left_out: Sequence[str],
    cut: Sequence[str],
) -> TruthFile:
    """Put the boxes and what the user should know of them together."""
    warnings = []
    unnamed = [picture.name for picture in pictures if picture not in named]
    if left_out:
        warnings.append(
            _("Left out, because they are not in this comparison: {names}.").format(names=_some(left_out))
        )
    if unnamed:
        warnings.append(
            _("Not in the truth file, so they count as pictures without objects: {names}.").format(
                names=_some(unnamed)
            )
        )
    if cut:
        warnings.append(
            _("Boxes that reached past the edge of their picture were cut there: {names}.").format(
                names=_some(list(dict.fromkeys(cut)))
            )
        )
    keys = frozenset(picture.key for picture in named)
    return TruthFile({key: tuple(found) for key, found in boxes.items()}, tuple(warnings), keys)


def _some(names: Sequence[str]) -> str:
    """Return the first names in words, and how many more there are."""
    more = len(names) - _NAMES_SHOWN
    shown = list(names[:_NAMES_SHOWN])
    return ", ".join([*shown, ngettext("{n} more", "{n} more", more)] if more > 0 else shown)


def text_of(data: bytes, name: str) -> str:
    """Return the text in a file, made printable; UserError where it is not UTF-8 (with or without a byte order
    mark)."""
    try:
        return printable_text(data.decode("utf-8-sig"), len(data))
    except UnicodeDecodeError as error:
        raise UserError(N_("{name} is not a text file in UTF-8."), name=name) from error


def base_name(name: str) -> str:
    """Return a name without its folders, whichever slash they are written with."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def stem(name: str) -> str:
    """Return a name without its folders and its ending."""
    return Path(base_name(name)).stem


def suffix(name: str) -> str:
    """Return the ending of a name in small letters, with its dot: ".json"."""
    return Path(base_name(name)).suffix.lower()
