"""From a picture of a drawing to what a sketch network sees.

Purpose: any picture of lines, whatever its size, its colours and the width of its pen, as one array [28, 28] like
those that core.vision.sketch makes of strokes. Scope: pixels in, pixels out; it needs numpy and Pillow alone, because
the apps that a student takes home (core.vision.sketch_apps) carry these very functions.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Ink = NDArray[np.bool_]


def bitmap_of_picture(image: Image.Image) -> NDArray[np.uint8] | None:
    """Return what a network sees of a picture of a drawing: uint8 [28, 28], 255 = ink, as `core.vision.sketch.bitmap`.

    None where there is nothing to guess: `problem_of(ink_of(image))` says why.
    """
    ink = ink_of(image)
    return None if problem_of(ink) else redrawn(ink)


def ink_of(image: Image.Image) -> Ink:
    """Return where a picture has ink: bool [height, width], cut to the drawing's edges and at most 160 pixels large.

    Ink is what stands out from the paper, and the paper is what most of the picture's border is: transparent, or of one
    colour, light or dark. A picture of one colour has no ink: [0, 0].
    """
    image = image.convert("RGBA")
    image.thumbnail((600, 600), Image.Resampling.BOX)
    pixels = np.asarray(image, np.float32)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    paper = np.median(border, axis=0)
    opacity = pixels[..., 3] / 255
    difference = np.abs(pixels[..., :3] - paper[:3]).max(axis=2) / 255
    stands_out = opacity if paper[3] < 128 else difference * opacity
    if stands_out.max() < 0.1:
        return np.zeros((0, 0), bool)
    strength = stands_out / stands_out.max()
    rows, columns = (np.flatnonzero((strength > 0.25).any(axis=axis)) for axis in (1, 0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    cut = Image.fromarray(np.round(255 * strength[top:bottom, left:right]).astype(np.uint8))
    factor = 160 / max(cut.size)
    size = [max(1, round(side * factor)) for side in cut.size]
    return (
        np.asarray(cut.resize(size, Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR)) > 63
    )


def problem_of(ink: Ink) -> str:
    """Say why there is nothing to guess: "empty", or "spot" for ink without lines (a dot, a full pad); "" otherwise."""
    if not ink.size:
        return "empty"
    nearly_all = ink.mean() > 0.8 and min(ink.shape) > 40
    return "spot" if nearly_all or max(ink.shape) < 3 * depth_of(ink).max() else ""


def redrawn(ink: Ink, side: int = 28) -> NDArray[np.uint8]:
    """Return the drawing with all lines equally wide, centred: uint8 [side, side], 255 = ink.

    It is drawn as the Quick, Draw! data set draws: the pen's path is 255 units large on its longer side, lines are 16
    units wide, and the picture is 304 units large.
    """
    path = pen_path(ink)
    rows, columns = np.nonzero(path)
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    unit = longest / 255
    margin = int(np.ceil(longest))
    wide = np.zeros((path.shape[0] + 2 * margin, path.shape[1] + 2 * margin), bool)
    reach = int(8 * unit)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            if down**2 + right**2 <= (8 * unit) ** 2:
                wide[margin + down :, margin + right :][: path.shape[0], : path.shape[1]] |= path
    middle_x = margin + (columns.min() + columns.max() + 1) / 2
    middle_y = margin + (rows.min() + rows.max() + 1) / 2
    half = 152 * unit
    box = (middle_x - half, middle_y - half, middle_x + half, middle_y + half)
    picture = Image.fromarray(wide.astype(np.uint8) * 255)
    return np.array(picture.resize((side, side), Image.Resampling.BOX, box=box))


def pen_path(ink: Ink) -> Ink:
    """Return where the middle of the pen went: thin lines, and the insides of what was filled in; shape of `ink`."""
    lines, depth = thinned(ink), depth_of(ink)
    half_width = np.median(depth[lines])
    return lines | (depth > half_width + 1)


def depth_of(ink: Ink) -> NDArray[np.int32]:
    """Return how many pixels deep inside the ink each pixel is: int32, 0 on paper, 1 at the edge of a line."""
    depth = np.zeros(ink.shape, np.int32)
    left, step = np.pad(ink, 1), 0
    while left.any():
        depth += left[1:-1, 1:-1]
        inner = left.copy()
        inner[1:-1, 1:-1] &= left[:-2, 1:-1] & left[2:, 1:-1] & left[1:-1, :-2] & left[1:-1, 2:]
        if step % 2:
            inner[1:-1, 1:-1] &= left[:-2, :-2] & left[:-2, 2:] & left[2:, :-2] & left[2:, 2:]
        left, step = inner, step + 1
    return depth


def thinned(ink: Ink) -> Ink:
    """Return lines one pixel wide along the middle of the ink.

    Zhang and Suen, A fast parallel algorithm for thinning digital patterns, 1984.
    """
    lines = np.pad(ink, 1)
    while True:
        before = lines.sum()
        for first in (True, False):
            north, south = lines[:-2, 1:-1], lines[2:, 1:-1]
            west, east = lines[1:-1, :-2], lines[1:-1, 2:]
            around = [
                north,
                lines[:-2, 2:],
                east,
                lines[2:, 2:],
                south,
                lines[2:, :-2],
                west,
                lines[:-2, :-2],
            ]
            neighbours = np.sum(around, axis=0)
            starts = np.sum([~a & b for a, b in zip(around, around[1:] + around[:1], strict=True)], axis=0)
            one = north & east & south if first else north & east & west
            other = east & south & west if first else north & south & west
            gone = (neighbours >= 2) & (neighbours <= 6) & (starts == 1) & ~one & ~other
            lines[1:-1, 1:-1] &= ~gone
        if lines.sum() == before:
            return lines[1:-1, 1:-1]
