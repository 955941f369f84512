"""What a label means, whoever wrote it: COCO's names are spelt in two ways, and texts differ in case.

The names of labels in the languages of the app are in tables, one a data set: COCO's things, its "stuff" (sky, wall and
the like, of panoptic models), ADE20K's 150 labels, and the 345 things of Quick, Draw!.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from core.i18n import current_language

_IRREGULAR = {"people": "person", "mice": "mouse", "knives": "knife"}
_SHOWN = re.compile(r"(?P<name>.+) \((?P<label>.+)\)")
_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_COCO_NAMES = "coco_names.csv"
_MORE_NAMES = ("coco_stuff_names.csv", "ade20k_names.csv")
_DRAWN_NAMES = "quick_draw/classes.csv"

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
    """Return how a page shows a label: one of the tables with its name in the language in use, where that is another,
    as in "silla (chair)"; all other labels as they are."""
    name = name_of(label)
    return label if name == label else f"{name} ({label})"


def name_of(label: str) -> str:
    """Return the name of a label in the language in use: "silla" for "chair"; one that is in no table is its own.

    >>> name_of("sky-other-merged")
    'sky'
    """
    return _names().get(canonical_label(label), {}).get(current_language(), label)


def names_of(label: str) -> tuple[str, ...]:
    """Return every name that a label has in the languages of the app, its own first, each once."""
    return tuple(dict.fromkeys((label, *_names().get(canonical_label(label), {}).values())))


def forms_of(name: str) -> frozenset[str]:
    """Return a name and what may be its plurals, without case and accents: two names mean the same thing where they
    share one."""
    return frozenset(_folded(form) for form in (name, *_plurals(name)))


def without_name(shown: str) -> str:
    """Return the label of what `with_name` shows, in whatever language."""
    found = _SHOWN.fullmatch(shown.strip())
    if found and found["name"] in _names().get(canonical_label(found["label"]), {}).values():
        return found["label"]
    return shown.strip()


def label_named(text: str, labels: Iterable[str] = ()) -> str | None:
    """Return the label that a typed name means: one of `labels`, else one of COCO's, else None.

    Case and accents do not count. COCO's labels have their names in every language of the app, and their plurals.

    >>> label_named("Sillas"), label_named("xyz")
    ('chair', None)
    """
    own = {_folded(label): label for label in labels}
    name = _folded(text)
    meant = _meanings().get(name)
    return own.get(name) or own.get(meant or "", meant)


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", canonical_label(text))
    return canonical_label("".join(letter for letter in letters if not unicodedata.combining(letter)))


@cache
def _meanings() -> dict[str, str]:
    """Return COCO's labels by all their names and what may be the plurals of those, folded."""
    names = [(name, label) for label, row in _table(_COCO_NAMES).items() for name in row.values()]
    plurals = {_folded(form): label for name, label in names for form in _plurals(name)}
    return plurals | _IRREGULAR | {_folded(name): label for name, label in names}


def _plurals(name: str) -> Iterator[str]:
    """Yield what may be the plural of a name, Spanish or English: of its first word, of its last, of all."""
    words = name.split() or [name]
    for ending in ("s", "es"):
        yield " ".join([words[0] + ending, *words[1:]])
        yield name + ending
        yield " ".join(word + ending for word in words)


@cache
def _names() -> dict[str, dict[str, str]]:
    """Return the rows of all tables by their label; where two have a label, COCO's own."""
    # What that table says in English are other spellings, in which a page does not repeat a label.
    rows = {label: {"es": row["es"]} for label, row in _table(_DRAWN_NAMES, "class").items()}
    for file in (*_MORE_NAMES, _COCO_NAMES):
        rows |= _table(file)
    return rows


@cache
def _table(file: str, column: str = "label") -> dict[str, dict[str, str]]:
    """Return the rows of a table of names by their label, which is in that column."""
    with (_ASSETS / file).open(encoding="utf-8", newline="") as opened:
        return {canonical_label(row[column]): row for row in csv.DictReader(opened)}
