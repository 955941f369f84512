"""Depth estimation in the terminal, for core.command: pictures in; the range of their depth, and maps, out."""

import argparse
from dataclasses import dataclass
from typing import Any

from core.i18n import N_, _, decimal
from core.models.loaded import LoadedModel
from core.pictures.images import Picture
from core.pictures.png import png
from core.pictures.sources import PICTURES, picture_at
from core.vision.depth.colour import coloured
from core.vision.depth.depth_map import DepthMap
from core.vision.depth.estimate import estimate_depth
from core.vision.depth.files import facts, npy, png_16

SUMMARY = N_("Says how far away every pixel of a picture is.")
INPUT_HELP = PICTURES


@dataclass
class Given:
    """A picture; once it is answered, also its depth, which no JSON holds."""

    picture: Picture
    depth: DepthMap | None = None


def add_options(_options: argparse._ArgumentGroup) -> None:
    """Add nothing: this task has no options of its own."""


def options_in(_given: argparse.Namespace) -> None:
    """Return nothing."""


def read(source: str) -> Given:
    """Return the picture at a path or an address."""
    return Given(picture_at(source))


def answer(loaded: LoadedModel, given: Given, _options: None) -> dict[str, Any]:
    """Return the facts of a picture's depth: "width", "height", "min", "max" and "unit" ("m" or "relative")."""
    given.depth = estimate_depth(loaded, given.picture.image)
    return facts(given.depth)


def lines(found: dict[str, Any]) -> list[str]:
    """Return the size of the map, and from where to where its values go."""
    size = f"{found['width']} x {found['height']}"
    least, most = decimal(found["min"], 2), decimal(found["max"], 2)
    if found["unit"] == "m":
        return [_("{size} pixels, from {least} to {most} m away").format(size=size, least=least, most=most)]
    return [
        _("{size} pixels, relative: from {least} (farthest) to {most} (nearest)").format(
            size=size, least=least, most=most
        )
    ]


def files(given: Given, _found: dict[str, Any]) -> dict[str, bytes]:
    """Return the depth as float32 (depth.npy), in 16 bits (depth.png), and in colours."""
    if given.depth is None:
        return {}
    return {
        "_depth.npy": npy(given.depth),
        "_depth.png": png_16(given.depth),
        "_depth_color.png": png(coloured(given.depth)),
    }
