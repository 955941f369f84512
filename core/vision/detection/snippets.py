"""The code for one model on one picture, as a student would write it. It runs by itself, outside the app."""

import json

from core.i18n import _
from core.models.catalogue.row import ModelRow, ships, source_of


def snippet(row: ModelRow, threshold: float, image_path: str) -> str:
    """Return a Python script that prints what the model sees in `image_path` above `threshold` (0..1), and saves the
    picture with its boxes as detected.png.

    It needs the model's own library and nothing of this app. Comments are in the language in use.
    """
    load = "# " + _load_words(row)
    mine = "# " + _("Put the path of your own picture in the place of {picture}.").format(
        picture=quoted(" ".join(image_path.split()))
    )
    look = "# " + _("Look at the picture and keep what has a score above the threshold.")
    show = "# " + _(
        "Print each object, and draw its box and its label: xmin, ymin, xmax, ymax are in pixels."
    )
    parts = _ultralytics_parts if row.library == "ultralytics" else _transformers_parts
    imported, loading, looking, each = parts(row, threshold)
    return f"""\
from PIL import Image, ImageDraw, ImageOps
{imported}

{load}
{loading}

{mine}
image = ImageOps.exif_transpose(Image.open({quoted(image_path)})).convert("RGB")

{look}
{looking}

{show}
draw = ImageDraw.Draw(image)
{each}
    print(f"{{label}} {{score:.3f}} xmin={{xmin}} ymin={{ymin}} xmax={{xmax}} ymax={{ymax}}")
    draw.rectangle((xmin, ymin, xmax, ymax), outline="red", width=3)
    draw.text((xmin + 5, ymin + 4), f"{{label}} {{score:.2f}}", fill="red")
image.save("detected.png")
"""


def _load_words(row: ModelRow) -> str:
    if ships(row):
        return _(
            "Load the model. It ships with MiraLab: run this in MiraLab's folder, or change the path to where you have "
            "it."
        )
    if row.local_path:
        return _("Load the model from this machine's disk.")
    return _("Load the model. Its weights are downloaded the first time.")


def _transformers_parts(row: ModelRow, threshold: float) -> tuple[str, str, str, str]:
    """Return the code that imports, that loads, that looks at `image`, and that takes each object apart."""
    where = quoted(source_of(row))
    if not row.local_path and row.revision != "main":
        where += f", revision={quoted(row.revision)}"
    return (
        "from transformers import pipeline",
        f'detector = pipeline("object-detection", model={where})',
        f"objects = detector(image, threshold={threshold})",
        """\
for found in sorted(objects, key=lambda found: found["score"], reverse=True):
    label, score = found["label"], found["score"]
    xmin, ymin, xmax, ymax = found["box"].values()""",
    )


def _ultralytics_parts(row: ModelRow, threshold: float) -> tuple[str, str, str, str]:
    """Return the same for a YOLO."""
    return (
        "from ultralytics import YOLO",
        f"model = YOLO({quoted(source_of(row) if row.local_path else row.file)})",
        f"result = model(image, conf={threshold}, verbose=False)[0]",
        """\
for found in result.boxes:
    label, score = result.names[int(found.cls)], float(found.conf)
    xmin, ymin, xmax, ymax = [round(side) for side in found.xyxy[0].tolist()]""",
    )


def code_lines(code: str) -> int:
    """Return how many lines of `code` do something: blank lines and comments do not count."""
    return sum(1 for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def quoted(text: str) -> str:
    """Return `text` as a Python string literal; JSON's are all valid ones."""
    return json.dumps(text, ensure_ascii=False)
