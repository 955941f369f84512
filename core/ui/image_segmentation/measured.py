"""The model of the page measured on new scenes, of which every pixel is known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.scenes.classes import LABELS
from core.scenes.scene import make
from core.scenes.spec import SceneSpec, specs
from core.ui.inputs.known_sets import COUNT, KnownSet, measure_on_set
from core.vision.segmentation.segment import segment
from core.vision.segmentation.truth import label_map, pixel_table, score_of


def measure_on_scenes(row: ModelRow | None) -> None:
    """Draw the folded part in which the model is measured on new scenes."""
    measure_on_set(
        KnownSet(
            key="image_segmentation",
            task="image-segmentation",
            title=_("Measure on {n} new scenes").format(n=COUNT),
            explained=_(
                "A test set at a click: scenes that the app makes of drawings that no model of the app learnt from. "
                "Mean IoU is over the things, without the background, and over all scenes together."
            ),
            specs=specs,
            judge=_judge,
            figures=_figures,
        ),
        [row] if row else [],
    )


def _judge(loaded: LoadedModel, spec: SceneSpec) -> NDArray[np.int64]:
    scene = make(spec)
    given = label_map(segment(loaded, scene.picture).segments, LABELS, scene.picture.size)
    return pixel_table(scene.class_mask, given, LABELS)


def _figures(tables: Sequence[NDArray[np.int64]]) -> dict[str, str]:
    counted = score_of(np.sum(tables, axis=0), LABELS)
    things = [one.iou for one in counted.labels if one.label in LABELS]
    return {
        _("Mean IoU"): decimal(float(np.mean(things)) if things else 0.0, 2),
        _("Pixel accuracy"): percent(counted.pixel_accuracy, 1),
    }
