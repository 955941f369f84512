"""Sets of labels: the course's, those of well-known data sets, and what a file or an address of the user's holds."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.errors import UserError
from core.fetch import fetch
from core.i18n import N_
from core.json_files import read_json, reading_turn
from core.own_labels import Labels, checked_labels, split_labels
from core.pictures.labels import COCO_LABELS

MOST_BYTES = 2_000_000
"""Of a file of labels: a thousand long ones take a tenth of that."""

JSON_EXAMPLE = '["owl", "bear", "seagull", "fox"]'

DRAWN = ("cat", "bicycle", "house", "fish", "airplane", "flower", "guitar")
"""What the sets for drawings are made of, as Quick, Draw! spells it."""

_ASSETS = Path(__file__).resolve().parents[3] / "assets"
_NAMES = ("label", "name", "class", "title", "text")
_LISTS = ("labels", "names", "classes", "categories", "id2label", "results", "data", "items")


@dataclass(frozen=True)
class LabelSet:
    """A set of labels by name: `title` is marked for translation, `source` says whose it is, `read` gives it."""

    name: str
    title: str
    source: str
    read: Callable[[], tuple[str, ...]]


def _column(file: str, column: str) -> tuple[str, ...]:
    with (_ASSETS / file).open(encoding="utf-8", newline="") as lines:
        return tuple(row[column] for row in csv.DictReader(lines))


def _drawn(column: str) -> tuple[str, ...]:
    names = dict(
        zip(
            _column("quick_draw/classes.csv", "class"), _column("quick_draw/classes.csv", column), strict=True
        )
    )
    return tuple(names[label] for label in DRAWN)


def _imagenet() -> tuple[str, ...]:
    from torchvision.models import ResNet18_Weights

    return tuple(ResNet18_Weights.DEFAULT.meta["categories"])


LABEL_SETS: dict[str, LabelSet] = {
    one.name: one
    for one in (
        LabelSet(
            "animals",
            N_("The course's: owl, bear, seagull, fox"),
            "",
            lambda: ("owl", "bear", "seagull", "fox"),
        ),
        LabelSet(
            "animals-es", N_("The course's, in Spanish"), "", lambda: ("búho", "oso", "gaviota", "zorro")
        ),
        LabelSet("drawings", N_("Drawings: a cat, a bicycle…"), "", lambda: _drawn("en_article")),
        LabelSet("drawings-es", N_("Drawings, in Spanish"), "", lambda: _drawn("es_article")),
        LabelSet("coco", "COCO", "COCO (CC BY 4.0)", lambda: COCO_LABELS),
        LabelSet(
            "coco-es", N_("COCO, in Spanish"), "COCO (CC BY 4.0)", lambda: _column("coco_names.csv", "es")
        ),
        LabelSet(
            "quick-draw",
            "Quick, Draw!",
            "Google (CC BY 4.0)",
            lambda: _column("quick_draw/classes.csv", "en"),
        ),
        LabelSet(
            "quick-draw-es",
            N_("Quick, Draw!, in Spanish"),
            "Google (CC BY 4.0)",
            lambda: _column("quick_draw/classes.csv", "es"),
        ),
        LabelSet("imagenet", "ImageNet", "torchvision (BSD-3-Clause)", _imagenet),
    )
}
"""Every set by its name, in the order in which they are offered."""


@cache
def labels_in(name: str) -> tuple[str, ...]:
    """Return the labels of a set, none twice; KeyError where there is no such set.

    ImageNet's 1,000 classes have some names in common ("crane", the bird and the machine).
    """
    return checked_labels(LABEL_SETS[name].read()).labels


def labels_in_file(data: bytes, name: str) -> Labels:
    """Return the labels in a file: JSON, or a text with one a line (or in one line, parted by commas).

    Raises UserError: no text, a web page, JSON of another shape, no label in it, too many.
    """
    text = _as_text(data, name)
    if text.lstrip()[:1] in ("[", "{"):
        found = checked_labels(_from_json(text, name))
    elif text.lstrip().lower().startswith(("<!doctype html", "<html")):
        raise UserError(
            N_("{name} is a web page, not a list of labels. What is expected is {example}."),
            name=name,
            example=JSON_EXAMPLE,
        )
    else:
        found = checked_labels(split_labels(text))
    if not found.labels:
        raise UserError(
            N_("There is no label in {name}. One a line is expected, or {example}."),
            name=name,
            example=JSON_EXAMPLE,
        )
    return found


def labels_at(url: str) -> Labels:
    """Return the labels at an address of the public web, as `labels_in_file` reads them; UserError as there, and as
    core.fetch raises."""
    name, _kind, data = fetch(url, "application/json, text/plain;q=0.9", MOST_BYTES)
    return labels_in_file(data, name)


def _as_text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise UserError(
            N_("{name} is too large for a list of labels. The limit is {limit} MB."),
            name=name,
            limit=MOST_BYTES // 1_000_000,
        )
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(N_("{name} is no text. Save it as UTF-8, one label a line."), name=name)


def _from_json(text: str, name: str) -> list[str]:
    """Return the labels in JSON: a list of texts or of objects with a name, an object that has such a list, or one
    whose values are texts ("id2label")."""
    try:
        with reading_turn(len(text)):
            found = read_json(text)
    except json.JSONDecodeError as error:
        raise UserError(
            N_("{name} is not JSON: something is wrong in line {line}. What is expected is {example}."),
            name=name,
            line=error.lineno,
            example=JSON_EXAMPLE,
        ) from error
    except ValueError as error:
        raise _unexpected(name) from error
    labels = _listed(found)
    if labels is None:
        raise _unexpected(name)
    return labels


def _listed(found: object) -> list[str] | None:
    if isinstance(found, list):
        texts = [_named(item) for item in found]
        return [text for text in texts if text is not None] if None not in texts else None
    if not isinstance(found, dict):
        return None
    inside = next((found[key] for key in _LISTS if isinstance(found.get(key), list | dict)), None)
    if inside is not None:
        return _listed(inside)
    values = list(found.values())
    return values if values and all(isinstance(value, str) for value in values) else None


def _named(item: object) -> str | None:
    if isinstance(item, dict):
        item = next((item[key] for key in _NAMES if isinstance(item.get(key), str)), None)
    return item if isinstance(item, str) else None


def _unexpected(name: str) -> UserError:
    return UserError(
        N_("{name} is JSON, but no list of labels. What is expected is {example}."),
        name=name,
        example=JSON_EXAMPLE,
    )
