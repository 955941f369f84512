"""The ground truth: which objects really are on each picture, in pixels of the upright image."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.pictures.boxes import TruthBox

Truth = Mapping[str, tuple[TruthBox, ...]]
"""The key of each picture that has a truth, and its boxes; () means that there is nothing on the picture."""


@dataclass(frozen=True)
class PictureInfo:
    """A picture of the comparison: its key, its name in truth files, and its upright size in pixels."""

    key: str
    name: str
    width: int
    height: int


@dataclass(frozen=True)
class TruthFile:
    """What a truth file says: the boxes of every picture asked for, and warnings for the user.

    `named` holds the keys of the pictures that the file itself speaks of.
    """

    truth: dict[str, tuple[TruthBox, ...]]
    warnings: tuple[str, ...]
    named: frozenset[str]
