"""Boxes to and from the drawing of the canvas (streamlit-drawable-canvas, Fabric.js JSON).

Purpose: put boxes in pixels of a picture on a canvas of another size, and read back what a visitor made of them.
Scope: conversion only. It does not know what the boxes are for; the canvas itself is in core/ui.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from core.pictures.boxes import MOST_BOXES, Box
from core.pictures.palette import color_of
from core.printable import printable_line

STROKE = 2
"""Width of a box's line in canvas pixels. The canvas makes a click a box of this size, twice it with a little shake."""

FONT_SIZE = 14
TINY = 5.0
"""A drawn box whose longer side is below this many canvas pixels was a click, not a box."""

_SMALLEST_SIDE = 24
_DECIMALS = 2
_UNTOUCHED = 0.01
_BEYOND = 1e6
_ORIGIN = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}


@dataclass(frozen=True)
class Sheet:
    """What a canvas was given to show: the labels and boxes (pixels of the picture), in order.

    `stamp` names the sheet and comes back with every drawing made on it; `size` is the canvas', `picture_size` the
    upright picture's, both width and height in their own pixels.
    """

    stamp: str
    size: tuple[int, int]
    picture_size: tuple[int, int]
    boxes: tuple[tuple[str, Box], ...]


@dataclass(frozen=True)
class CanvasBox:
    """A box as it is on the canvas now, cut at the picture's edges.

    `number` is its index in the sheet's boxes, None when it was drawn since. An untouched box has its old corners
    exactly.
    """

    label: str
    box: Box
    number: int | None


def canvas_size(picture_size: tuple[int, int], room: int, tallest: int) -> tuple[int, int]:
    """Return the width and height of a canvas for a picture: as large as fits in `room` x `tallest` pixels.

    The proportions are the picture's, but for very long or flat pictures, which get 24 pixels across at least.
    """
    width, height = picture_size
    scale = min(room / width, tallest / height)
    return max(round(width * scale), _SMALLEST_SIDE), max(round(height * scale), _SMALLEST_SIDE)


def to_drawing(sheet: Sheet) -> dict[str, Any]:
    """Return the canvas' initial drawing for a sheet."""
    width, height = sheet.size
    # An invisible box brings the stamp back with every drawing, also when there is no other box.
    stamp = {"label": sheet.stamp, "left": 0, "top": 0, "width": width, "height": height, "visible": False}
    objects = [_object("", **stamp)]
    for number, (label, box) in enumerate(sheet.boxes, start=1):
        left, top, right, bottom = _to_canvas(box, sheet)
        # The canvas keeps no property of ours, but it keeps this one, which does nothing on an unbroken line.
        position = {
            "left": left,
            "top": top,
            "width": right - left,
            "height": bottom - top,
            "strokeDashOffset": number,
        }
        objects.append(_object(color_of(label), label=label, **position))
    return {"objects": objects}


def stamp_of(drawing: object) -> str | None:
    """Return the stamp of the sheet that a drawing was made on, or None when it has none."""
    hidden = [entry for entry in _boxes(drawing) if entry.get("visible") is False]
    label = hidden[0].get("label") if hidden else None
    return label if isinstance(label, str) else None


def from_drawing(drawing: object, sheet: Sheet) -> tuple[tuple[CanvasBox, ...], int]:
    """Return the boxes on the canvas, in its order, and how many are no boxes: clicks, or outside the picture.

    Rotated boxes (a group can be turned) become the upright box around them. What is no box at all, or damaged, is
    passed over: it comes from a browser.
    """
    found: list[CanvasBox] = []
    dropped = 0
    for entry in _boxes(drawing):
        corners = _corners(entry)
        if entry.get("visible") is False or corners is None:
            continue
        mark = entry.get("strokeDashOffset")
        number = int(mark) - 1 if isinstance(mark, int | float) and 1 <= mark <= len(sheet.boxes) else None
        text = entry.get("label")
        label = printable_line(text) if isinstance(text, str) else ""
        if number is not None:
            old_label, old_box = sheet.boxes[number]
            label = label or old_label
            old_corners = _to_canvas(old_box, sheet)
            if all(abs(new - old) <= _UNTOUCHED for new, old in zip(corners, old_corners, strict=True)):
                found.append(CanvasBox(label, old_box, number))
                continue
        cut = _cut(corners, sheet.size)
        box = _to_picture(cut, sheet)
        if max(cut[2] - cut[0], cut[3] - cut[1]) < TINY or box[2] <= box[0] or box[3] <= box[1]:
            dropped += 1
        else:
            found.append(CanvasBox(label, box, number))
    return tuple(found), dropped


def size_of(drawing: object) -> tuple[int, int] | None:
    """Return the size (width, height) of the sheet that a drawing was made on, or None when it does not say."""
    hidden = [entry for entry in _boxes(drawing) if entry.get("visible") is False]
    size = (hidden[0].get("width"), hidden[0].get("height")) if hidden else (None, None)
    width, height = (
        round(side) if isinstance(side, int | float) and 1 <= side < _BEYOND else 0 for side in size
    )
    return (width, height) if width and height else None


def drawn_by_hand(drawing: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a drawing's two parts: the boxes that were drawn on its sheet, and those that the sheet had to begin
    with."""
    entries = _boxes(drawing)
    drawn = [entry for entry in entries if not entry.get("strokeDashOffset")]
    return {"objects": drawn}, {"objects": [entry for entry in entries if entry.get("strokeDashOffset")]}


def _object(color: str, **properties: object) -> dict[str, Any]:
    return {
        "type": "LabeledRect",
        "originX": "left",
        "originY": "top",
        "scaleX": 1,
        "scaleY": 1,
        "angle": 0,
        "stroke": color,
        "strokeWidth": STROKE,
        "fill": "rgba(0, 0, 0, 0)",
        "fontSize": FONT_SIZE,
        "lockRotation": True,
        "strokeUniform": True,
        **properties,
    }


def _boxes(drawing: object) -> list[Mapping[str, Any]]:
    entries = drawing.get("objects") if isinstance(drawing, Mapping) else None
    if not isinstance(entries, list):
        return []
    # One of them is the sheet's own, which brings the stamp back.
    return [
        entry
        for entry in entries[: MOST_BOXES + 1]
        if isinstance(entry, Mapping) and entry.get("type") == "LabeledRect"
    ]


def _corners(entry: Mapping[str, Any]) -> Box | None:
    """Return the upright box around an object in canvas pixels, or None when its numbers are no numbers."""
    values = [
        entry.get(name, default)
        for name, default in (
            ("left", 0),
            ("top", 0),
            ("width", 0),
            ("height", 0),
            ("scaleX", 1),
            ("scaleY", 1),
            ("angle", 0),
        )
    ]
    if not all(isinstance(value, int | float) and abs(value) < _BEYOND for value in values):
        return None
    left, top, width, height, scale_x, scale_y, angle = map(float, values)
    width, height, turn = abs(width * scale_x), abs(height * scale_y), radians(angle)
    across = (0.5 - _ORIGIN.get(str(entry.get("originX")), 0.0)) * width
    down = (0.5 - _ORIGIN.get(str(entry.get("originY")), 0.0)) * height
    x = left + across * cos(turn) - down * sin(turn)
    y = top + across * sin(turn) + down * cos(turn)
    half_width = (abs(width * cos(turn)) + abs(height * sin(turn))) / 2
    half_height = (abs(width * sin(turn)) + abs(height * cos(turn))) / 2
    return x - half_width, y - half_height, x + half_width, y + half_height


def _cut(corners: Box, size: tuple[int, int]) -> Box:
    width, height = size
    left, top, right, bottom = corners
    return (
        min(max(left, 0.0), width),
        min(max(top, 0.0), height),
        min(max(right, 0.0), width),
        min(max(bottom, 0.0), height),
    )


def _to_canvas(box: Box, sheet: Sheet) -> Box:
    across, down = (mine / its for mine, its in zip(sheet.size, sheet.picture_size, strict=True))
    return box[0] * across, box[1] * down, box[2] * across, box[3] * down


def _to_picture(corners: Box, sheet: Sheet) -> Box:
    across, down = (its / mine for mine, its in zip(sheet.size, sheet.picture_size, strict=True))
    left, top, right, bottom = corners
    return (
        round(left * across, _DECIMALS),
        round(top * down, _DECIMALS),
        round(right * across, _DECIMALS),
        round(bottom * down, _DECIMALS),
    )
