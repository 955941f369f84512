"""Boxes, masks and labels drawn into a picture, for files that leave the app. On the page the viewer draws them."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

from core.pictures.boxes import Box
from core.pictures.marks import Mark, mask_image, percent
from core.pictures.palette import text_on

Point = tuple[float, float]

# Dash and gap of an outline, in line widths; none: a solid line.
_DASHES = {"": (), "right": (), "false": (4, 2.5), "missed": (1, 1.5)}

# The signs in a square of side 1, as strokes: the font that comes with Pillow has none of them.
_SIGNS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "": (),
    "right": (((0.1, 0.55), (0.4, 0.85), (0.9, 0.15)),),
    "false": (((0.15, 0.15), (0.85, 0.85)), ((0.15, 0.85), (0.85, 0.15))),
    "missed": (
        ((0.2, 0.25), (0.35, 0.08), (0.65, 0.08), (0.8, 0.28), (0.5, 0.5), (0.5, 0.66)),
        ((0.5, 0.85), (0.5, 0.95)),
    ),
}

_MASK_OPACITY = 0.45


def draw_marks(image: Image.Image, marks: Sequence[Mark]) -> Image.Image:
    """Return a copy of an RGB picture with the marks drawn in it, the first one on top.

    Line and text size follow the picture's. A chip stays inside the picture and off the other chips where there is
    room; one that cannot fit is left out. Outlines are solid (right, not counted), dashed (false) or dotted (missed).
    """
    result = image.convert("RGB").copy()
    side = max(result.size)
    line = max(1, round(side / 360))
    for mark in reversed(marks):
        if mark.mask is not None:
            opacity = (
                mask_image(mark.mask)
                .resize(result.size)
                .point([round(_MASK_OPACITY * v) for v in range(256)])
            )
            result.paste(mark.color, (0, 0), opacity)
    draw = ImageDraw.Draw(result)
    for mark in reversed(marks):
        if mark.box is not None:
            _outline(draw, mark.box, mark, line)
    size = max(9, round(side / 52))
    chips: list[tuple[Mark, str, Box]] = []
    for mark in marks:
        if chip := _chip(mark, size, result.size, [area for _mark, _text, area in chips]):
            chips.append((mark, *chip))
    for mark, text, area in reversed(chips):
        _draw_chip(draw, mark, text, area, size)
    return result


def _outline(draw: ImageDraw.ImageDraw, box: Box, mark: Mark, line: int) -> None:
    """Draw a box's outline inside the picture, on a thin light edge that lifts it off a dark ground."""
    width, height = draw.im.size
    # The far corner is excluded in a Box and included by ImageDraw.
    left, right = sorted((min(max(round(box[0]), 0), width - 1), min(max(round(box[2]) - 1, 0), width - 1)))
    top, bottom = sorted((min(max(round(box[1]), 0), height - 1), min(max(round(box[3]) - 1, 0), height - 1)))
    if not (dashes := _DASHES[mark.status]):
        edge = max(1, line // 3)
        outer = (
            max(left - edge, 0),
            max(top - edge, 0),
            min(right + edge, width - 1),
            min(bottom + edge, height - 1),
        )
        draw.rectangle(outer, outline="#ffffff", width=edge)
        draw.rectangle((left, top, right, bottom), outline=mark.color, width=line)
        return
    dash, gap = (part * line for part in dashes)
    draw.rectangle((left, top, right, bottom), outline="#ffffff", width=line)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    for (x1, y1), (x2, y2) in pairwise(corners):
        length = abs(x2 - x1) + abs(y2 - y1)
        step_x, step_y = (x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1)
        at = 0.0
        while at <= length:
            end = min(at + dash, length)
            xs, ys = (
                sorted((x1 + step_x * at, x1 + step_x * end)),
                sorted((y1 + step_y * at, y1 + step_y * end)),
            )
            # A stroke lies inside the outline's rectangle, on whichever side it is.
            if step_x:
                ys = [top, top + line - 1] if y1 == top else [bottom - line + 1, bottom]
            else:
                xs = [left, left + line - 1] if x1 == left else [right - line + 1, right]
            draw.rectangle((xs[0], max(ys[0], 0), xs[1], max(ys[1], ys[0], 0)), fill=mark.color)
            at += dash + gap


def _chip(mark: Mark, size: int, picture: tuple[int, int], others: Sequence[Box]) -> tuple[str, Box] | None:
    """Return a chip's text and area for letters of `size` pixels, or None where it does not fit in the picture."""
    anchor = mark.box or (mark.mask.getbbox() if mark.mask is not None else None)
    around = 2 * _padding(size) + _sign_room(mark, size)
    text = _fitting(mark, _font(size), picture[0] - around)
    chip = _font(size).getlength(text) + around, size + 2 * _padding(size)
    if anchor is None or not text or chip[1] > picture[1]:
        return None
    return text, _chip_area(anchor, chip, picture, others)


def _padding(size: int) -> int:
    return max(2, round(size / 4))


def _sign_room(mark: Mark, size: int) -> int:
    return size if mark.status else 0


def _draw_chip(draw: ImageDraw.ImageDraw, mark: Mark, text: str, area: Box, size: int) -> None:
    left, top, right, bottom = (round(value) for value in area)
    draw.rectangle((left, top, right - 1, bottom - 1), fill=mark.color)
    ink, pad, side = text_on(mark.color), _padding(size), 0.75 * size
    for stroke in _SIGNS[mark.status]:
        points = [(left + pad + x * side, top + pad + size / 8 + y * side) for x, y in stroke]
        draw.line(points, fill=ink, width=max(1, size // 7), joint="curve")
    start = left + pad + _sign_room(mark, size)
    draw.text((start, (top + bottom) / 2), text, fill=ink, font=_font(size), anchor="lm")


def _fitting(mark: Mark, font: ImageFont.FreeTypeFont, room: float) -> str:
    """Return "label 97 %", its label cut short where `room` (pixels) asks for it; "" where not even the score fits."""
    # Pillow's font has ASCII alone: letters lose their accents, a no-break space becomes a plain one.
    score = "" if mark.score is None else percent(mark.score).replace("\N{NO-BREAK SPACE}", " ")
    label = "".join(filter(str.isascii, normalize("NFKD", " ".join(mark.label.split())))) or "…"
    for length in range(min(len(label), 80), 0, -1):
        text = f"{label[:length]}{'…' if length < len(label) else ''} {score}".strip()
        if font.getlength(text) <= room:
            return text
    return score if font.getlength(score) <= room else ""


def _chip_area(box: Box, chip: tuple[float, float], picture: tuple[int, int], others: Sequence[Box]) -> Box:
    """Return where a chip of size `chip` goes: over the box, in its top, under it, at its right; the first one free."""
    width, height = chip
    wanted = (
        (box[0], box[1] - height),
        (box[0], box[1]),
        (box[0], box[3]),
        (box[2] - width, box[1] - height),
        (box[2] - width, box[1]),
        (box[0], box[3] - height),
    )
    areas = []
    for x, y in wanted:
        left, top = min(max(x, 0), picture[0] - width), min(max(y, 0), picture[1] - height)
        areas.append((left, top, left + width, top + height))
    free = (area for area in areas if not any(_overlap(area, other) for other in others))
    return next(free, areas[0])


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 (Pillow answers otherwise only without FreeType)
    return font
