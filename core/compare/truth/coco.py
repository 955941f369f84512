"""The ground truth as a COCO instances file (JSON): read and written.

Scope: a file's bytes and boxes in pixels of the upright image; it does not open pictures.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.compare.truth.reading import (
    DECIMALS,
    add_box,
    cut_to_picture,
    finite_number,
    pictures_meant,
    truth_of_file,
)
from core.compare.truth.truth import PictureInfo, Truth, TruthFile
from core.errors import UserError
from core.i18n import N_, _
from core.json_files import number_of_values, read_json
from core.pictures.boxes import SCENE, Box, TruthBox
from core.printable import printable_line

MOST_VALUES = 3_000_000
"""How many values a file may hold: COCO's own file of 5,000 pictures has some 2 million, nearly all of them numbers in
lists, which take little memory."""


def read_coco(data: bytes, name: str, pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from a COCO instances file called `name`.

    Images are found by their file name, else by its last part; boxes, x y width height in the file, are cut
    at the picture's edge and kept to a millionth of a pixel. Raises UserError: not JSON, not COCO, something
    in it missing or of the wrong type, an image of another size than the picture, none of the pictures in it.

    >>> read_coco(Path("instances.json").read_bytes(), "instances.json", pictures).warnings
    ()
    """
    content = _json(data, name)
    labels = _labels_of_coco(content, name)
    images = _images_of_coco(content, name)
    chosen = pictures_meant([image["file_name"] for image in images], pictures, name)
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
                id=_written(image_id),
            )
        picture_here = picture_of.get(image_id)
        if picture_here is not None:
            where = _("{name}, annotation {number}").format(name=name, number=number)
            box, was_cut = cut_to_picture(_corners_of_coco(annotation, where), picture_here, where)
            label = _label_of_coco(annotation, labels, where)
            crowd = bool(finite_number(annotation.get("iscrowd", 0), where, "iscrowd"))
            add_box(boxes[picture_here.key], TruthBox(label, box, crowd, _origin(annotation)), picture_here)
            cut += [picture_here.name] * was_cut
    left_out = [image["file_name"] for index, image in enumerate(images) if index not in chosen]
    return truth_of_file(boxes, pictures, list(chosen.values()), left_out, cut)


def to_coco(truth: Truth, pictures: Sequence[PictureInfo]) -> dict[str, Any]:
    """Return the truth as the content of a COCO instances file, for json.dump; pycocotools loads it.

    It names the pictures that have a truth, in the order given, and as categories the labels of their boxes.
    Boxes are written to a millionth of a pixel; read back by `read_coco` they are the same, origin included,
    which stands in a field of ours ("origin") that other programs pass over.

    >>> to_coco({"bus": (TruthBox("bus", (10, 20, 40, 60)),)}, [PictureInfo("bus", "bus.jpg", 800, 1000)])["categories"]
    [{'id': 1, 'name': 'bus'}]
    """
    counted = [picture for picture in pictures if picture.key in truth]
    labels = sorted({box.label for picture in counted for box in truth[picture.key]})
    number_of = {label: number for number, label in enumerate(labels, start=1)}
    placed = [(image, box) for image, picture in enumerate(counted, start=1) for box in truth[picture.key]]
    annotations = []
    for number, (image, box) in enumerate(placed, start=1):
        left, top, right, bottom = box.box
        width, height = round(right - left, DECIMALS), round(bottom - top, DECIMALS)
        annotations.append(
            {
                "id": number,
                "image_id": image,
                "category_id": number_of[box.label],
                "bbox": [round(left, DECIMALS), round(top, DECIMALS), width, height],
                "area": round(width * height, DECIMALS),
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
        "categories": [{"id": number, "name": label} for label, number in number_of.items()],
    }


def _json(data: bytes, name: str) -> dict[str, Any]:
    """Return the object that a JSON file holds."""
    if number_of_values(data) > MOST_VALUES:
        raise UserError(
            N_(
                "{name} holds too much: more than {limit} million values. Keep only the annotations of your pictures."
            ),
            name=name,
            limit=MOST_VALUES // 1_000_000,
        )
    try:
        content = read_json(data, MOST_VALUES)
    except ValueError as error:
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
        label = printable_line(label) if isinstance(label, str) else ""
        if not isinstance(identity, int | str) or not label:
            raise UserError(
                N_("{name}, category {number}: it needs an id and a name."), name=name, number=number
            )
        if identity in labels:
            raise UserError(
                N_("{name}, category {number}: another one has the same id, {id}."),
                name=name,
                number=number,
                id=_written(identity),
            )
        labels[identity] = label
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
                id=_written(identity),
            )
        seen.add(identity)
        image["file_name"] = printable_line(image["file_name"])
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
            width=_written(size[0]),
            height=_written(size[1]),
            here=f"{picture.width} × {picture.height}",
        )


def _written(value: object) -> str:
    """Return a number or a text of a file as a sentence may quote it; "?" for anything else, which may be endless."""
    return printable_line(str(value), 60) if isinstance(value, int | float | str | None) else "?"


def _label_of_coco(annotation: Mapping[str, Any], labels: Mapping[int | str, str], where: str) -> str:
    identity = annotation.get("category_id")
    if not isinstance(identity, int | str) or identity not in labels:
        raise UserError(
            N_("{where}: there is no category with the id {id}."), where=where, id=_written(identity)
        )
    return labels[identity]


def _corners_of_coco(annotation: Mapping[str, Any], where: str) -> Box:
    """Return x1 y1 x2 y2 from an annotation's bbox, x y width height."""
    bbox = annotation.get("bbox")
    if not isinstance(bbox, list) or len(bbox) != 4:
        raise UserError(N_("{where}: its bbox has to be four numbers: x, y, width, height."), where=where)
    left, top, width, height = (finite_number(value, where, "bbox") for value in bbox)
    if width <= 0 or height <= 0:
        raise UserError(N_("{where}: the width and the height of a box have to be more than 0."), where=where)
    return left, top, left + width, top + height


def _origin(annotation: Mapping[str, Any]) -> str:
    """Return where a box of a COCO file comes from: what `to_coco` wrote there, else "file"."""
    origin = annotation.get("origin")
    ours = isinstance(origin, str) and (origin in ("drawn", SCENE) or origin.startswith("model:"))
    return printable_line(str(origin)) if ours else "file"
