"""The ground truth as a COCO instances file (JSON): read and written.

Scope: a file's bytes and boxes in pixels of the upright image; it does not open pictures.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.compare.truth.coco_file import coco_content, entries_of, images_of, labels_of, written
from core.compare.truth.reading import (
    DECIMALS,
    Findings,
    add_box,
    cut_to_picture,
    finite_number,
    truth_of_file,
)
from core.compare.truth.sizes import Fit, Why, fit
from core.compare.truth.truth import PictureInfo, Truth, TruthFile
from core.compare.truth.which import pictures_meant, some
from core.errors import UserError
from core.i18n import N_, _
from core.pictures.boxes import SCENE, Box, TruthBox
from core.printable import printable_line


def read_coco(data: bytes, name: str, pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from a COCO instances file called `name`.

    Images are found by their names (see `pictures_meant`); boxes, x y width height in the file, are scaled with a
    picture that was scaled, cut at its edge and kept to a millionth of a pixel. An annotation that cannot be used is
    left out, and the warnings say so. Raises UserError: not JSON, not COCO, something in its images or categories
    missing or of the wrong type, an image of another shape than the picture, none of the pictures in it, no annotation
    that can be used.

    >>> read_coco(Path("instances.json").read_bytes(), "instances.json", pictures).warnings
    ()
    """
    findings = Findings()
    content = coco_content(data, name, findings)
    labels = labels_of(content, name)
    images = images_of(content, name)
    meant = pictures_meant([image["file_name"] for image in images], pictures, name)
    findings.notes += meant.notes
    known = {str(image["id"]) for image in images}
    # A picture by the id of its image in the file, which may be a number here and the same as a text there.
    picture_of = {str(images[index]["id"]): picture for index, picture in meant.chosen.items()}
    found: dict[str, list[tuple[str, TruthBox]]] = {identity: [] for identity in picture_of}
    for number, annotation in enumerate(entries_of(content, "annotations", name), start=1):
        where = _("{name}, annotation {number}").format(name=name, number=number)
        try:
            identity = _image_of_coco(annotation, known, where)
            if identity in found:
                found[identity].append((where, _box_of_coco(annotation, labels, where)))
        except UserError as error:
            findings.skipped.append(error)
    boxes: dict[str, list[TruthBox]] = {picture.key: [] for picture in pictures}
    sized: dict[Why, list[str]] = {}
    for index, picture in meant.chosen.items():
        image = images[index]
        placed = found[str(image["id"])]
        how = _fit(image, [box for _where, box in placed], picture, name)
        sized.setdefault(how.why, []).append(picture.name)
        boxes[picture.key] = _on_picture(placed, how, picture, findings)
    findings.notes += [
        words.format(names=some(sized[why])) for why, words in _size_words().items() if why in sized
    ]
    left_out = [image["file_name"] for index, image in enumerate(images) if index not in meant.chosen]
    return truth_of_file(boxes, pictures, list(meant.chosen.values()), left_out, findings)


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


def _fit(image: Mapping[str, Any], boxes: Sequence[TruthBox], picture: PictureInfo, name: str) -> Fit:
    """Return how an image's boxes fit its picture; UserError where its size says that they do not."""
    size = _size_of_coco(image)
    reach = max((box.box[2] for box in boxes), default=0.0), max((box.box[3] for box in boxes), default=0.0)
    found = fit(size, reach, picture)
    if found is None:
        raise UserError(
            N_(
                "{name} says that {picture} has {width} × {height} pixels, but here it has {here}. "
                "Its boxes would not fit: use the picture that the file was made for."
            ),
            name=name,
            picture=picture.name,
            width=written(image["width"]),
            height=written(image["height"]),
            here=f"{picture.width} × {picture.height}",
        )
    return found


def _size_of_coco(image: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return an image's width and height, None where the file does not know both: some programs write 0 or -1."""
    try:
        width, height = (finite_number(image.get(side), "", side) for side in ("width", "height"))
    except UserError:
        return None
    return (width, height) if width > 0 and height > 0 else None


def _size_words() -> dict[Why, str]:
    """Return what is said of pictures that have another size than the file says, by how the boxes fit them."""
    return {
        "scaled": _("The file was made for another size of these pictures; its boxes were scaled: {names}."),
        "swapped": _(
            "The file has width and height the wrong way round; its boxes fit as they are: {names}."
        ),
        "assumed": _(
            "The file does not say how large these pictures are; its boxes were taken to be of their full size, and "
            "scaled with them: {names}."
        ),
    }


def _on_picture(
    boxes: Sequence[tuple[str, TruthBox]], how: Fit, picture: PictureInfo, findings: Findings
) -> list[TruthBox]:
    """Return the boxes of a file, each with where it stands there, in pixels of the picture, without those outside."""
    inside: list[TruthBox] = []
    for where, box in boxes:
        left, top, right, bottom = box.box
        corners = left * how.across, top * how.down, right * how.across, bottom * how.down
        try:
            cut, was_cut = cut_to_picture(corners, picture, where)
        except UserError as error:
            findings.skipped.append(error)
            continue
        add_box(inside, replace(box, box=cut), picture)
        findings.cut += [picture.name] * was_cut
    return inside


def _image_of_coco(annotation: Mapping[str, Any], known: Collection[str], where: str) -> str:
    """Return the id of an annotation's image, as a text."""
    identity = annotation.get("image_id")
    if not isinstance(identity, int | str) or str(identity) not in known:
        raise UserError(N_("{where}: there is no image with the id {id}."), where=where, id=written(identity))
    return str(identity)


def _box_of_coco(annotation: Mapping[str, Any], labels: Mapping[str, str], where: str) -> TruthBox:
    """Return an annotation's box, in pixels of the image as the file has it."""
    identity = annotation.get("category_id")
    if not isinstance(identity, int | str) or str(identity) not in labels:
        raise UserError(
            N_("{where}: there is no category with the id {id}."), where=where, id=written(identity)
        )
    crowd = annotation.get("iscrowd")
    is_crowd = crowd is not None and bool(finite_number(crowd, where, "iscrowd"))
    return TruthBox(labels[str(identity)], _corners_of_coco(annotation, where), is_crowd, _origin(annotation))


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
