"""The toy task in the terminal, for core.command: pictures in, labels out."""

import argparse

from core.i18n import N_
from core.models.loaded import LoadedModel
from core.pictures.images import Picture
from core.pictures.sources import PICTURES, picture_at
from core.vision.toy_task.name import name_of

SUMMARY = N_("Says in one word what a picture shows.")
INPUT_HELP = PICTURES


def add_options(_options: argparse._ArgumentGroup) -> None:
    """Add nothing: there is nothing to set."""


def options_in(_given: argparse.Namespace) -> None:
    """Return None: there is nothing to set."""


def read(source: str) -> Picture:
    """Return the picture at a path or an address."""
    return picture_at(source)


def answer(loaded: LoadedModel, picture: Picture, _options: None) -> str:
    """Return the label that a model gives a picture."""
    return name_of(loaded, picture.image)


def lines(label: str) -> list[str]:
    """Return the label."""
    return [label]


def files(_picture: Picture, _label: str) -> dict[str, bytes]:
    """Return nothing: there is nothing to keep."""
    return {}
