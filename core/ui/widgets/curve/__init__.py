"""A precision-recall curve, built detection by detection, and the area under it.

A Streamlit component of our own (curve.js, curve.css). Its numbers come from the app's own counting.
"""

from functools import lru_cache
from typing import Any

from core.compare.count.examples import CurveStep, curve_steps, example_curve
from core.i18n import _, current_language, decimal
from core.pictures.marks import percent
from core.ui.widgets.component import component

_component = component(__file__)


def curve_example() -> None:
    """Show the detections of one class by falling score, which draw a precision-recall curve one by one."""
    _component(key="curve", data=_data(current_language()))


@lru_cache(2)
def _data(_language: str) -> dict[str, Any]:
    steps = curve_steps()
    whole = example_curve()
    counts = steps[0].counts
    return {
        "detections": [
            {
                "score": percent(step.score),
                "right": step.right,
                "point": (step.counts.recall, step.counts.precision),
            }
            for step in steps
        ],
        "curve": list(zip(whole.recall, whole.precision, strict=True)),
        "steps": [
            _(
                "{detections} detections of one class, the surest first, where there are {objects} objects. Each "
                "makes a point: the precision and the recall of all down to it."
            ).format(detections=len(steps), objects=counts.tp + counts.fn),
            *(_said(step) for step in steps),
            _(
                "The curve is made to fall: at each recall, the best precision that is reached there or further on. "
                "AP is the area below it: {ap}."
            ).format(ap=decimal(whole.ap50 or 0, 2)),
        ],
        "words": {
            "picture": _("Precision by recall, as far as the detections have been added"),
            "precision": _("Precision"),
            "recall": _("Recall"),
            "ends": (percent(0), percent(1)),
            "slider": _("Detections added"),
            "back": _("One back"),
            "next": _("One further"),
        },
    }


def _said(step: CurveStep) -> str:
    counts = step.counts
    words = (
        _(
            "Right: precision {tp} / {all} = {precision}, recall {tp} / {objects} = {recall}. The point goes to the "
            "right."
        )
        if step.right
        else _("False: precision {tp} / {all} = {precision}, recall stays at {recall}. The point goes down.")
    )
    return words.format(
        tp=counts.tp,
        all=counts.tp + counts.fp,
        objects=counts.tp + counts.fn,
        precision=percent(counts.precision or 0),
        recall=percent(counts.recall or 0),
    )
