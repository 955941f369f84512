"""Cut out again what collages are made of: python -m training.scenes.collage_parts --packages FOLDER

The folder is one that Debian's packages tuxpaint-stamps-default and gcompris-qt-data are unpacked in (dpkg -x). What is
taken from them, and from where, stands in assets/collages/cut_outs.csv and grounds.csv; the files go beside these.
"""

import argparse
import struct
import sys
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.scenes.collage_parts import FOLDER, cut_outs, grounds

CUT_OUT_SIDE = 320
"""The most pixels on a side of a cut-out."""

GROUND_WIDTH = 960
"""The most pixels that a photograph to put things on is wide."""

_SPECK = 0.01
"""Pieces smaller than this part of the largest one are dust of the scissors."""

_RIM = 2.5
"""Pixels from well inside within which a pixel is of the rim."""

_FLAG_ZLIB, _FLAG_FOLDER, _FLAG_ZSTD = 1, 2, 4


def clean(cut_out: Image.Image) -> Image.Image:
    """Return a cut-out (RGBA) without dust and without the fringe of its former ground, cropped to what is left."""
    pixels = np.array(cut_out.convert("RGBA"))
    alpha = pixels[..., 3]
    count, pieces, facts, _ = cv2.connectedComponentsWithStats((alpha > 16).astype(np.uint8), connectivity=8)
    areas = facts[1:, cv2.CC_STAT_AREA]
    small = [piece for piece in range(1, count) if areas[piece - 1] < _SPECK * areas.max()]
    alpha[(pieces == 0) | np.isin(pieces, small)] = 0
    pixels[..., :3] = _without_fringe(pixels[..., :3], alpha)
    cleaned = Image.fromarray(pixels)
    return cleaned.crop(cleaned.getchannel("A").getbbox())


def _without_fringe(colours: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return colours in which the rim has that of the nearest pixel well inside: it was mixed with another ground."""
    inside = cv2.erode((alpha == 255).astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0)
    if not inside.any():
        return colours
    distance, nearest = cv2.distanceTransformWithLabels(
        1 - inside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    by_label = np.zeros((nearest.max() + 1, 3), np.uint8)
    by_label[nearest[inside > 0]] = colours[inside > 0]
    # What is thin has nothing well inside: it stays as it is.
    return np.where((distance <= _RIM)[..., None], by_label[nearest], colours)


def resources(path: Path) -> dict[str, bytes]:
    """Return the files in a resource file of Qt (.rcc), by their bare names; ValueError for what is none."""
    data = path.read_bytes()
    if data[:4] != b"qres":
        raise ValueError(f"{path} is no resource file")
    version, tree, contents, names = struct.unpack(">4I", data[4:20])
    node_bytes = 14 if version == 1 else 22
    found = {}

    def walk(node: int) -> None:
        start = tree + node * node_bytes
        name, flags, first, second = struct.unpack(">IHII", data[start : start + 14])
        if flags & _FLAG_FOLDER:
            for child in range(second, second + first):
                walk(child)
            return
        if flags & _FLAG_ZSTD:
            raise ValueError(f"{path} is packed with zstd")
        (length,) = struct.unpack(">I", data[contents + second : contents + second + 4])
        content = data[contents + second + 4 : contents + second + 4 + length]
        (letters,) = struct.unpack(">H", data[names + name : names + name + 2])
        text = data[names + name + 6 : names + name + 6 + 2 * letters].decode("utf-16-be")
        found[text] = zlib.decompress(content[4:]) if flags & _FLAG_ZLIB else content

    walk(0)
    return found


def main(arguments: Sequence[str]) -> int:
    """Write the files that the tables in assets/collages name."""
    parser = argparse.ArgumentParser(prog="python -m training.scenes.collage_parts")
    parser.add_argument("--packages", type=Path, required=True, help="folder with both packages unpacked")
    share = parser.parse_args(arguments).packages / "usr" / "share"
    for part in cut_outs():
        stamp = share / "tuxpaint" / "stamps" / part.taken_from.split(": ")[1]
        image = clean(Image.open(stamp))
        image.thumbnail((CUT_OUT_SIDE, CUT_OUT_SIDE), Image.Resampling.LANCZOS)
        image.save(FOLDER / part.file, lossless=True, method=6)
    for ground in grounds():
        archive, name = ground.taken_from.split(": ")[1].split(", ")
        photograph = Image.open(BytesIO(resources(share / "gcompris-qt" / "rcc" / archive)[name])).convert(
            "RGB"
        )
        photograph.thumbnail((GROUND_WIDTH, GROUND_WIDTH), Image.Resampling.LANCZOS)
        photograph.save(FOLDER / ground.file, quality=82, method=6)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
