"""The ground truth as YOLO txt files, one a picture, with their classes.txt or data.yaml: read.

Scope: the files' bytes and boxes in pixels of the upright image; it does not open pictures.
"""

from collections.abc import Mapping, Sequence

from core.compare.truth.reading import (
    add_box,
    base_name,
    cut_to_picture,
    finite_number,
    pictures_meant,
    stem,
    suffix,
    text_of,
    truth_of_file,
)
from core.compare.truth.truth import PictureInfo, TruthFile
from core.errors import UserError
from core.i18n import N_, Size, _
from core.pictures.boxes import Box, TruthBox
from core.pictures.labels import COCO_LABELS
from core.printable import printable_line

_MAX_YAML_BYTES = 100_000
_LARGEST_NAME = 1e15
_DEEPEST = 10


def read_yolo(files: Mapping[str, bytes], pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from YOLO txt files (name, content), one a picture and called as it is.

    A line is a class number and cx cy w h, or the corners of a polygon, of which the bounding box is taken;
    all from 0 to 1. The class names come from classes.txt or from `names` in a .yaml file, else they are
    COCO's 80. Raises UserError: a file that is not text, a line that is not such a line, a class without a
    name, none of the pictures among the files.

    >>> read_yolo({"bus.txt": b"5 0.5 0.5 0.2 0.4"}, [PictureInfo("bus", "bus.jpg", 800, 1000)]).truth["bus"][0].box
    (320.0, 300.0, 480.0, 700.0)
    """
    names, source = _names_of_yolo(files)
    texts = [name for name in files if suffix(name) == ".txt" and base_name(name).lower() != "classes.txt"]
    chosen = pictures_meant([stem(name) for name in texts], pictures, _("the .txt files"), stems=True)
    boxes: dict[str, list[TruthBox]] = {picture.key: [] for picture in pictures}
    cut: list[str] = []
    for index, picture in chosen.items():
        for number, line in enumerate(text_of(files[texts[index]], texts[index]).splitlines(), start=1):
            if line.strip():
                where = _("{name}, line {number}").format(name=texts[index], number=number)
                label, corners = _line_of_yolo(line.split(), names, source, picture, where)
                box, was_cut = cut_to_picture(corners, picture, where)
                add_box(boxes[picture.key], TruthBox(label, box, origin="file"), picture)
                cut += [picture.name] * was_cut
    left_out = [name for index, name in enumerate(texts) if index not in chosen]
    left_out += [name for name in files if suffix(name) == ".json"]
    return truth_of_file(boxes, pictures, list(chosen.values()), left_out, cut)


def _names_of_yolo(files: Mapping[str, bytes]) -> tuple[dict[int, str], str]:
    """Return the class names by number and where they come from."""
    found: dict[str, dict[int, str]] = {}
    for name, data in files.items():
        if base_name(name).lower() == "classes.txt":
            lines = text_of(data, name).strip().splitlines()
            found[name] = {number: printable_line(line) for number, line in enumerate(lines)}
        elif suffix(name) in {".yaml", ".yml"}:
            found[name] = _names_of_yaml(data, name)
    for name, names in found.items():
        if not names or not all(names.values()):
            raise UserError(N_("{name} has to hold the names of the classes, without a gap."), name=name)
    if not found:
        return dict(enumerate(COCO_LABELS)), _("COCO's 80 classes")
    if any(names != next(iter(found.values())) for names in found.values()):
        raise UserError(
            N_("These files do not name the same classes; keep only one of them: {names}."),
            names=", ".join(found),
        )
    return next(iter(found.values())), next(iter(found))


def _names_of_yaml(data: bytes, name: str) -> dict[int, str]:
    """Return `names` of a data.yaml, which is a list or a mapping from numbers."""
    import yaml

    if len(data) > _MAX_YAML_BYTES:
        raise UserError(
            N_("{name} is too large for a list of classes: at most {limit}."),
            name=name,
            limit=Size(_MAX_YAML_BYTES),
        )
    text = text_of(data, name)
    try:
        _check_growth(text)
        content = yaml.safe_load(text)
    # On types that a file names itself ("!!int ''") the library raises almost anything.
    except Exception as error:
        raise UserError(N_("{name} is not a YAML file that can be read."), name=name) from error
    names = content.get("names") if isinstance(content, dict) else None
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or not all(isinstance(number, int) for number in names):
        raise UserError(N_("{name} has no list “names” with the names of the classes."), name=name)
    # YAML reads a bare `no` or `on` as a truth value, and an empty entry as nothing.
    if not all(_is_name(label) for label in names.values()):
        raise UserError(
            N_("{name}: one of the “names” is not a text. Put the names of the classes in quotes."), name=name
        )
    return {number: printable_line(str(label)) for number, label in names.items()}


def _check_growth(text: str) -> None:
    """Raise ValueError where a YAML file repeats what stands elsewhere (an alias: a few of them inside one another are
    millions of entries), or is nested more deeply than a list of classes is (which takes its square in time)."""
    import yaml

    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            raise ValueError("made to grow")


def _is_name(label: object) -> bool:
    """Tell whether an entry of a YAML file is a name, or a number that can stand for one."""
    is_number = isinstance(label, int | float) and not isinstance(label, bool) and abs(label) < _LARGEST_NAME
    return isinstance(label, str) or is_number


def _line_of_yolo(
    words: list[str], names: Mapping[int, str], source: str, picture: PictureInfo, where: str
) -> tuple[str, Box]:
    """Return the label and the corners, in pixels, that one line of a YOLO file gives."""
    is_polygon = len(words) >= 7 and len(words) % 2 == 1
    if len(words) != 5 and not is_polygon:
        raise UserError(
            N_(
                "{where}: it has {number} numbers. A box has 5: the class, then the centre x and y, "
                "the width and the height."
            ),
            where=where,
            number=len(words),
        )
    values = [finite_number(_parsed(word), where, word) for word in words]
    if values[0] not in names:
        raise UserError(
            N_("{where}: there is no name for class {number} in {source}."),
            where=where,
            number=words[0],
            source=source,
        )
    # A little past the edge is what rounding leaves; much more means pixels.
    if any(value < -0.1 or value > 1.1 for value in values[1:]):
        raise UserError(
            N_("{where}: positions and sizes have to be shares of the picture, from 0 to 1, not pixels."),
            where=where,
        )
    if is_polygon:
        xs, ys = values[1::2], values[2::2]
        shares = min(xs), min(ys), max(xs), max(ys)
    else:
        _class, x, y, width, height = values
        shares = x - width / 2, y - height / 2, x + width / 2, y + height / 2
    if shares[2] <= shares[0] or shares[3] <= shares[1]:
        raise UserError(N_("{where}: the width and the height of a box have to be more than 0."), where=where)
    corners = (
        shares[0] * picture.width,
        shares[1] * picture.height,
        shares[2] * picture.width,
        shares[3] * picture.height,
    )
    return names[int(values[0])], corners


def _parsed(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
