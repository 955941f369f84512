"""How long the server takes to count again when the threshold moves."""

import random
import statistics
import time

from core.compare.match import agreement, errors, kept, match
from core.compare.metrics import average_precision, by_label, error_totals, metrics
from core.compare.truth import TruthBox
from core.vision.detection import Box, Detection
from core.vision.labels import COCO_LABELS

PICTURES, BOXES, MODELS = 20, 100, ("a", "b")


def run() -> list[tuple[str, float, str]]:
    """Return (name, value, unit) of the first count, AP and curve included, and of a recount at a new threshold.

    20 pictures, 100 true boxes and 300 detections a model on each, of which 100 reach the threshold; everything that
    the comparison page shows is counted: matches, kinds of error, views, figures, labels.
    """
    source = random.Random(1)
    truth = {str(key): tuple(_truth(source) for _ in range(BOXES)) for key in range(PICTURES)}
    predictions = {
        model: {
            key: tuple(_found(source, boxes, n) for n in range(3 * BOXES)) for key, boxes in truth.items()
        }
        for model in MODELS
    }
    start = time.perf_counter()
    curves = {model: average_precision(predictions[model], truth) for model in MODELS}
    first = time.perf_counter() - start
    times = []
    for step in range(7):
        start = time.perf_counter()
        threshold = 0.5 + step / 1000
        for model in MODELS:
            metrics(model, predictions[model], truth, threshold, curves[model])
            by_label(predictions[model], truth, threshold)
            error_totals(predictions[model], truth, threshold)
        for key, boxes in truth.items():
            shown = [kept(predictions[model][key], threshold) for model in MODELS]
            for detections in shown:
                match(detections, boxes)
                errors(detections, boxes)
            agreement(shown[0], shown[1], boxes)
        times.append(time.perf_counter() - start)
    return [
        ("AP and curves, 20 pictures, 2 models", 1000 * first, "ms"),
        (
            "recount after a new threshold, 20 pictures x 100 boxes, 2 models",
            1000 * statistics.median(times),
            "ms",
        ),
    ]


def _truth(source: random.Random) -> TruthBox:
    return TruthBox(source.choice(COCO_LABELS[:8]), _box(source))


def _found(source: random.Random, truth: tuple[TruthBox, ...], number: int) -> Detection:
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
