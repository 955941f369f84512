"""How long the server takes when the threshold moves: to count again, and to run the whole comparison page."""

import logging
import random
import statistics
import time
from pathlib import Path

from PIL import Image
from streamlit.testing.v1 import AppTest

from core.compare.book.workbook import Workbook, keep, measured_for
from core.compare.count.match import agreement, errors, match
from core.compare.count.metrics import average_precision, by_label, error_totals, metrics
from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import ImageResult, ModelRun, Settings
from core.pictures.boxes import Box, TruthBox
from core.pictures.images import Picture
from core.pictures.labels import COCO_LABELS
from core.pictures.pixels import packed
from core.vision.detection.detect import Detection, StageTimes
from core.vision.detection.listing import above

PICTURES, BOXES, MODELS = 20, 100, ("detr-resnet-50", "yolo11n")
ROOT = Path(__file__).resolve().parent.parent

Truth = dict[str, tuple[TruthBox, ...]]
Predictions = dict[str, dict[str, tuple[Detection, ...]]]


def run() -> list[tuple[str, float, str]]:
    """Return (name, value, unit) of the first count, of a recount, and of the page's run, at a new threshold.

    20 pictures, 100 true boxes and 300 detections a model on each, of which 100 reach the threshold; everything that
    the comparison page shows is counted: matches, kinds of error, views, figures, labels.
    """
    source = random.Random(1)
    truth = {str(key): tuple(true_box(source) for _ in range(BOXES)) for key in range(PICTURES)}
    predictions = {
        model: {key: tuple(found(source, boxes, n) for n in range(3 * BOXES)) for key, boxes in truth.items()}
        for model in MODELS
    }
    size = f"{PICTURES} pictures x {BOXES} boxes, {len(MODELS)} models"
    first, again = _recount(truth, predictions)
    return [
        (f"AP and curves, {size}", first, "ms"),
        (f"recount after a new threshold, {size}", again, "ms"),
        (f"page after a new threshold, {size}", _page(truth, predictions), "ms"),
    ]


def _recount(truth: Truth, predictions: Predictions) -> tuple[float, float]:
    """Return the milliseconds of the first count and the median of those after it."""
    start = time.perf_counter()
    for model in MODELS:
        average_precision(predictions[model], truth)
    first = time.perf_counter() - start
    times = []
    for step in range(7):
        start = time.perf_counter()
        threshold = 0.5 + step / 1000
        for model in MODELS:
            metrics(model, predictions[model], truth, threshold)
            by_label(predictions[model], truth, threshold)
            error_totals(predictions[model], truth, threshold)
        for key, boxes in truth.items():
            shown = [above(predictions[model][key], threshold) for model in MODELS]
            for detections in shown:
                match(detections, boxes)
                errors(detections, boxes)
            agreement(shown[0], shown[1], boxes)
        times.append(time.perf_counter() - start)
    return 1000 * first, 1000 * statistics.median(times)


def _page(truth: Truth, predictions: Predictions) -> float:
    """Return the median milliseconds of a run of the whole comparison page, the test's own part of it included."""
    logging.disable(logging.WARNING)
    settings = Settings(MODELS)
    book = Workbook(truth=dict(truth))
    measured = measured_for(book, settings, [facts(model) for model in MODELS], fresh=True)
    for key in truth:
        runs = tuple(
            ModelRun(model, predictions[model][key], 900.0, (StageTimes(9.0, 150.0, 1.0),) * settings.repeats)
            for model in MODELS
        )
        keep(book, measured, ImageResult(f"{key}.jpg", key, 1280, 900, runs))
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=120)
    app.session_state["workbook"] = book
    app.session_state["step"] = "table"
    image = Image.linear_gradient("L").resize((1280, 900)).convert("RGB")
    app.session_state["compare"] = [Picture(f"{key}.jpg", packed(image), "file", key) for key in truth]
    app.run().switch_page("pages/compare_detectors.py").run()
    times = []
    for step in range(7):
        slider = app.slider(key="threshold")
        start = time.perf_counter()
        slider.set_value(0.46 + step / 100).run()
        times.append(time.perf_counter() - start)
    logging.disable(logging.NOTSET)
    if app.exception or not app.dataframe:
        raise RuntimeError(f"the page did not come to its end: {app.exception}")
    return 1000 * statistics.median(times)


def facts(model: str) -> ModelFacts:
    """Return the facts of a model of that name that nobody has."""
    return ModelFacts(
        name=model,
        title=model,
        library="transformers",
        source=model,
        revision="main",
        device="cpu",
        parameters=1_000_000,
        file_bytes=4_000_000,
        download_bytes=4_000_000,
        memory_bytes=9_000_000,
        packages=("transformers",),
        code_lines=5,
    )


def true_box(source: random.Random) -> TruthBox:
    """Return a true box somewhere on a picture of 1280 x 900."""
    return TruthBox(source.choice(COCO_LABELS[:8]), _box(source))


def found(source: random.Random, truth: tuple[TruthBox, ...], number: int) -> Detection:
    """Return a detection near a true box; one in three has a score of more than 0.55, the others less than 0.45."""
    real = source.choice(truth)
    left, top, right, bottom = (side + source.gauss(0, 5) for side in real.box)
    score = source.uniform(0.55, 1) if number < BOXES else source.uniform(0.001, 0.45)
    return Detection(real.label, score, (left, top, max(right, left + 1), max(bottom, top + 1)))


def _box(source: random.Random) -> Box:
    left, top = source.uniform(0, 1000), source.uniform(0, 700)
    return left, top, left + source.uniform(20, 280), top + source.uniform(20, 200)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.0f} {unit}")
