"""The ground truth: which objects really are on each picture, and the files that say so.

Purpose: read COCO JSON and YOLO txt files into boxes, and write COCO JSON. Scope: files as bytes and boxes in
pixels of the upright image; it does not open pictures. Nothing of a file is dropped in silence: what cannot
be used is an error or a warning.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.pictures.boxes import SCENE, Box, TruthBox
from core.pictures.labels import COCO_LABELS

EDGE_TOLERANCE = 1.0
"""How many pixels a box may reach past its picture before the user is told that it was cut."""

_DECIMALS = 6
_NAMES_SHOWN = 5


Truth = Mapping[str, tuple[TruthBox, ...]]
"""The key of each picture that has a truth, and its boxes; () means that there is nothing on the picture."""


@dataclass(frozen=True)
class PictureInfo:
    """A picture of the comparison: its key, its name in truth files, and its upright size in pixels."""

    key: str
    name: str
    width: int
    height: int


@dataclass(frozen=True)
class TruthFile:
    """What a truth file says: the boxes of every picture asked for, and warnings for the user.

    `named` holds the keys of the pictures that the file itself speaks of.
    """

    truth: dict[str, tuple[TruthBox, ...]]
    warnings: tuple[str, ...]
    named: frozenset[str]


def read_truth(path: Path, pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read a COCO JSON file, or a folder (with its subfolders) of YOLO txt files; as `read_files`.

    Raises UserError, also when `path` cannot be read.
    """
    try:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if _suffix(file.name) in _READ and file.is_file())
            files = {file.relative_to(path).as_posix(): file.read_bytes() for file in found}
        else:
            files = {path.name: path.read_bytes()}
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(N_("The truth {name} cannot be read: {reason}."), name=path, reason=reason) from error
    if not files:
        raise UserError(
            N_(
                "There is no truth in the folder {name}. It has to hold a COCO .json file or YOLO .txt files."
            ),
            name=path,
        )
    return read_files(files, pictures)


_READ = {".json", ".txt", ".yaml", ".yml"}


def read_files(files: Mapping[str, bytes], pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from files (name, content): one COCO JSON file, or YOLO txt files.

    The names may hold folders. Every picture is in the result, with () where the files have no box for it.
    Raises UserError: no such file among them, several COCO files, and whatever `read_coco` and `read_yolo`
    raise.
    """
    for name in files:
        if _suffix(name) not in _READ:
            raise UserError(
                N_("{name} is not a truth file. Choose a COCO .json file or YOLO .txt files."),
                name=name,
            )
    coco = [name for name in files if _suffix(name) == ".json"]
    texts = [name for name in files if _suffix(name) == ".txt"]
    # A data set in COCO's format may bring a README.txt along, one in YOLO's a .json with notes.
    labelled = {"classes", *(_stem(picture.name) for picture in pictures)}
    if any(_stem(name) in labelled for name in texts) or (texts and not coco):
        return read_yolo(files, pictures)
    if len(coco) != 1:
        raise UserError(
            N_("Choose one COCO .json file, or YOLO .txt files; here are {number} .json files."),
            number=len(coco),
        )
    return read_coco(files[coco[0]], coco[0], pictures)


def read_coco(data: bytes, name: str, pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from a COCO instances file called `name`.

    Images are found by their file name, else by its last part; boxes, x y width height in the file, are cut
    at the picture's edge and kept to a millionth of a pixel. Raises UserError: not JSON, not COCO, something
    in it missing or of the wrong type, an image of another size than the picture, none of the pictures in it.
    """
    content = _json(data, name)
    labels = _labels_of_coco(content, name)
    images = _images_of_coco(content, name)
    chosen = _choose([image["file_name"] for image in images], pictures, name)
    picture_of = {}
    for index, picture in chosen.items():
        image = images[index]
        _check_size(image, picture, name)
        picture_of[image["id"]] = picture
    known = {image["id"] for image in images}
    boxes: dict[str, list[TruthBox]] = {picture.key: [] for picture in pictures}
    cut: list[str] = []
    for number, annotation in enumerate(_list(content, "annotations", name), start=1):
        image_id = annotation.get("image_id")
        if not isinstance(image_id, int | str) or image_id not in known:
            raise UserError(
                N_("{name}, annotation {number}: there is no image with the id {id}."),
                name=name,
                number=number,
                id=image_id,
            )
        picture_here = picture_of.get(image_id)
        if picture_here is not None:
            where = _("{name}, annotation {number}").format(name=name, number=number)
            box, was_cut = _fit(_corners_of_coco(annotation, where), picture_here, where)
            label = _label_of_coco(annotation, labels, where)
            crowd = bool(_number(annotation.get("iscrowd", 0), where, "iscrowd"))
            boxes[picture_here.key].append(TruthBox(label, box, crowd, _origin(annotation)))
            cut += [picture_here.name] * was_cut
    left_out = [image["file_name"] for index, image in enumerate(images) if index not in chosen]
    return _result(boxes, pictures, list(chosen.values()), left_out, cut)


def read_yolo(files: Mapping[str, bytes], pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from YOLO txt files (name, content), one a picture and called as it is.

    A line is a class number and cx cy w h, or the corners of a polygon, of which the bounding box is taken;
    all from 0 to 1. The class names come from classes.txt or from `names` in a .yaml file, else they are
    COCO's 80. Raises UserError: a file that is not text, a line that is not such a line, a class without a
    name, none of the pictures among the files.
    """
    names, source = _names_of_yolo(files)
    texts = [name for name in files if _suffix(name) == ".txt" and _base(name).lower() != "classes.txt"]
    chosen = _choose([_stem(name) for name in texts], pictures, _("the .txt files"), stems=True)
    boxes: dict[str, list[TruthBox]] = {picture.key: [] for picture in pictures}
    cut: list[str] = []
    for index, picture in chosen.items():
        for number, line in enumerate(_text(files[texts[index]], texts[index]).splitlines(), start=1):
            if line.strip():
                where = _("{name}, line {number}").format(name=texts[index], number=number)
                label, corners = _line_of_yolo(line.split(), names, source, picture, where)
                box, was_cut = _fit(corners, picture, where)
                boxes[picture.key].append(TruthBox(label, box, origin="file"))
                cut += [picture.name] * was_cut
    left_out = [name for index, name in enumerate(texts) if index not in chosen]
    left_out += [name for name in files if _suffix(name) == ".json"]
    return _result(boxes, pictures, list(chosen.values()), left_out, cut)


def to_coco(truth: Truth, pictures: Sequence[PictureInfo]) -> dict[str, Any]:
    """Return the truth as the content of a COCO instances file, for json.dump; pycocotools loads it.

    It names the pictures that have a truth, in the order given, and as categories the labels of their boxes.
    Boxes are written to a millionth of a pixel; read back by `read_coco` they are the same, origin included,
    which stands in a field of ours ("origin") that other programs pass over.
    """
    counted = [picture for picture in pictures if picture.key in truth]
    labels = sorted({box.label for picture in counted for box in truth[picture.key]})
    placed = [(image, box) for image, picture in enumerate(counted, start=1) for box in truth[picture.key]]
    annotations = []
    for number, (image, box) in enumerate(placed, start=1):
        left, top, right, bottom = box.box
        width, height = round(right - left, _DECIMALS), round(bottom - top, _DECIMALS)
        annotations.append(
            {
                "id": number,
                "image_id": image,
                "category_id": labels.index(box.label) + 1,
                "bbox": [round(left, _DECIMALS), round(top, _DECIMALS), width, height],
                "area": round(width * height, _DECIMALS),
                "iscrowd": int(box.crowd),
                "segmentation": [],
                "origin": box.origin,
            }
        )
    return {
        "info": {"description": "Ground truth of a comparison of detectors"},
        "images": [
            {"id": number, "file_name": picture.name, "width": picture.width, "height": picture.height}
            for number, picture in enumerate(counted, start=1)
        ],
        "annotations": annotations,
        "categories": [{"id": number, "name": label} for number, label in enumerate(labels, start=1)],
    }


def _json(data: bytes, name: str) -> dict[str, Any]:
    """Return the object that a JSON file holds."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise UserError(
            N_("{name} is not a JSON file: it cannot be read from line {line} on."), name=name, line=line
        ) from error
    if isinstance(content, list):
        raise UserError(
            N_("{name} is a list, perhaps a model's results. A COCO truth file has images and annotations."),
            name=name,
        )
    if not isinstance(content, dict):
        raise UserError(
            N_("{name} is not a COCO file: it has no images, annotations and categories."), name=name
        )
    return content


def _list(content: Mapping[str, Any], key: str, name: str) -> list[dict[str, Any]]:
    """Return one of the three lists of objects that a COCO file consists of."""
    entries = content.get(key)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UserError(
            N_("{name} is not a COCO file: its list “{key}” is missing or broken."), name=name, key=key
        )
    return entries


def _labels_of_coco(content: Mapping[str, Any], name: str) -> dict[int | str, str]:
    """Map the ids of a COCO file's categories to their names."""
    labels: dict[int | str, str] = {}
    for number, category in enumerate(_list(content, "categories", name), start=1):
        identity, label = category.get("id"), category.get("name")
        if not isinstance(identity, int | str) or not isinstance(label, str) or not label.strip():
            raise UserError(
                N_("{name}, category {number}: it needs an id and a name."), name=name, number=number
            )
        if identity in labels:
            raise UserError(
                N_("{name}, category {number}: another one has the same id, {id}."),
                name=name,
                number=number,
                id=identity,
            )
        labels[identity] = label.strip()
    return labels


def _images_of_coco(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a COCO file's images, each with a file name and an id of its own."""
    images = _list(content, "images", name)
    seen: set[int | str] = set()
    for number, image in enumerate(images, start=1):
        identity = image.get("id")
        if not isinstance(identity, int | str) or not isinstance(image.get("file_name"), str):
            raise UserError(
                N_("{name}, image {number}: it needs an id and a file_name."), name=name, number=number
            )
        if identity in seen:
            raise UserError(
                N_("{name}, image {number}: another one has the same id, {id}."),
                name=name,
                number=number,
                id=identity,
            )
        seen.add(identity)
    return images


def _check_size(image: Mapping[str, Any], picture: PictureInfo, name: str) -> None:
    """Refuse an image whose size, where the file gives it, is not the picture's: its boxes would not fit."""
    size = image.get("width") or picture.width, image.get("height") or picture.height
    if size != (picture.width, picture.height):
        raise UserError(
            N_(
                "{name} says that {picture} has {width} × {height} pixels, but here it has {here}. "
                "Its boxes would not fit: use the picture that the file was made for."
            ),
            name=name,
            picture=picture.name,
            width=size[0],
            height=size[1],
            here=f"{picture.width} × {picture.height}",
        )


def _label_of_coco(annotation: Mapping[str, Any], labels: Mapping[int | str, str], where: str) -> str:
    identity = annotation.get("category_id")
    if not isinstance(identity, int | str) or identity not in labels:
        raise UserError(N_("{where}: there is no category with the id {id}."), where=where, id=identity)
    return labels[identity]


def _corners_of_coco(annotation: Mapping[str, Any], where: str) -> Box:
    """Return x1 y1 x2 y2 from an annotation's bbox, x y width height."""
    bbox = annotation.get("bbox")
    if not isinstance(bbox, list) or len(bbox) != 4:
        raise UserError(N_("{where}: its bbox has to be four numbers: x, y, width, height."), where=where)
    left, top, width, height = (_number(value, where, "bbox") for value in bbox)
    if width <= 0 or height <= 0:
        raise UserError(N_("{where}: the width and the height of a box have to be more than 0."), where=where)
    return left, top, left + width, top + height


def _origin(annotation: Mapping[str, Any]) -> str:
    """Return where a box of a COCO file comes from: what `to_coco` wrote there, else "file"."""
    origin = annotation.get("origin")
    ours = isinstance(origin, str) and (origin in ("drawn", SCENE) or origin.startswith("model:"))
    return str(origin) if ours else "file"


def _names_of_yolo(files: Mapping[str, bytes]) -> tuple[dict[int, str], str]:
    """Return the class names by number and where they come from."""
    found: dict[str, dict[int, str]] = {}
    for name, data in files.items():
        if _base(name).lower() == "classes.txt":
            lines = _text(data, name).strip().splitlines()
            found[name] = {number: line.strip() for number, line in enumerate(lines)}
        elif _suffix(name) in {".yaml", ".yml"}:
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

    text = _text(data, name)
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UserError(N_("{name} is not a YAML file that can be read."), name=name) from error
    names = content.get("names") if isinstance(content, dict) else None
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or not all(isinstance(number, int) for number in names):
        raise UserError(N_("{name} has no list “names” with the names of the classes."), name=name)
    # YAML reads a bare `no` or `on` as a truth value, and an empty entry as nothing.
    if any(isinstance(label, bool) or not isinstance(label, str | int | float) for label in names.values()):
        raise UserError(
            N_("{name}: one of the “names” is not a text. Put the names of the classes in quotes."), name=name
        )
    return {number: str(label).strip() for number, label in names.items()}


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
    values = [_number(_parsed(word), where, word) for word in words]
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


def _number(value: object, where: str, what: str) -> float:
    """Return a value as a float if it is a finite number; `what` names it for the user."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    raise UserError(N_("{where}: “{what}” holds something that is not a number."), where=where, what=what)


def _fit(corners: Box, picture: PictureInfo, where: str) -> tuple[Box, bool]:
    """Return the part of a box that is on its picture, and whether more than rounding was cut off."""
    left, top, right, bottom = (round(value, _DECIMALS) for value in corners)
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


def _choose(
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
        parts[_base(name)].append(index)
    for picture in pictures:
        own = _stem(picture.name) if stems else _base(picture.name)
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


def _result(
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


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(N_("{name} is not a text file in UTF-8."), name=name) from error


def _base(name: str) -> str:
    """Return a name without its folders, whichever slash they are written with."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _stem(name: str) -> str:
    return Path(_base(name)).stem


def _suffix(name: str) -> str:
    return Path(_base(name)).suffix.lower()
