"""Run every benchmark, print its figures, and exit with 1 when one is beyond its limit."""

import importlib
import pkgutil
import sys

import benchmarks
import core.models  # noqa: F401 (settles the libraries' environment before they are imported)

PARTS = {"full_size", "visitors"}
"""What benchmarks have in common."""

LIMITS = {
    "warm prediction, DETR ResNet-50: ours / bare pipeline": 1.05,
    "warm prediction, YOLO11n: ours / bare YOLO": 1.05,
    "warm prediction, classifier ResNet-50: ours / bare pipeline": 1.05,
    "warm prediction, SegFormer-B0: ours / bare pipeline": 1.05,
    "12 megapixels in 150 labels: at the most": 3000.0,
    "warm prediction, Depth Anything V2 small: ours / bare pipeline": 1.05,
    "depth of 12 megapixels: at the most": 3000.0,
    "warm prediction, CLIP: ours / bare pipeline": 1.05,
    "warm answer, filling a gap: ours / bare transformers": 1.05,
    "warm answer, answering a question: ours / bare transformers": 1.05,
    "warm answer, own labels: ours / bare transformers": 1.05,
    "warm answer, translating: ours / bare transformers": 1.05,
    "warm answer, going on with a text: ours / bare transformers": 1.05,
    "CLIP, 1,000 labels that it has read / 4 labels": 1.2,
    "resident memory with the two default models": 2700.0,
    "a drawing through the better network, one core": 20.0,
    "a stroke's guesses, server code": 60.0,
    "a stroke's guesses, on the screen in Chromium": 400.0,
    "the longest wait of 30 sessions that draw at once": 2000.0,
    "a scene of doodles": 30.0,
    "a collage of photographs": 60.0,
    "30 visitors with 2 x 50 scenes in 2.7 GB: at the most": 1350.0,
    "30 visitors with 2 x 50 scenes in 2.7 GB: when all have left": 600.0,
    "30 visitors with 2 x 50 scenes in 2.7 GB: server ended": 0.0,
    "5 visitors with 2 x 50 scenes in 1 GB: at the most": 600.0,
    "5 visitors with 2 x 50 scenes in 1 GB: when all have left": 400.0,
    "5 visitors with 2 x 50 scenes in 1 GB: server ended": 0.0,
    "100 rows of 2 GB in one row group: memory of the process": 300.0,
    "100 rows from row 20,000 of it: memory of the process": 300.0,
    "a measurement beside 29 others: median / alone": 1.1,
    "30 visitors write at once: longest wait for the first token": 10.0,
    "30 visitors write at once: longest / shortest time of one": 1.5,
    "a gap filled beside 29 who write": 3.0,
    "30 visitors, mixed use: failures": 0.0,
    "30 visitors, mixed use: memory at the end / after warm-up": 1.1,
    "a class of 50 hand-ins with 20 pictures, graded": 60.0,
    "page after a new threshold, 20 pictures x 100 boxes, 2 models": 300.0,
}

failed = False
names = sorted(
    module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__"
)
for module in [importlib.import_module(f"benchmarks.{name}") for name in names if name not in PARTS]:
    for name, value, unit in module.run():
        limit = LIMITS.get(name)
        failed |= limit is not None and value > limit
        verdict = "" if limit is None else f"  at most {limit:g}: {'ok' if value <= limit else 'TOO MUCH'}"
        print(f"{name:68s} {value:10.3f} {unit:3s}{verdict}", flush=True)
sys.exit(failed)
