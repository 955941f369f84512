"""Image classification in the terminal, for core.command: pictures in, labels and scores out."""

import argparse
from typing import Any

from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.annotate import draw_marks
from core.pictures.images import Picture
from core.pictures.marks import Mark, percent
from core.pictures.palette import color_of
from core.pictures.png import png
from core.pictures.sources import PICTURES, picture_at
from core.terminal import whole_number_in
from core.vision.classification.classify import TOP, classify
from core.vision.classification.listing import records
from core.vision.classification.names import short_name, short_names

SUMMARY = N_("Says what pictures show: the likeliest labels, with their scores.")
INPUT_HELP = PICTURES

_MOST = 100_000


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --top."""
    options.add_argument("--top", default=str(TOP), help=_("How many labels a picture is given. Default: 5."))


def options_in(given: argparse.Namespace) -> int:
    """Return how many labels are asked for."""
    return whole_number_in("--top", given.top, 1, _MOST)


def read(source: str) -> Picture:
    """Return the picture at a path or an address."""
    return picture_at(source)


def answer(loaded: LoadedModel, picture: Picture, top: int) -> list[dict[str, Any]]:
    """Return the `top` labels with the highest scores (0..1), the highest first, as transformers' pipeline does."""
    return records(classify(loaded, picture.image), top)


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line a label: its name, shortened, and its score."""
    names = short_names([item["label"] for item in found])
    widest = max(map(len, names))
    return [
        f"{name:<{widest}}  {percent(item['score'], 1):>7}" for name, item in zip(names, found, strict=True)
    ]


def files(picture: Picture, found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the picture with the best label written on it."""
    best = found[0]
    width, height = picture.size
    whole = (0.0, 0.0, float(width), float(height))
    mark = Mark(short_name(best["label"]), color_of(best["label"]), best["score"], whole)
    return {".png": png(draw_marks(picture.image, [mark]))}
