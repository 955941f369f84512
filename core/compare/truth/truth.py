"""The ground truth: which objects really are on each picture, in pixels of the upright image."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.pictures.boxes import TruthBox
from core.pictures.images import Picture

Truth = Mapping[str, tuple[TruthBox, ...]]
"""The key of each picture that has a truth, and its boxes; () means that there is nothing on the picture."""


@dataclass(frozen=True)
class PictureInfo:
    """A picture of the comparison: its key, its name in truth files, and its upright size in pixels.

    `original` is its upright (width, height) before the app scaled it down, None where it did not; `also` holds its
    other names, where the same picture is there more than once.
    """

    key: str
    name: str
    width: int
    height: int
    original: tuple[int, int] | None = None
    also: tuple[str, ...] = ()


def info_of(picture: Picture, *names: str) -> PictureInfo:
    """Return what a truth file has to know of a picture, which goes by its own name where `names` are not given."""
    name, *also = names or (picture.name,)
    return PictureInfo(picture.digest, name, *picture.size, picture.scaled_from, tuple(also))


@dataclass(frozen=True)
class TruthFile:
    """What a truth file says: the boxes of every picture asked for, and warnings for the user.

    `named` holds the keys of the pictures that the file itself speaks of.
    """

    truth: dict[str, tuple[TruthBox, ...]]
    warnings: tuple[str, ...]
    named: frozenset[str]
