"""What a COCO instances file consists of: its JSON, its three lists, the names of its categories and images.

Scope: bytes to plain data that has the right shape; what the annotations mean is read in core.compare.truth.coco.
"""

from collections.abc import Mapping
from typing import Any

from core.compare.truth.reading import Findings, text_of
from core.errors import UserError
from core.i18n import N_
from core.json_files import number_of_values, read_json
from core.printable import printable_line

MOST_VALUES = 3_000_000
"""How many values a file may hold: COCO's own file of 5,000 pictures has some 2 million, nearly all of them numbers in
lists, which take little memory."""


def coco_content(data: bytes, name: str, findings: Findings) -> dict[str, Any]:
    """Return the object that a JSON file holds, in any of the encodings of `text_of`.

    Raises UserError: no JSON, too much of it, no object.
    """
    if number_of_values(data) > MOST_VALUES:
        raise UserError(
            N_(
                "{name} holds too much: more than {limit} million values. Keep only the annotations of your pictures."
            ),
            name=name,
            limit=MOST_VALUES // 1_000_000,
        )
    try:
        try:
            content = read_json(data, MOST_VALUES)
        except UnicodeDecodeError:
            content = read_json(text_of(data, name, findings.notes), MOST_VALUES)
    except (ValueError, UserError) as error:
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


def entries_of(content: Mapping[str, Any], key: str, name: str) -> list[dict[str, Any]]:
    """Return one of the three lists of objects that a COCO file consists of; UserError where it has none."""
    entries = content.get(key)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UserError(
            N_("{name} is not a COCO file: its list “{key}” is missing or broken."), name=name, key=key
        )
    return entries


def labels_of(content: Mapping[str, Any], name: str) -> dict[str, str]:
    """Map the ids of a COCO file's categories, as texts, to their names; UserError where one lacks either, or two have
    the same id."""
    labels: dict[str, str] = {}
    for number, category in enumerate(entries_of(content, "categories", name), start=1):
        identity, label = category.get("id"), category.get("name")
        label = printable_line(label) if isinstance(label, str) else ""
        if not isinstance(identity, int | str) or not label:
            raise UserError(
                N_("{name}, category {number}: it needs an id and a name."), name=name, number=number
            )
        if str(identity) in labels:
            raise UserError(
                N_("{name}, category {number}: another one has the same id, {id}."),
                name=name,
                number=number,
                id=written(identity),
            )
        labels[str(identity)] = label
    return labels


def images_of(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a COCO file's images, each with a file name and an id of its own; UserError where one has not."""
    images = entries_of(content, "images", name)
    seen: set[str] = set()
    for number, image in enumerate(images, start=1):
        identity = image.get("id")
        if not isinstance(identity, int | str) or not isinstance(image.get("file_name"), str):
            raise UserError(
                N_("{name}, image {number}: it needs an id and a file_name."), name=name, number=number
            )
        if str(identity) in seen:
            raise UserError(
                N_("{name}, image {number}: another one has the same id, {id}."),
                name=name,
                number=number,
                id=written(identity),
            )
        seen.add(str(identity))
        image["file_name"] = printable_line(image["file_name"])
    return images


def written(value: object) -> str:
    """Return a number or a text of a file as a sentence may quote it; "?" for anything else, which may be endless."""
    return printable_line(str(value), 60) if isinstance(value, int | float | str | None) else "?"
