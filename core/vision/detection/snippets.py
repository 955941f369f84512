"""The code for one model on one picture, as a student would write it. It runs by itself, outside the app."""

import json

from core.i18n import _
from core.models.catalogue.row import ModelRow, ships, source_of


def snippet(row: ModelRow, threshold: float, image_path: str) -> str:
    """Return a Python script that prints what the model sees in `image_path` above `threshold` (0..1).

    It needs the model's own library and nothing of this app. Comments are in the language in use.
    """
    load = "# " + _("Load the model. Its weights are downloaded the first time.")
    if ships(row):
        load = "# " + _(
            "Load the model. It ships with MiraLab: run this in MiraLab's folder, or change the path to where you have "
            "it."
        )
    elif row.local_path:
        load = "# " + _("Load the model from this machine's disk.")
    look = "# " + _("Look at the picture and keep what has a score above the threshold.")
    show = "# " + _("Print each object: its label, its score and its box (xmin, ymin, xmax, ymax) in pixels.")
    mine = "# " + _("Put the path of your own picture in the place of {picture}.").format(
        picture=quoted(" ".join(image_path.split()))
    )
    if row.library == "ultralytics":
        weights = quoted(source_of(row) if row.local_path else row.file)
        return f"""\
from ultralytics import YOLO

{load}
model = YOLO({weights})

{look}
{mine}
result = model({quoted(image_path)}, conf={threshold}, verbose=False)[0]

{show}
for box in result.boxes:
    label = result.names[int(box.cls)]
    print(label, round(float(box.conf), 3), [round(side) for side in box.xyxy[0].tolist()])
"""
    where = quoted(source_of(row))
    if not row.local_path and row.revision != "main":
        where += f", revision={quoted(row.revision)}"
    return f"""\
from transformers import pipeline

{load}
detector = pipeline("object-detection", model={where})

{look}
{mine}
objects = detector({quoted(image_path)}, threshold={threshold})

{show}
for found in sorted(objects, key=lambda found: found["score"], reverse=True):
    print(found["label"], round(found["score"], 3), list(found["box"].values()))
"""


def code_lines(code: str) -> int:
    """Return how many lines of `code` do something: blank lines and comments do not count."""
    return sum(1 for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def quoted(text: str) -> str:
    """Return `text` as a Python string literal; JSON's are all valid ones."""
    return json.dumps(text, ensure_ascii=False)
