"""Measure the networks of doodles: python -m training.scenes.evaluate [--model NAME ...] [--count 600] [--seed 1]

They are run by the app's own code, on scenes that are made of the held-out drawings in assets/quick_draw, which no
training saw, and on such drawings one by one. One JSON object a model, one a line: {"model", "task", figures...}; what
is in it say `summary` (detectors; the figures are pycocotools') and the functions of training.scenes.measure. Without
--model, models that have no weights in weights/ are left out.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from core.errors import UserError
from core.i18n import speaking
from core.models.catalogue.row import WEIGHTS
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel
from core.models.loader import load
from core.scenes.classes import LABELS
from core.scenes.scene import SIDE, make
from core.scenes.spec import DIFFICULTIES, SceneSpec, specs
from core.vision.detection.detect import detect
from training.scenes import measure

COUNT, SEED = 600, 1
DETECTORS = ("doodle-detr", "doodle-yolo11")
CLASSIFIERS = ("doodle-vit", "doodle-resnet")
SEGMENTERS = ("doodle-segformer", "doodle-yolo11-seg")
DEPTH, CLIP = "doodle-depth", "doodle-clip"
MODELS = (*DETECTORS, *CLASSIFIERS, *SEGMENTERS, DEPTH, CLIP)
FEW_SHOT = "few-shot-image-classification"

SIZES = {"small": (0, 100**2), "medium": (100**2, 160**2), "large": (160**2, SIDE**2)}
"""The area of an object's box, in pixels of a scene of 512 x 512."""

_FLOOR = 0.001
_MOST = 100


@dataclass(frozen=True)
class Found:
    """What a model found in scenes: their specs, and truth and detections as COCO has them in its files."""

    scenes: tuple[SceneSpec, ...]
    truth: dict[str, Any]
    detections: list[dict[str, Any]]


def look(loaded: LoadedModel, scenes: Sequence[SceneSpec]) -> Found:
    """Return what a detector finds in the scenes, through the code that the app runs it with."""
    annotations: list[dict[str, Any]] = []
    detections: list[dict[str, Any]] = []
    number = {label: place for place, label in enumerate(LABELS, start=1)}
    for image, spec in enumerate(scenes, start=1):
        scene = make(spec)
        for thing in scene.objects:
            box = _with_size(thing.box)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image,
                    "category_id": number[thing.label],
                    "bbox": box,
                    "area": box[2] * box[3],
                    "iscrowd": 0,
                }
            )
        detections += [
            {
                "image_id": image,
                "category_id": number[one.label],
                "bbox": _with_size(one.box),
                "score": one.score,
            }
            for one in detect(loaded, scene.picture, _FLOOR).detections
        ]
    truth = {
        "images": [{"id": image, "width": SIDE, "height": SIDE} for image in range(1, len(scenes) + 1)],
        "annotations": annotations,
        "categories": [{"id": place, "name": label} for label, place in number.items()],
    }
    return Found(tuple(scenes), truth, detections)


def summary(found: Found) -> dict[str, Any]:
    """Return the figures of a detector: AP and AP50 (0 to 1) over all, and AP50 by class, size and difficulty.

    "objects" is how many there are. Sizes are those of `SIZES`. A class, size or difficulty without an object has none.
    """
    whole = _evaluated(found, range(1, len(found.scenes) + 1))
    precision = whole.eval["precision"]
    by_class = {label: _mean(precision[0, :, place, 0, -1]) for place, label in enumerate(LABELS)}
    by_size = {size: _mean(precision[0, :, :, place, -1]) for place, size in enumerate(SIZES, start=1)}
    by_difficulty: dict[str, float | None] = {}
    for difficulty in DIFFICULTIES:
        images = [image for image, spec in enumerate(found.scenes, start=1) if spec.difficulty == difficulty]
        part = _evaluated(found, images)
        by_difficulty[difficulty] = _mean(part.eval["precision"][0, :, :, 0, -1])
    return {
        "scenes": len(found.scenes),
        "objects": len(found.truth["annotations"]),
        "ap50": _mean(precision[0, :, :, 0, -1]),
        "ap": _mean(precision[:, :, :, 0, -1]),
        "by_class": _there(by_class),
        "by_size": _there(by_size),
        "by_difficulty": _there(by_difficulty),
    }


def _evaluated(found: Found, images: Sequence[int] | range) -> COCOeval:
    # pycocotools prints what it does.
    with redirect_stdout(StringIO()):
        truth = COCO()
        truth.dataset = found.truth
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(found.detections) if found.detections else COCO(), "bbox")
        evaluation.params.imgIds = list(images)
        evaluation.params.catIds = list(range(1, len(LABELS) + 1))
        evaluation.params.areaRng = [(0, SIDE**2 + 1), *SIZES.values()]
        evaluation.params.areaRngLbl = ["all", *SIZES]
        evaluation.params.maxDets = [_MOST]
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation


def _mean(precision: np.ndarray) -> float | None:
    """Return the mean of the precisions that there are; pycocotools writes -1 where there is no object."""
    there = precision[precision > -1]
    return round(float(there.mean()), 4) if there.size else None


def _there(figures: dict[str, float | None]) -> dict[str, float]:
    return {name: value for name, value in figures.items() if value is not None}


def _with_size(box: Sequence[float]) -> list[float]:
    left, top, right, bottom = box
    return [left, top, right - left, bottom - top]


def doodle_model(name: str, task: str = "") -> LoadedModel:
    """Return the network called `name`, loaded for its usual task or another one; raises UserError or ValueError where
    it cannot be had."""
    row = find(name)
    if row is None or row.name not in MODELS:
        raise ValueError(f"There is no network of doodles called {name!r}.")
    if not has_weights(name):
        raise ValueError(f"There are no weights of {name}. Train it first.")
    own = replace(row, local_path=str(WEIGHTS / name / row.file))
    return load(own, "cpu", kind=KINDS[task or row.tasks[0]])


def has_weights(name: str) -> bool:
    """Say whether the weights of a model are in the repository."""
    return any(file.suffix in (".safetensors", ".pt") for file in (WEIGHTS / name).glob("*"))


def measured(name: str, count: int = COUNT, seed: int = SEED) -> dict[str, Any]:
    """Return the figures of the model `name` on `count` scenes or questions, or on ten times as many drawings (all that
    there are, if that is more); raises UserError or ValueError where it cannot be had."""
    loaded = doodle_model(name)
    if name in CLASSIFIERS:
        figures = measure.names(loaded, count, seed)
    elif name in SEGMENTERS:
        figures = measure.masks(loaded, specs(count, seed))
    elif name == DEPTH:
        figures = measure.depths(loaded, specs(count, seed))
    elif name == CLIP:
        figures = measure.clip(loaded, count, seed)
    else:
        figures = summary(look(loaded, specs(count, seed)))
    if FEW_SHOT in loaded.row.tasks:
        # Its training knew these classes, not these drawings.
        encoder = doodle_model(name, FEW_SHOT)
        figures["few_shot_known"] = measure.few_shot(encoder, measure.some_classes(seed), seed)
    head = {"model": name, "task": loaded.row.tasks[0], "parameters": loaded.parameters}
    return head | figures


def main(arguments: Sequence[str]) -> int:
    """Read the command line, print the lines, and return the exit code: 2 when something was wrong, said in a line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scenes.evaluate", description="Measure the networks of doodles."
    )
    parser.add_argument("--model", nargs="+", metavar="NAME", help="default: all that have weights")
    parser.add_argument(
        "--count",
        type=int,
        default=COUNT,
        help="scenes, or questions about scenes; ten times as many drawings",
    )
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    with speaking("en"):
        try:
            if given.count < 1:
                raise ValueError(f"--count has to be 1 or more, not {given.count}.")
            if given.seed < 0:
                raise ValueError(f"--seed has to be 0 or more, not {given.seed}.")
            for name in given.model or filter(has_weights, MODELS):
                sys.stdout.write(json.dumps(measured(name, given.count, given.seed)) + "\n")
                sys.stdout.flush()
            return 0
        except (UserError, ValueError) as error:
            sys.stderr.write(f"{error}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
