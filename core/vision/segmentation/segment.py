"""Image segmentation: one type for what models say of every pixel, and the two adapters that make it.

Everything behind this module is pure and does not know which library found a segment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from core.models.failures import refused
from core.models.loaded import LoadedModel
from core.pictures.masks import Mask, packed_mask
from core.vision.segmentation.large import best_labels, check_room, is_large

if TYPE_CHECKING:
    from PIL.Image import Image

PIPELINE_THRESHOLD = 0.9
"""Score below which the pipeline leaves a mask out, where a model gives scores: transformers' own default."""

YOLO_MOST_MASKS = 100
"""Masks a picture: Ultralytics holds all of them unpacked at once, and of 12 million pixels these take 1.2 GB."""

_LOGIT_DIMENSIONS = 4  # picture, label, row, column


@dataclass(frozen=True)
class Segment:
    """One part of a picture: its label (the model's own text), score in 0..1 (None from models that give none), and
    where it is."""

    label: str
    score: float | None
    mask: Mask


@dataclass(frozen=True)
class Prediction:
    """What a model said about one picture, in the order in which it said it, and the milliseconds that took."""

    segments: tuple[Segment, ...]
    ms: float


def segment(loaded: LoadedModel, image: "Image") -> Prediction:
    """Return what a loaded model sees in an upright RGB image, with the masks packed.

    A transformers model is asked as its pipeline asks it, but about all of the picture (see `_see_all`): for panoptic
    segments where it can give them, else for instances, else for a label of every pixel; all thresholds are the
    library's own. No two segments share a pixel: of a YOLO's masks the surer one has it. Neither library may run in two
    threads at once: hold a turn (`loader.in_turn`). Raises UserError for a picture that the model cannot work on.

    >>> [found.label for found in segment(loaded, Image.open("taj_mahal.jpg")).segments]
    ['building', 'sky', 'tree']
    """
    import torch

    start = perf_counter()
    with torch.inference_mode():
        parts = _of_ultralytics if loaded.row.library == "ultralytics" else _of_transformers
        segments = tuple(parts(loaded, image))
    return Prediction(segments, 1000 * (perf_counter() - start))


def labels_of(loaded: LoadedModel) -> tuple[str, ...]:
    """Return every label that a model can give, in the model's order, once each."""
    names = loaded.model.names if loaded.row.library == "ultralytics" else loaded.model.model.config.id2label
    # The ids that COCO skips, which DETR's configuration calls "N/A", are not labels.
    return tuple(dict.fromkeys(name for _, name in sorted(names.items()) if name != "N/A"))


def _of_transformers(loaded: LoadedModel, image: "Image") -> Iterator[Segment]:
    pipe = loaded.model
    _see_all(pipe.image_processor)
    try:
        inputs = pipe.preprocess(image)
    except (ValueError, RuntimeError) as error:
        raise refused(error, loaded.row.title, image.size) from error
    outputs = pipe.forward(inputs)
    names, processor = pipe.model.config.id2label, pipe.image_processor
    for kind in ("panoptic", "instance"):
        if finish := getattr(processor, f"post_process_{kind}_segmentation", None):
            return _of_queries(finish, outputs, names, image, loaded.row.title)
    return _of_pixels(processor, outputs, names, image)


def _see_all(processor: Any) -> None:  # noqa: ANN401 (the library's own type)
    """Let a processor shrink the whole picture that would cut out the middle of it: the pipeline takes the answer for
    one on the whole picture, and its masks would be beside the things."""
    if getattr(processor, "do_center_crop", False):
        processor.do_center_crop = False
        processor.size = processor.crop_size


def _of_queries(
    finish: Any,  # noqa: ANN401 (the library's own type)
    outputs: Any,  # noqa: ANN401
    names: dict[int, str],
    image: "Image",
    title: str,
) -> Iterator[Segment]:
    """Yield the segments of a model that answers with a mask, a label and a score for each thing that it sees."""
    check_room(outputs, PIPELINE_THRESHOLD, image.size, title)
    found = finish(
        outputs,
        threshold=PIPELINE_THRESHOLD,
        mask_threshold=0.5,
        overlap_mask_area_threshold=0.5,
        target_sizes=[image.size[::-1]],
    )[0]
    numbers = found["segmentation"].numpy()
    for one in found["segments_info"]:
        yield Segment(names[one["label_id"]], one["score"], packed_mask(numbers == one["id"]))


def _of_pixels(
    processor: Any,  # noqa: ANN401 (the library's own type)
    outputs: Any,  # noqa: ANN401
    names: dict[int, str],
    image: "Image",
) -> Iterator[Segment]:
    """Yield the segments of a model that answers with a label for each pixel; it gives no scores."""
    logits = outputs.get("logits")
    if logits is not None and logits.dim() == _LOGIT_DIMENSIONS and is_large(logits.shape[1], image.size):
        labels = best_labels(logits[0], image.size)
    else:
        labels = processor.post_process_semantic_segmentation(outputs, target_sizes=[image.size[::-1]])[0]
    # Numbers of one byte or two are compared several times faster than the eight of torch's.
    numbers = labels.numpy().astype(np.int16)
    for number in np.flatnonzero(np.bincount(numbers.ravel())):
        yield Segment(names[int(number)], None, packed_mask(numbers == number))


def _of_ultralytics(loaded: LoadedModel, image: "Image") -> Iterator[Segment]:
    """Yield the segments of a YOLO, the surest first: its masks at the picture's own size, none over a surer one."""
    try:
        result = loaded.model.predict(
            image, retina_masks=True, max_det=YOLO_MOST_MASKS, verbose=False, device=loaded.device
        )[0]
    except (ValueError, RuntimeError) as error:
        raise refused(error, loaded.row.title, image.size) from error
    if result.masks is None:
        return
    taken = np.zeros(image.size[::-1], bool)
    for index in result.boxes.conf.argsort(descending=True, stable=True).tolist():
        mask = (result.masks.data[index].cpu().numpy() > 0) & ~taken
        taken |= mask
        if mask.any():
            label = result.names[int(result.boxes.cls[index])]
            yield Segment(label, float(result.boxes.conf[index]), packed_mask(mask))
