"""From a picture of a drawing to what a sketch network sees.

Purpose: any picture of lines, whatever its size, its colours and the width of its pen, as one array [28, 28] like
those that core.sketch.strokes makes of strokes. Scope: pixels in, pixels out; it needs numpy and Pillow alone, because
the apps that a student takes home (core.sketch.apps.source) carry these very functions.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Ink = NDArray[np.bool_]
Pixels = NDArray[np.float32]


def ink_of(stands_out: Pixels) -> Ink:
    """Return where a picture has ink, from its `contrast_of`: bool [height, width], cut to the drawing's edges.

    Ink is what stands out from the paper, and the paper is what most of the picture's border is: transparent, or of one
    colour, light or dark, however the light falls on it. The longer side is 160 pixels, or less where the drawing takes
    less than an eighth of the sheet. A picture of nothing but paper has no ink: [0, 0]; ink over more than four fifths
    of the sheet is one spot: [1, 1].
    """
    if stands_out.max() < 0.1:
        return np.zeros((0, 0), bool)
    strength = stands_out / stands_out.max()
    if (strength > 0.25).mean() > 0.8:
        return np.ones((1, 1), bool)
    rows, columns = (np.flatnonzero((strength > 0.25).any(axis=axis)) for axis in (1, 0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    cut = Image.fromarray(np.round(255 * strength[top:bottom, left:right]).astype(np.uint8))
    factor = 160 / max(*cut.size, max(stands_out.shape) / 8)
    size = [max(1, round(side * factor)) for side in cut.size]
    return (
        np.asarray(cut.resize(size, Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR)) > 63
    )


def is_on_paper(stands_out: Pixels) -> bool:
    """Say, from a picture's `contrast_of`, whether its border is nearly all paper: around a drawing it is, in a
    photograph it hardly ever is."""
    return float((on_border(stands_out) > 0.25 * stands_out.max()).mean()) <= 0.1


def contrast_of(image: Image.Image) -> Pixels:
    """Return how far each pixel stands out from the paper: float32 [height, width], 0 to 1.

    Both sides are 600 pixels at most.
    """
    image = image.convert("RGBA")
    image.thumbnail((600, 600), Image.Resampling.BOX)
    pixels = np.asarray(image, np.float32)
    opacity = pixels[..., 3] / np.float32(255)
    if np.median(on_border(opacity)) < 0.5:
        return opacity
    return np.abs(pixels[..., :3] - paper_of(image)).max(axis=2) / np.float32(255) * opacity


def paper_of(image: Image.Image) -> Pixels:
    """Return the colour that the paper has at each pixel of a picture: float32 [height, width, 3], 0 to 255.

    Light fades slowly along paper, and ink begins at an edge: paper is what can be reached from the border without
    crossing an edge, and what has nearly the same colour as the paper around it. Where there is ink, the colour is that
    of the paper around. The border's most usual colour must be the paper's.
    """
    small = image.convert("RGB")
    small.thumbnail((150, 150), Image.Resampling.BOX)
    pixels = np.asarray(small, np.float32)
    height, width = pixels.shape[:2]
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    steepness = (np.max(around, axis=0) - np.min(around, axis=0)).max(axis=2)
    flat = steepness <= max(12, 0.2 * steepness.max())
    away = np.abs(pixels - np.median(on_border(pixels), axis=0)).max(axis=2)
    paper = np.ones((height, width), bool)
    paper[1:-1, 1:-1] = False
    paper &= away <= away[paper].min() + 10
    before = 0
    while paper.sum() > before:
        before = paper.sum()
        wider = np.pad(paper, 1)
        wider = wider[:-2, 1:-1] | wider[2:, 1:-1] | wider[1:-1, :-2] | wider[1:-1, 2:]
        paper |= wider & flat
    away = np.abs(pixels - spread(pixels, paper)).max(axis=2)
    paper |= flat & (away < 0.25 * away.max())
    whole = [
        Image.fromarray(channel).resize(image.size, Image.Resampling.BILINEAR)
        for channel in spread(pixels, paper).transpose(2, 0, 1)
    ]
    return np.stack([np.asarray(channel) for channel in whole], axis=2)


def on_border(pixels: Pixels) -> Pixels:
    """Return the values along the four edges, one after the other: [n, ...] of [height, width, ...]."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def spread(pixels: Pixels, known: Ink) -> Pixels:
    """Return float32 [height, width, 3] in which each pixel that is not known has the colour of the known around it.

    From coarse to fine: Gortler et al., The lumigraph, 1996. At least one pixel must be known.
    """
    height, width = known.shape
    if known.all():
        return pixels
    half = (-(-width // 2), -(-height // 2))
    share = np.asarray(Image.fromarray(known.astype(np.float32)).resize(half, Image.Resampling.BOX))
    channels = [
        np.asarray(Image.fromarray(channel * known).resize(half, Image.Resampling.BOX))
        for channel in pixels.transpose(2, 0, 1)
    ]
    coarse = spread(np.stack(channels, axis=2) / np.maximum(share, 1e-6)[..., None], share > 0)
    fine = [
        np.asarray(Image.fromarray(channel).resize((width, height), Image.Resampling.BILINEAR))
        for channel in coarse.transpose(2, 0, 1)
    ]
    return np.where(known[..., None], pixels, np.stack(fine, axis=2))


def problem_of(ink: Ink) -> str:
    """Say why there is nothing to guess: "empty", or "spot" for a dot and for a sheet that is full; "" otherwise.

    A filled shape is a drawing: only what is round and takes less than an eighth of the sheet is a dot of the pen.
    """
    if not ink.size:
        return "empty"
    return "spot" if max(ink.shape) < min(160, 3 * depth_of(ink).max()) else ""


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
    lines, depth, longest = thinned(ink), depth_of(ink), max(ink.shape)
    # Of a disc, thinning leaves nothing at all.
    half_width = np.median(depth[lines]) if lines.any() else longest
    # What is wider than a fifth of the drawing is no line: a line of the usual width will go along its edge.
    return depth > longest * 8 / 255 if half_width > longest / 10 else lines | (depth > half_width + 1)


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
