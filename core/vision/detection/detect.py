"""Object detection: one type for what detectors say, and the two adapters that make it.

Everything behind this module is pure and does not know which library found a box.
"""

from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING

from core.models.failures import refused
from core.models.loaded import LoadedModel, Notify, ignore
from core.pictures.boxes import Box

if TYPE_CHECKING:
    from PIL.Image import Image

YOLO_NMS_IOU = 0.7
"""Overlap above which the weaker of two YOLO boxes is dropped as a duplicate: Ultralytics' own default."""


@dataclass(frozen=True)
class Detection:
    """One object that a model claims to see: its label (the model's own text), score in 0..1, and box."""

    label: str
    score: float
    box: Box


@dataclass(frozen=True)
class StageTimes:
    """What one run took, in milliseconds: making the tensor, the network, and turning its output into
    boxes."""

    preprocess: float
    inference: float
    postprocess: float

    @property
    def total(self) -> float:
        """The whole run, in milliseconds."""
        return self.preprocess + self.inference + self.postprocess


@dataclass(frozen=True)
class Prediction:
    """What a model said about one picture, by falling score, and what that took."""

    detections: tuple[Detection, ...]
    times: StageTimes


def detect(loaded: LoadedModel, image: "Image", threshold: float = 0.5, limit: int = 300) -> Prediction:
    """Return what a loaded detector sees in an upright RGB image, and the wall time of each stage.

    At most `limit` detections with a score above `threshold` (0..1) are kept, the best ones. Neither library
    may run in two threads at once: hold a turn (`loader.in_turn`), or call `run_detection`. Raises UserError for a
    picture that the model cannot work on.

    >>> detect(loaded, Image.open("bus.jpg")).detections[0].label
    'bus'
    """
    import torch

    with torch.inference_mode():
        if loaded.row.library == "ultralytics":
            return _detect_with_ultralytics(loaded, image, threshold, limit)
        return _detect_with_transformers(loaded, image, threshold, limit)


def try_out(loaded: LoadedModel) -> None:
    """Run a detector once on a small empty picture, on a device that may lack what it needs; the processor lacks
    nothing."""
    from PIL import Image

    if loaded.device != "cpu":
        detect(loaded, Image.new("RGB", (64, 64)))


def run_detection(
    loaded: LoadedModel,
    image: "Image",
    threshold: float = 0.5,
    limit: int = 300,
    notify: Notify = ignore,
) -> Prediction:
    """Do as `detect` does in a turn of its own; the wait for it is reported to `notify` and not counted as time.

    >>> run_detection(loaded, picture.image, threshold=0.9).times.total
    190.4
    """
    from core.models.loader import in_turn

    with in_turn(notify):
        return detect(loaded, image, threshold, limit)


def labels_of(loaded: LoadedModel) -> tuple[str, ...]:
    """Return every label that a model can give, in the model's order, once each.

    The ids that COCO skips, which DETR's configuration calls "N/A", are not labels.
    """
    names = loaded.model.names if loaded.row.library == "ultralytics" else loaded.model.model.config.id2label
    return tuple(dict.fromkeys(name for _, name in sorted(names.items()) if name != "N/A"))


def _detect_with_transformers(
    loaded: LoadedModel, image: "Image", threshold: float, limit: int
) -> Prediction:
    """Run the three steps of the pipeline apart, so that each has its time; boxes stay as exact as the model
    gives them."""
    pipe = loaded.model
    start = perf_counter()
    try:
        inputs = pipe.preprocess(image)
    except (ValueError, RuntimeError) as error:
        raise refused(error, loaded.row.title, image.size) from error
    prepared = perf_counter()
    outputs = pipe.forward(inputs)
    inferred = perf_counter()
    found = pipe.image_processor.post_process_object_detection(outputs, threshold, outputs["target_size"])[0]
    names = pipe.model.config.id2label
    rows = zip(found["labels"].tolist(), found["scores"].tolist(), found["boxes"].tolist(), strict=True)
    detections = _best([Detection(names[label], score, tuple(box)) for label, score, box in rows], limit)
    end = perf_counter()
    return Prediction(detections, StageTimes(*_milliseconds(start, prepared, inferred, end)))


def _detect_with_ultralytics(loaded: LoadedModel, image: "Image", threshold: float, limit: int) -> Prediction:
    """Run `predict` at the size that the model was trained at.

    It times its network and its NMS; the rest of the wall time is counted as preparation.
    """
    start = perf_counter()
    result = loaded.model.predict(
        image,
        conf=threshold,
        iou=YOLO_NMS_IOU,
        max_det=limit,
        verbose=False,
        device=loaded.device,
    )[0]
    after_predict = perf_counter()
    boxes = result.boxes
    rows = zip(boxes.cls.tolist(), boxes.conf.tolist(), boxes.xyxy.tolist(), strict=True)
    detections = _best(
        [Detection(result.names[int(label)], score, tuple(box)) for label, score, box in rows], limit
    )
    end = perf_counter()
    inference = result.speed["inference"]
    postprocess = result.speed["postprocess"] + 1000 * (end - after_predict)
    return Prediction(
        detections, StageTimes(1000 * (end - start) - inference - postprocess, inference, postprocess)
    )


def _best(detections: list[Detection], limit: int) -> tuple[Detection, ...]:
    """Return the `limit` best detections, by falling score."""
    return tuple(sorted(detections, key=lambda detection: -detection.score)[:limit])


def _milliseconds(*moments: float) -> list[float]:
    """Return the spans between moments in seconds, in milliseconds."""
    return [1000 * (later - earlier) for earlier, later in pairwise(moments)]
