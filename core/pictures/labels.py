"""What a label means, whoever wrote it: COCO's names are spelt in two ways, and texts differ in case."""

import csv
from functools import cache, lru_cache
from pathlib import Path

from core.i18n import current_language

_BEFORE_NAME = " · "
_COCO_NAMES = Path(__file__).resolve().parents[2] / "assets" / "coco_names.csv"

_NEW_SPELLING = {
    "tvmonitor": "tv",
    "sofa": "couch",
    "motorbike": "motorcycle",
    "aeroplane": "airplane",
    "diningtable": "dining table",
    "pottedplant": "potted plant",
}


@lru_cache(maxsize=4096)
def canonical_label(label: str) -> str:
    """Return the one spelling that stands for `label` wherever labels are compared, counted or coloured.

    Case, underscores and extra spaces do not count, and Pascal VOC's spellings, which older COCO label lists
    kept ("tvmonitor", "sofa"), become COCO's own ("tv", "couch"). For comparing, not for showing.
    """
    plain = " ".join(label.replace("_", " ").casefold().split())
    return _NEW_SPELLING.get(plain, plain)


_COCO = """
    person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant,
    stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe,
    backpack, umbrella, handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite,
    baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, fork,
    knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake,
    chair, couch, potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard,
    cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear,
    hair drier, toothbrush
"""

COCO_LABELS = tuple(label.strip() for label in _COCO.split(","))
"""COCO's 80 names in the order of their class numbers 0 to 79, as YOLO has them."""


def with_name(label: str) -> str:
    """Return a label of COCO with its name in the language in use, where that is another: "cat · gato"; all other
    labels as they are."""
    name = _names().get(canonical_label(label), {}).get(current_language(), label)
    return label if name == label else f"{label}{_BEFORE_NAME}{name}"


def without_name(shown: str) -> str:
    """Return the label of what `with_name` shows."""
    return shown.partition(_BEFORE_NAME)[0].strip()


@cache
def _names() -> dict[str, dict[str, str]]:
    """Return the rows of the table of names by their label."""
    with _COCO_NAMES.open(encoding="utf-8", newline="") as file:
        return {row["label"]: row for row in csv.DictReader(file)}
