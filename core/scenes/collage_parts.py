"""What collages are made of: cut-outs of photographs, and the photographs that they are put on, each with its credit.

Their tables and files are in assets/collages; training.scenes.collage_parts made the files.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from core.i18n import N_
from core.pictures.labels import COCO_LABELS

Colour = tuple[int, int, int]

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "collages"


LICENCES = (
    N_("GPL-2 or later"),
    N_("GPL-3 or later"),
    N_("public domain"),
    *("GPL-3", "CC BY 2.5", "CC BY-SA 2.5"),
)
"""Every licence in the tables; those that are words are marked for translation."""


@dataclass(frozen=True)
class CutOut:
    """A thing that was cut out of a photograph: its file, COCO's name for it, whether it is up in the air, how large it
    is put beside others (`size`, percent), and whose it is. `licence` is one of LICENCES."""

    file: str
    label: str
    flies: bool
    size: int
    author: str
    licence: str
    taken_from: str


@dataclass(frozen=True)
class Ground:
    """A photograph without any of COCO's things: its file, where things stand on it from (`horizon`, percent of its
    height), and whose it is. `licence` is one of LICENCES."""

    file: str
    horizon: int
    author: str
    licence: str
    taken_from: str


@cache
def cut_outs() -> tuple[CutOut, ...]:
    """Return the cut-outs, by their labels in COCO's order."""
    found = (
        CutOut(**{**row, "flies": row["flies"] == "yes", "size": int(row["size"])})  # type: ignore[arg-type]
        for row in _table("cut_outs.csv")
    )
    return tuple(sorted(found, key=lambda part: COCO_LABELS.index(part.label)))


@cache
def grounds() -> tuple[Ground, ...]:
    """Return the photographs to put things on."""
    return tuple(
        Ground(**{**row, "horizon": int(row["horizon"])})  # type: ignore[arg-type]
        for row in _table("grounds.csv")
    )


@cache
def collage_labels() -> tuple[str, ...]:
    """Return the names of the things in collages, in COCO's order: a class's number in masks is its place here plus
    one."""
    return tuple(dict.fromkeys(part.label for part in cut_outs()))


@cache
def of_label(label: str) -> Sequence[CutOut]:
    """Return the cut-outs of things called `label`."""
    return tuple(part for part in cut_outs() if part.label == label)


def image_of(part: CutOut | Ground) -> Image.Image:
    """Return the picture of a cut-out (mode RGBA) or a ground (RGB)."""
    with Image.open(FOLDER / part.file) as opened:
        return opened.convert("RGBA" if isinstance(part, CutOut) else "RGB")


def mean_colour(image: Image.Image) -> Colour:
    """Return the mean red, green and blue (0 to 255) of what is not transparent in a picture."""
    # Pillow weighs by alpha, and reckons in whole numbers.
    red, green, blue, *_alpha = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return red, green, blue


@cache
def mean_of(cut_out: CutOut) -> Colour:
    """Return the `mean_colour` of a cut-out."""
    return mean_colour(image_of(cut_out))


@cache
def size_of(part: CutOut | Ground) -> tuple[int, int]:
    """Return the width and height of a picture in pixels."""
    with Image.open(FOLDER / part.file) as opened:
        return opened.size


def _table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
