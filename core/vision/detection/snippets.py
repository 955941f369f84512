"""The code for one model on one picture, as a student would write it. It runs by itself, outside the app."""

from core.i18n import _
from core.models.catalogue.row import ModelRow, source_of
from core.models.code import load_words, pipeline_model
from core.pictures.code import opening
from core.python_code import quoted


def snippet(row: ModelRow, threshold: float, image_path: str) -> str:
    """Return a Python script that prints what the model sees in `image_path` above `threshold` (0..1), and saves the
    picture with its boxes as detected.png.

    It needs the model's own library and nothing of this app. Comments are in the language in use.
    """
    load = "# " + load_words(row)
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

{opening(image_path)}

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


def _transformers_parts(row: ModelRow, threshold: float) -> tuple[str, str, str, str]:
    """Return the code that imports, that loads, that looks at `image`, and that takes each object apart."""
    return (
        "from transformers import pipeline",
        f'detector = pipeline("object-detection", model={pipeline_model(row)})',
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
