"""The model of the page measured on new scenes and collages, of which every pixel is known."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.scenes.pictures import labels_of_kind, made
from core.scenes.spec import Kind, SceneSpec, specs
from core.ui.inputs.known_sets import COUNT, KnownSet, measure_on_set
from core.vision.segmentation.segment import segment
from core.vision.segmentation.truth import label_map, pixel_table, score_of


def measure_on_known(row: ModelRow | None) -> None:
    """Draw the folded parts in which the model is measured on new scenes, and on new collages."""
    rows = [row] if row else []
    measure_on_set(
        _test(
            "scene",
            "image_segmentation",
            _("Measure on {n} new scenes").format(n=COUNT),
            _(
                "A test set at a click: scenes that the app makes of drawings that no model of the app learnt from. "
                "Mean IoU is over the things, without the background, and over all scenes together."
            ),
        ),
        rows,
    )
    measure_on_set(
        _test(
            "collage",
            "image_segmentation_collages",
            _("Measure on {n} new collages").format(n=COUNT),
            _(
                "A test set at a click: photographs of things, cut out and put on photographs of places. Mean IoU is "
                "over the things, without the background, and over all collages together; a label that the model does "
                "not have counts as 0."
            ),
        ),
        rows,
    )


def _test(kind: Kind, key: str, title: str, explained: str) -> KnownSet:
    labels = labels_of_kind(kind)
    return KnownSet(
        key=key,
        task="image-segmentation",
        title=title,
        explained=explained,
        specs=partial(specs, kind=kind),
        judge=partial(_judge, labels=labels),
        figures=partial(_figures, labels=labels),
    )


def _judge(loaded: LoadedModel, spec: SceneSpec, labels: Sequence[str]) -> NDArray[np.int64]:
    scene = made(spec)
    given = label_map(segment(loaded, scene.picture).segments, labels, scene.picture.size)
    return pixel_table(scene.class_mask, given, labels)


def _figures(tables: Sequence[NDArray[np.int64]], labels: Sequence[str]) -> dict[str, str]:
    counted = score_of(np.sum(tables, axis=0), labels)
    things = [one.iou for one in counted.labels if one.label in labels]
    return {
        _("Mean IoU"): decimal(float(np.mean(things)) if things else 0.0, 2),
        _("Pixel accuracy"): percent(counted.pixel_accuracy, 1),
    }
