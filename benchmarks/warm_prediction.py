"""What our path adds to a warm prediction: `run_detection`, `classify` and `segment` against the bare call, on the
same picture.

The two alternate in one run, and each turn gives one ratio, so that the machine's own pace cancels out. The models are
full size with random weights (see full_size.py).
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from benchmarks import full_size
from core.models import loader
from core.vision.classification.classify import best, classify
from core.vision.detection.detect import YOLO_NMS_IOU, run_detection
from core.vision.segmentation.segment import segment

REPEATS = {"DETR": 5, "YOLO": 60, "ResNet": 40, "SegFormer": 15}


def run() -> list[tuple[str, float, str]]:
    """Return the ratio of our time to the bare library's for DETR ResNet-50, YOLO11n, the classifier ResNet-50 and
    SegFormer-B0."""
    image = Image.effect_mandelbrot(full_size.PICTURE_SIZE, (-2, -1.5, 1, 1.5), 100).convert("RGB")
    with tempfile.TemporaryDirectory() as folder:
        detr = loader.load(full_size.detr(Path(folder) / "detr"), "cpu")
        segformer = loader.load(full_size.segformer(Path(folder) / "segformer"), "cpu")
        yolo = loader.load(full_size.yolo11n(Path(folder) / "yolo"), "cpu")
        resnet = loader.load(full_size.resnet50(Path(folder) / "resnet"), "cpu")

    def bare_yolo() -> object:
        return yolo.model.predict(image, conf=0.5, iou=YOLO_NMS_IOU, verbose=False, device="cpu")

    return [
        (
            "warm prediction, DETR ResNet-50: ours / bare pipeline",
            ratio_of(
                lambda: run_detection(detr, image), lambda: detr.model(image, threshold=0.5), REPEATS["DETR"]
            ),
            "x",
        ),
        (
            "warm prediction, YOLO11n: ours / bare YOLO",
            ratio_of(lambda: run_detection(yolo, image), bare_yolo, REPEATS["YOLO"]),
            "x",
        ),
        (
            "warm prediction, classifier ResNet-50: ours / bare pipeline",
            ratio_of(lambda: best(classify(resnet, image)), lambda: resnet.model(image), REPEATS["ResNet"]),
            "x",
        ),
        (
            "warm prediction, SegFormer-B0: ours / bare pipeline",
            ratio_of(lambda: segment(segformer, image), lambda: segformer.model(image), REPEATS["SegFormer"]),
            "x",
        ),
    ]


def ratio_of(ours: Callable[[], object], bare: Callable[[], object], repeats: int) -> float:
    """Return the median, over the turns, of our time divided by the bare call's in the same turn."""
    ours()
    bare()
    ratios = []
    for turn in range(repeats):
        times = {}
        # Who goes first changes from turn to turn, so that neither always runs in the other's wake.
        for call in (ours, bare) if turn % 2 else (bare, ours):
            start = time.perf_counter()
            call()
            times[call] = time.perf_counter() - start
        ratios.append(times[ours] / times[bare])
    return statistics.median(ratios)
