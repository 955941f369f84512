"""Single drawings of people as pictures whose class is known: samples, and sets to measure models on.

All are among the held-out drawings that ship with the app, which no training saw.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import PurePath

import numpy as np
from PIL import Image

from core.pictures.images import Picture, digest_of, made_picture
from core.sketch.data_set import held_out
from core.sketch.strokes import large, simplified

SIDE = 256
"""Pixels on a side of such a picture."""

_MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class DrawingSpec:
    """One of the held-out drawings: its class, as the data set spells it, and its place among those of the class."""

    label: str
    place: int

    @property
    def name(self) -> str:
        """Return the picture's file name without an ending: "alarm_clock-3"."""
        return f"{self.label.replace(' ', '_')}-{self.place}"


def drawing_called(name: str) -> DrawingSpec | None:
    """Return the spec whose picture is called `name`, without an ending; None where no drawing is called so."""
    label, _dash, place = name.rpartition("-")
    label = label.replace("_", " ")
    known = held_out()
    if label not in known.classes or not (place.isdecimal() and place.isascii() and len(place) < 4):
        return None
    spec = DrawingSpec(label, int(place))
    return spec if spec.name == name and spec.place < len(known.of_class(label)) else None


def drawing_picture(spec: DrawingSpec) -> Picture:
    """Return a drawing as people see it, black on white, 256 x 256 pixels: a picture called "alarm_clock-3.png".

    Raises ValueError for a class that there is not, and IndexError for a place.
    """
    return made_picture(partial(_image, spec), (SIDE, SIDE), _digest(spec), f"{spec.name}.png")


def class_of(picture: Picture) -> str | None:
    """Return what a picture is a drawing of, as the data set spells it, where it is one of the held-out drawings by its
    name and its pixels; None for all others."""
    spec = drawing_called(PurePath(picture.name).stem) if picture.source == "drawing" else None
    return spec.label if spec and _digest(spec) == picture.digest else None


def drawings(count: int, seed: int) -> tuple[DrawingSpec, ...]:
    """Return a set of drawings to measure models on, of as many classes as there is room for: none twice, and the same
    for the same arguments; all that there are where there are no more."""
    known = held_out()
    random = np.random.default_rng(seed)
    order = [random.permutation(known.of_class(label)) for label in known.classes]
    most = max(map(len, order))
    rounds = [[int(numbers[place]) for numbers in order if place < len(numbers)] for place in range(most)]
    chosen = [int(number) for one in rounds for number in random.permutation(one)][:count]
    return tuple(_spec(number) for number in chosen)


def _spec(number: int) -> DrawingSpec:
    known = held_out()
    label = known.classes[known.labels[number]]
    return DrawingSpec(label, known.of_class(label).index(number))


def _image(spec: DrawingSpec) -> Image.Image:
    known = held_out()
    return large(simplified(known.strokes(known.of_class(spec.label)[spec.place])), SIDE)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _digest(spec: DrawingSpec) -> str:
    return digest_of(_image(spec))
