"""Object detection in the terminal, for core.command: pictures in; labels, scores and boxes out."""

import argparse
from typing import Any

from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.pictures.images import Picture
from core.pictures.marks import percent
from core.pictures.png import png
from core.pictures.sources import PICTURES, picture_at
from core.terminal import threshold_in
from core.vision.detection.detect import Detection, detect
from core.vision.detection.marks import annotate

SUMMARY = N_("Finds objects on pictures: a label, a score and a box for each.")
INPUT_HELP = PICTURES

_SIDES = ("xmin", "ymin", "xmax", "ymax")


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --threshold."""
    options.add_argument(
        "--threshold", default="0.5", help=_("Score from which an object counts, 0 to 1. Default: 0.5.")
    )


def options_in(given: argparse.Namespace) -> float:
    """Return the threshold (0..1)."""
    return threshold_in(given.threshold)


def read(source: str) -> Picture:
    """Return the picture at a path or an address."""
    return picture_at(source)


def answer(loaded: LoadedModel, picture: Picture, threshold: float) -> list[dict[str, Any]]:
    """Return the objects that a model sees above a threshold (0..1), by falling score, as transformers' pipeline gives
    them: the sides of a box are whole pixels, cut and not rounded."""
    return [
        {
            "label": found.label,
            "score": found.score,
            "box": dict(zip(_SIDES, map(int, found.box), strict=True)),
        }
        for found in detect(loaded, picture.image, threshold).detections
    ]


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return a line an object: its label, its score and the sides of its box in pixels."""
    if not found:
        return [_("No object reaches the threshold.")]
    widest = max(len(item["label"]) for item in found)
    return [
        f"{item['label']:<{widest}}  {percent(item['score'], 1):>7}  {list(item['box'].values())}"
        for item in found
    ]


def files(picture: Picture, found: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the picture with the boxes drawn in it."""
    detections = [Detection(item["label"], item["score"], tuple(item["box"].values())) for item in found]
    return {".png": png(annotate(picture.image, detections))}
