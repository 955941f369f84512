"""Zero-shot image classification in the terminal, for core.command: pictures and labels in, labels and scores out."""

import argparse
from dataclasses import dataclass
from typing import Any

from core.errors import UserError
from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.own_labels import checked_labels, split_labels
from core.pictures.images import Picture
from core.pictures.marks import percent
from core.pictures.png import png
from core.pictures.sources import PICTURES, picture_at
from core.vision.zero_shot.embeddings import image_vector, label_vectors, scoring_of
from core.vision.zero_shot.label_sets import LABEL_SETS, labels_in
from core.vision.zero_shot.labels import checked_templates
from core.vision.zero_shot.named import named_picture
from core.vision.zero_shot.scores import Scored, ranked, records

SUMMARY = N_("Says which of your own labels fit pictures best, with their scores.")
INPUT_HELP = PICTURES

_MOST_LINES = 10


@dataclass(frozen=True)
class Options:
    """The labels to choose among, and the templates that make a text of each."""

    labels: tuple[str, ...]
    templates: tuple[str, ...]


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --labels and --template."""
    options.add_argument(
        "--labels",
        default="animals",
        help=_(
            "Labels to choose among, parted by commas, or the name of a set: {sets}. Default: {default}."
        ).format(sets=", ".join(LABEL_SETS), default="owl,bear,seagull,fox"),
    )
    options.add_argument(
        "--template",
        action="append",
        default=[],
        help=_(
            "The text that a label is put into, in the place of its braces; of several the mean is taken. Default: "
            "{default}."
        ).format(default="“a photo of a {}”"),
    )


def options_in(given: argparse.Namespace) -> Options:
    """Return the labels and templates."""
    if given.labels in LABEL_SETS:
        labels = labels_in(given.labels)
    else:
        labels = checked_labels(split_labels(given.labels)).labels
    if not labels:
        raise UserError(N_("--labels has no label. Name some, as in --labels owl,bear,fox."))
    return Options(labels, checked_templates(given.template))


def read(source: str) -> Picture:
    """Return the picture at a path or an address."""
    return picture_at(source)


def answer(loaded: LoadedModel, picture: Picture, options: Options) -> list[dict[str, Any]]:
    """Return every label with its score (0..1), the best first, as transformers' pipeline does."""
    texts = label_vectors(loaded, options.labels, options.templates)
    image = image_vector(loaded, picture.image)
    return records(ranked(options.labels, image, texts.vectors, scoring_of(loaded)))


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line a label, at most ten: the label and its score."""
    shown = found[:_MOST_LINES]
    widest = max(len(item["label"]) for item in shown)
    return [f"{item['label']:<{widest}}  {percent(item['score'], 1):>7}" for item in shown]


def files(picture: Picture, found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the picture with the best label written over it."""
    best = Scored(found[0]["label"], found[0]["score"], 0, 0)
    return {".png": png(named_picture(picture.image, best))}
