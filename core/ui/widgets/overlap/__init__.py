"""The IoU of two boxes, one of which is moved with a slider: intersection, union, and whether it counts as a hit.

A Streamlit component of our own (overlap.js, overlap.css). Its numbers come from the app's own counting.
"""

from functools import lru_cache
from typing import Any

from core.compare.count.examples import REAL, OverlapStep, overlap_steps
from core.compare.count.match import MATCH_IOU
from core.i18n import _, current_language, decimal
from core.ui.widgets.component import component

_START = 17
"""The step to begin with: an overlap that is not yet enough."""

_component = component(__file__)


def overlap_slider() -> None:
    """Show the object's box and a model's, with a slider that moves the model's."""
    _component(key="overlap", data=_data(current_language()))


@lru_cache(2)
def _data(_language: str) -> dict[str, Any]:
    return {
        "real": REAL,
        "start": _START,
        "steps": [
            {"box": step.box, "counts": step.counts, "formula": _formula(step), "said": _said(step)}
            for step in overlap_steps()
        ],
        "words": {
            "picture": _("Two boxes: the object's, and the one that a model gives"),
            "real": _("true box"),
            "moved": _("the model's box"),
            "shared": _("intersection"),
            "slider": _("Move the model's box"),
            "back": _("To the left"),
            "next": _("To the right"),
        },
    }


def _formula(step: OverlapStep) -> str:
    return _("IoU = intersection / union = {intersection} / {union} = {iou}").format(
        intersection=decimal(step.intersection, 0), union=decimal(step.union, 0), iou=decimal(step.iou, 2)
    )


def _said(step: OverlapStep) -> str:
    words = (
        _("With a demand of {least}, this counts as found.")
        if step.counts
        else _("With a demand of {least}, this does not count as found.")
    )
    return words.format(least=decimal(MATCH_IOU, 1))
