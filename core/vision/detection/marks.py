"""Detections as marks, for the page and for files that leave the app."""

from collections.abc import Iterable

from PIL import Image

from core.pictures.annotate import draw_marks
from core.pictures.marks import Mark
from core.pictures.palette import color_of
from core.vision.detection.detect import Detection


def marks_of(detections: Iterable[Detection]) -> tuple[Mark, ...]:
    """Return one mark a detection, in their order, each in its label's colour."""
    return tuple(Mark(item.label, color_of(item.label), item.score, item.box) for item in detections)


def annotate(image: Image.Image, detections: Iterable[Detection]) -> Image.Image:
    """Return a copy of an RGB picture with each detection's box and a chip "label 97 %", in the label's colour."""
    return draw_marks(image, marks_of(detections))
