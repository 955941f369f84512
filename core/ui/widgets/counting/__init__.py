"""How detections are counted, one after the other by falling score: true and false positives, and what was missed.

A Streamlit component of our own (counting.js, counting.css). Its numbers come from the app's own counting.
"""

from functools import lru_cache
from typing import Any

from core.compare.count.examples import (
    COUNTED_DETECTIONS,
    COUNTED_TRUTH,
    CountingStep,
    counting_steps,
    missed_in_example,
)
from core.compare.count.match import MATCH_IOU, Counts
from core.i18n import _, current_language, decimal
from core.pictures.marks import percent
from core.ui.widgets.component import component

_component = component(__file__)


def counting_example() -> None:
    """Show a scene with its true boxes, to which a model's detections are added one by one."""
    _component(key="counting", data=_data(current_language()))


@lru_cache(2)
def _data(_language: str) -> dict[str, Any]:
    steps = counting_steps()
    return {
        "truth": [
            {"label": box.label, "box": box.box, "missed": index in missed_in_example()}
            for index, box in enumerate(COUNTED_TRUTH)
        ],
        "detections": [
            {
                "name": f"{step.detection.label} {percent(step.detection.score)}",
                "box": step.detection.box,
                "right": not step.kind,
            }
            for step in steps
        ],
        "steps": [
            {
                "numbers": _numbers(Counts()),
                "said": _(
                    "{objects} objects are really there (dashed), and a model gives {detections} detections. They are "
                    "judged one by one, the surest first."
                ).format(objects=len(COUNTED_TRUTH), detections=len(COUNTED_DETECTIONS)),
            },
            *({"numbers": _numbers(step.counts), "said": _said(step)} for step in steps),
            {"numbers": _numbers(steps[-1].counts, over=True), "said": _conclusion(steps[-1].counts)},
        ],
        "words": {
            "picture": _("A scene with two cats, a house and the sun, and the boxes that a model gives"),
            "slider": _("Detections judged"),
            "back": _("One back"),
            "next": _("One further"),
        },
    }


def _numbers(counts: Counts, *, over: bool = False) -> str:
    """Return what is counted so far; what is missing is known only when all detections are `over`."""
    return f"TP {counts.tp} · FP {counts.fp} · FN {counts.fn if over else '–'}"


def _said(step: CountingStep) -> str:
    words = {
        "": _(
            "On a {truth}, with the same label and an IoU of {iou}, and no better detection has taken it: a true "
            "positive."
        ),
        "Dupe": _(
            "On a {truth}, with an IoU of {iou}. But a better detection has taken it already: a false positive, a "
            "duplicate."
        ),
        "Cls": _(
            "On a {truth}, with an IoU of {iou}. But it says something else: a false positive, wrong class."
        ),
        "Loc": _(
            "On a {truth}, but the IoU is only {iou}, and {least} is asked for: a false positive, in a bad place."
        ),
        "Bkg": _("There is nothing there: a false positive, background."),
    }[step.kind]
    sentence = words.format(
        truth="" if step.truth is None else COUNTED_TRUTH[step.truth].label,
        iou=decimal(step.iou, 2),
        least=decimal(MATCH_IOU, 1),
    )
    return f"{step.detection.label}, {percent(step.detection.score)}. {sentence}"


def _conclusion(counts: Counts) -> str:
    return _(
        "What nobody took was missed: {missed} false negatives. Precision = {tp} / ({tp} + {fp}) = {precision}; "
        "recall = {tp} / ({tp} + {missed}) = {recall}."
    ).format(
        missed=counts.fn,
        tp=counts.tp,
        fp=counts.fp,
        precision=percent(counts.precision or 0),
        recall=percent(counts.recall or 0),
    )
