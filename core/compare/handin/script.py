"""comparison.py: the code of one comparison as a student would write it, to read, to run and to hand in.

It needs transformers and ultralytics and nothing of this app but the weights that lie beside it
(core.compare.handin.files), uses the settings that the app used, and so prints the detections that the table has.
"""

from collections.abc import Sequence
from math import ceil
from textwrap import indent

from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import Comparison
from core.i18n import _
from core.machine import Machine, machine
from core.models.catalogue.row import ModelRow, ships, source_of
from core.models.catalogue.rows import CATALOGUE
from core.models.environment import threads
from core.pictures.code import on_white
from core.python_code import quoted
from core.vision.detection.detect import YOLO_NMS_IOU


def comparison_script(
    comparison: Comparison, threshold: float, image_names: Sequence[str], student: str = ""
) -> str:
    """Return a Python script that runs the comparison's models on its pictures and prints what they find and the times.

    `image_names` are the pictures' files in the folder images beside the script, where the folder weights with the
    models that ship with the app is too; `threshold` is a score (0..1). Comments are in the language in use.
    """
    transformers = [facts for facts in comparison.models if facts.library == "transformers"]
    ultralytics = [facts for facts in comparison.models if facts.library == "ultralytics"]
    parts = [
        _head(comparison, student),
        _imports(bool(transformers), ultralytics),
        _settings(comparison, threshold, image_names),
        *([_with_transformers()] if transformers else []),
        *([_with_ultralytics()] if ultralytics else []),
        _models(comparison.models),
        _first_runs(),
        _loop(),
    ]
    return "".join(parts)


def shipped_row(facts: ModelFacts) -> ModelRow | None:
    """Return the catalogue's row of a model that ships with the app, and None for any other model."""
    wanted = (facts.name, facts.source)
    return next((row for row in CATALOGUE if ships(row) and (row.name, source_of(row)) == wanted), None)


def _head(comparison: Comparison, student: str) -> str:
    titles = ", ".join(facts.title for facts in comparison.models)
    packages = dict.fromkeys(package for facts in comparison.models for package in facts.packages)
    if "transformers" not in packages and any(_weights_file(facts) for facts in comparison.models):
        packages["huggingface_hub"] = None
    lines = [
        _("{models} on the same pictures: what each of them finds, and how long it takes.").format(
            models=titles
        ),
        *([student] if student.strip() else []),
        "",
        _("To install what it needs: pip install {packages}").format(packages=" ".join(packages)),
        _("To run it: python comparison.py"),
    ]
    return "".join(f"# {_one_line(line)}".rstrip() + "\n" for line in lines) + "\n"


def _imports(transformers: bool, ultralytics: Sequence[ModelFacts]) -> str:
    lines = ["from pathlib import Path", "from statistics import median", "from time import perf_counter", ""]
    lines.append("import torch")
    if any(_weights_file(facts) for facts in ultralytics):
        lines.append("from huggingface_hub import hf_hub_download")
    lines.append("from PIL import Image, ImageOps")
    if transformers:
        lines.append("from transformers import pipeline")
    if ultralytics:
        lines.append("from ultralytics import YOLO")
    return "\n".join(lines) + "\n\n"


def _settings(comparison: Comparison, threshold: float, image_names: Sequence[str]) -> str:
    settings = comparison.settings
    device = comparison.models[0].device
    comments = {
        f"THRESHOLD = {threshold!r}": _("what has a lower score does not count"),
        f"REPEATS = {settings.repeats}": _("timed runs of each model on each picture"),
        f"WARMUP = {settings.warmup}": _(
            "runs before them that are not timed: the first ones are always slower"
        ),
        f"DEVICE = {quoted(device)}": _("“cpu” is the processor, “cuda” an NVIDIA graphics card"),
        f"THREADS = {_threads(comparison.machine)}": _(
            "threads of the processor for each model, as many as for the table"
        ),
    }
    where = _("The pictures, in the folder “images” beside this script.")
    names = "".join(f"    {quoted(name)},\n" for name in image_names)
    return (
        "".join(f"{line}  # {comment}\n" for line, comment in comments.items())
        + f"\n# {where}\n"
        + "FOLDER = Path(__file__).parent\n"
        + f"IMAGES = [\n{names}]\n"
    )


def _threads(measured_on: Machine) -> int:
    """Return how many threads the models had; of another machine only the usable cores are known."""
    return threads() if measured_on == machine() else ceil(measured_on.cores)


def _with_transformers() -> str:
    says = _("Return the objects that a transformers pipeline finds: label, score and box of each one.")
    return f'''

def detect_with_transformers(detector, image):
    """{says}"""
    found = detector(image, threshold=THRESHOLD)
    return [(one["label"], one["score"], one["box"].values()) for one in found]
'''


def _with_ultralytics() -> str:
    says = _("Return the objects that a YOLO finds: label, score and box of each one.")
    side = _("It looks at the picture scaled to the size that it was trained at.")
    nms = _("Of two boxes of one label with an IoU above {iou} it drops the weaker (NMS).").format(
        iou=YOLO_NMS_IOU
    )
    return f'''

def detect_with_ultralytics(model, image):
    """{says}"""
    # {side}
    # {nms}
    result = model.predict(
        image, conf=THRESHOLD, iou={YOLO_NMS_IOU}, max_det=300, device=DEVICE, verbose=False
    )[0]
    labels, scores, boxes = result.boxes.cls.tolist(), result.boxes.conf.tolist(), result.boxes.xyxy.tolist()
    return [(result.names[int(label)], score, box) for label, score, box in zip(labels, scores, boxes)]
'''


def _models(models: Sequence[ModelFacts]) -> str:
    titles = [facts.title for facts in models]
    loads = "".join(
        f"    {quoted(facts.title if titles.count(facts.title) == 1 else facts.name)}: (\n"
        f"        detect_with_{facts.library},\n"
        f"        {_load(facts)},\n"
        "    ),\n"
        for facts in models
    )
    comments = [_("Each model with the function that runs it.")]
    if not all(_is_local(facts) for facts in models):
        comments.append(_("Weights are downloaded the first time."))
    if any(_is_local(facts) and not shipped_row(facts) for facts in models):
        comments.append(_("A path is where a model was on the machine that measured it: change it to yours."))
    said = "".join(f"# {comment}\n" for comment in comments)
    return f"\n\n{said}MODELS = {{\n{loads}}}\n"


def _load(facts: ModelFacts) -> str:
    revision = f", revision={quoted(facts.revision)}" if facts.revision not in ("", "main") else ""
    if facts.library == "transformers":
        return f'pipeline("object-detection", model={_source(facts)}{revision}, device=DEVICE)'
    file = _weights_file(facts)
    if file:
        return f"YOLO(hf_hub_download({quoted(facts.source)}, {quoted(file)}{revision}))"
    return f"YOLO({_source(facts)})"


def _source(facts: ModelFacts) -> str:
    """Return the code that says where a model is: one that ships with the app is in the script's own folder."""
    return f"FOLDER / {quoted(facts.source)}" if shipped_row(facts) else quoted(facts.source)


def _weights_file(facts: ModelFacts) -> str:
    """Return the file that a model of several in one Hub repository has there; "" for all other models."""
    if facts.library != "ultralytics" or _is_local(facts):
        return ""
    files = [row.file for row in CATALOGUE if (row.name, row.hub_id) == (facts.name, facts.source)]
    return files[0] if files else f"{facts.name}.pt"


def _is_local(facts: ModelFacts) -> bool:
    """Tell whether a model was read from disk: such a one has no revision."""
    return not facts.revision


def _first_runs() -> str:
    why = _("In its first run, the library of a model may change the number of threads of all models.")
    so = _("So each model runs once before anything is timed, and then all of them get the same number.")
    return f"""
# {why}
# {so}
for detect, model in MODELS.values():
    detect(model, Image.new("RGB", (640, 640)))
torch.set_num_threads(THREADS)
"""


def _loop() -> str:
    warm = _("Warm up: the first runs are slower, so they are not timed.")
    timed = _("The same again, several times, with a stopwatch.")
    show = _("Each object: its label, its score and its box (xmin, ymin, xmax, ymax) in pixels.")
    said = _("{model} · objects: {objects} · median of {runs} runs: {time} ms").format(
        model="{name}", objects="{len(objects)}", runs="{REPEATS}", time="{median(times):.1f}"
    )
    return f'''
for file_name in IMAGES:
{indent(on_white('Image.open(FOLDER / "images" / file_name)'), "    ")}
    print(f"\\n{{file_name}} ({{image.width}} x {{image.height}})")
    for name, (detect, model) in MODELS.items():
        # {warm}
        for _ in range(WARMUP):
            detect(model, image)

        # {timed}
        times = []
        for _ in range(REPEATS):
            start = perf_counter()
            objects = detect(model, image)
            times.append(1000 * (perf_counter() - start))

        print(f"{said}")
        # {show}
        for label, score, box in sorted(objects, key=lambda one: one[1], reverse=True):
            corners = [round(side, 1) for side in box]
            print(f"  {{label:<16}} {{score:.4f}}  {{corners}}")
'''


def _one_line(text: str) -> str:
    """Return a text that a comment can hold: one line, nothing that does not print."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
