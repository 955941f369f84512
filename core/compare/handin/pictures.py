"""A picture as one model sees it, for the files that leave the app."""

from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from core.compare.count.counting import judged_marks
from core.compare.measure.run import ModelRun
from core.pictures.annotate import draw_marks
from core.pictures.boxes import Box, TruthBox
from core.pictures.marks import Mark
from core.turns import in_turn


def judged_picture(
    image: Image.Image, run: ModelRun, truth: Sequence[TruthBox] | None, threshold: float, most: int
) -> Image.Image:
    """Return a picture with what a model found at a threshold (0..1), at most `most` pixels a side.

    With a truth (not None) each box says whether it is right or false, and what was missed is drawn too. The picture
    is made smaller before the boxes are drawn, so that lines and words stay sharp.
    """
    with in_turn("work") as turn:
        # Of a large hand-in, somebody's timed run may go between any two pictures.
        turn.give_way()
        return _judged(image, judged_marks(run, truth, threshold), most)


def _judged(image: Image.Image, marks: Sequence[Mark], most: int) -> Image.Image:
    scale = min(1.0, most / max(image.size))
    if scale < 1:
        width, height = (max(1, round(side * scale)) for side in image.size)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
        marks = tuple(replace(mark, box=mark.box and _scaled(mark.box, scale)) for mark in marks)
    return draw_marks(image, marks)


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = box
    return left * scale, top * scale, right * scale, bottom * scale
