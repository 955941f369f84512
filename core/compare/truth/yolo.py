"""The ground truth as YOLO txt files, one a picture, with the names of their classes: read.

Scope: the files' bytes and boxes in pixels of the upright image; it does not open pictures.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from core.compare.truth.class_names import ClassNames, assumed_words, class_names, names_classes
from core.compare.truth.reading import (
    Findings,
    add_box,
    cut_to_picture,
    finite_number,
    suffix,
    text_of,
    truth_of_file,
)
from core.compare.truth.truth import PictureInfo, TruthFile
from core.compare.truth.which import pictures_meant
from core.errors import UserError
from core.i18n import N_, _
from core.pictures.boxes import Box, TruthBox
from core.pictures.images import EXTENSIONS


def read_yolo(files: Mapping[str, bytes], pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from YOLO txt files (name, content), one a picture and called as it is.

    A line is a class number and cx cy w h, with a pose's key points behind them where a .yaml says so, or the corners
    of a polygon, of which the bounding box is taken; all from 0 to 1. The class names come from the files that
    `class_names` knows, else they are COCO's 80, and a warning says so. A line that is no box is left out, which the
    warnings say too. Raises UserError: a file that is not text, a class without a name, none of the pictures among
    the files, no line that can be used.

    >>> read_yolo({"bus.txt": b"5 0.5 0.5 0.2 0.4"}, [PictureInfo("bus", "bus.jpg", 800, 1000)]).truth["bus"][0].box
    (320.0, 300.0, 480.0, 700.0)
    """
    findings = Findings()
    classes = class_names(files, findings.notes)
    texts = label_files(files)
    meant = pictures_meant(texts, pictures, _("the .txt files"))
    findings.notes += meant.notes
    boxes: dict[str, list[TruthBox]] = {picture.key: [] for picture in pictures}
    used: set[int] = set()
    for index, picture in meant.chosen.items():
        name = texts[index]
        for number, line in enumerate(text_of(files[name], name, findings.notes).splitlines(), start=1):
            where = _("{name}, line {number}").format(name=name, number=number)
            try:
                read = _line_of_yolo(line.split(), classes, picture, where)
            except UserError as error:
                findings.skipped.append(error)
                continue
            if read:
                class_number, box, was_cut = read
                used.add(class_number)
                label = _name_of_class(class_number, classes, where)
                add_box(boxes[picture.key], TruthBox(label, box, origin="file"), picture)
                findings.cut += [picture.name] * was_cut
    if classes.assumed and used:
        findings.notes.append(assumed_words(used))
    left_out = [name for index, name in enumerate(texts) if index not in meant.chosen]
    left_out += [name for name in files if suffix(name) == ".json" and name != classes.source]
    return truth_of_file(boxes, pictures, list(meant.chosen.values()), left_out, findings)


def label_files(files: Mapping[str, bytes]) -> list[str]:
    """Return those of the files that can be a picture's: no list of classes, and none of pictures, as train.txt is."""
    return [
        name
        for name, data in files.items()
        if suffix(name) == ".txt" and not names_classes(name) and not _lists_pictures(data)
    ]


def _lists_pictures(data: bytes) -> bool:
    lines = [line.strip() for line in data.decode("latin-1").splitlines() if line.strip()]
    return bool(lines) and all(PurePath(line).suffix[1:].lower() in EXTENSIONS for line in lines)


def _name_of_class(number: int, classes: ClassNames, where: str) -> str:
    if number not in classes.names:
        raise UserError(
            N_("{where}: there is no name for class {number} in {source}."),
            where=where,
            number=number,
            source=classes.source,
        )
    return classes.names[number]


def _line_of_yolo(
    words: list[str], classes: ClassNames, picture: PictureInfo, where: str
) -> tuple[int, Box, bool] | None:
    """Return what one line of a YOLO file gives: the class number, the box in pixels, and whether that was cut; None
    where the line is blank."""
    if not words:
        return None
    is_box = len(words) == 5 or (classes.key_points > 0 and len(words) == 5 + classes.key_points)
    is_polygon = not is_box and len(words) >= 7 and len(words) % 2 == 1
    if not is_box and not is_polygon:
        raise UserError(
            N_(
                "{where}: it has {number} numbers. A box has 5: the class, then the centre x and y, "
                "the width and the height."
            ),
            where=where,
            number=len(words),
        )
    values = [finite_number(word, where, word) for word in (words if is_polygon else words[:5])]
    if values[0] < 0 or values[0] != int(values[0]):
        raise UserError(
            N_("{where}: a class has a whole number, not {number}."), where=where, number=words[0]
        )
    # A little past the edge is what rounding leaves; much more means pixels.
    if any(value < -0.1 or value > 1.1 for value in values[1:]):
        raise UserError(
            N_("{where}: positions and sizes have to be shares of the picture, from 0 to 1, not pixels."),
            where=where,
        )
    shares = _outline(values[1:]) if is_polygon else _corners(values[1:])
    if shares[2] <= shares[0] or shares[3] <= shares[1]:
        raise UserError(N_("{where}: the width and the height of a box have to be more than 0."), where=where)
    corners = (
        shares[0] * picture.width,
        shares[1] * picture.height,
        shares[2] * picture.width,
        shares[3] * picture.height,
    )
    return int(values[0]), *cut_to_picture(corners, picture, where)


def _outline(points: Sequence[float]) -> Box:
    """Return the bounding box of a polygon, x y x y …"""
    xs, ys = points[::2], points[1::2]
    return min(xs), min(ys), max(xs), max(ys)


def _corners(values: Sequence[float]) -> Box:
    """Return x1 y1 x2 y2 of a box's centre, width and height."""
    x, y, width, height = values
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
