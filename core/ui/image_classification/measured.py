"""The models of the page measured on new drawings, whose class is known."""

from collections.abc import Sequence

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.sketch.single import DrawingSpec, drawing_picture, drawings
from core.ui.image_classification.truth import PICTURES
from core.ui.inputs.known_sets import COUNT, KnownSet, measure_on_set
from core.vision.classification.classify import TASK, TOP, best, classify, labels_of
from core.vision.classification.metrics import Judged, right_among
from core.vision.classification.names import label_meant


def measure_on_drawings(rows: Sequence[ModelRow]) -> None:
    """Draw the folded part in which the models are measured on new drawings."""
    measure_on_set(
        KnownSet(
            key=PICTURES,
            task=TASK,
            title=_("Measure on {n} new drawings").format(n=COUNT),
            explained=_(
                "A test set at a click: drawings by people that no model of the app learnt from, each of another thing "
                "of Quick, Draw!. What they show is known; things that a model has no label for are not counted."
            ),
            specs=drawings,
            judge=_judge,
            figures=_figures,
        ),
        rows,
    )


def _judge(loaded: LoadedModel, spec: DrawingSpec) -> Judged | None:
    truth = label_meant(spec.label, labels_of(loaded))
    if truth is None:
        return None
    prediction = classify(loaded, drawing_picture(spec).image)
    return Judged(truth, tuple(item.label for item in best(prediction)))


def _figures(judged: Sequence[Judged]) -> dict[str, str]:
    return {
        f"Top-{top}": _("{right} of {all} ({share})").format(
            right=right_among(judged, top),
            all=len(judged),
            share=percent(right_among(judged, top) / len(judged)),
        )
        for top in (1, TOP)
    }
