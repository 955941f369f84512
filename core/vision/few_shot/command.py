"""Few-shot classification in the terminal, for core.command: a folder of examples and pictures in; classes with scores
out."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import UserError
from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.annotate import draw_marks
from core.pictures.images import Picture
from core.pictures.marks import Mark
from core.pictures.palette import color_of
from core.pictures.png import png
from core.pictures.sources import PICTURES, picture_at
from core.vision.few_shot.classify import METHODS, Method, Support, check_support, classify
from core.vision.few_shot.embed import embed
from core.vision.few_shot.support_files import from_folder

SUMMARY = N_("Sorts pictures into classes of your own, from a handful of examples of each.")
INPUT_HELP = PICTURES


@dataclass(frozen=True)
class Examples:
    """The examples with their classes, how they are compared, and their embeddings, once a model has made them."""

    pictures: tuple[tuple[str, Picture], ...]
    method: Method
    embedded: dict[str, Support] = field(default_factory=dict, compare=False)


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --support and --method."""
    options.add_argument(
        "--support",
        metavar=_("FOLDER"),
        help=_("The examples: a folder with a folder a class, with its pictures in it."),
    )
    options.add_argument(
        "--method",
        default="mean",
        help=_(
            "What is compared: nearest (example), mean (of a class) or logistic (regression). Default: mean."
        ),
    )


def options_in(given: argparse.Namespace) -> Examples:
    """Return the examples, opened, and the method; UserError where one is missing or cannot be used."""
    if not given.support:
        raise UserError(
            N_("Name the folder of examples with --support: in it a folder a class, with pictures.")
        )
    method: Method | None = next((name for name in METHODS if name == given.method), None)
    if method is None:
        raise UserError(N_("--method has to be nearest, mean or logistic, not {text}."), text=given.method)
    pictures = tuple(from_folder(Path(given.support)))
    check_support(
        Support(np.zeros((len(pictures), 0), np.float32), tuple(label for label, _picture in pictures))
    )
    return Examples(pictures, method)


def read(source: str) -> Picture:
    """Return the picture at a path or an address."""
    return picture_at(source)


def answer(loaded: LoadedModel, picture: Picture, examples: Examples) -> list[dict[str, Any]]:
    """Return every class and its score, the highest first: a cosine (-1..1), or with "logistic" a probability
    (0..1)."""
    if loaded.row.name not in examples.embedded:
        vectors = np.stack([embed(loaded, example.image) for _label, example in examples.pictures])
        labels = tuple(label for label, _example in examples.pictures)
        examples.embedded[loaded.row.name] = Support(vectors, labels)
    found = classify(examples.embedded[loaded.row.name], embed(loaded, picture.image), examples.method)
    return [{"label": one.label, "score": one.score} for one in found]


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line a class: its name and its score."""
    widest = max(len(item["label"]) for item in found)
    return [f"{item['label']:<{widest}}  {item['score']:6.3f}" for item in found]


def files(picture: Picture, found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the picture with the best class written on it."""
    label = found[0]["label"]
    width, height = picture.size
    mark = Mark(label, color_of(label), box=(0.0, 0.0, float(width), float(height)))
    return {".png": png(draw_marks(picture.image, [mark]))}
