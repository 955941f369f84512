"""The models of the page measured on new scenes, whose depth is known."""

from collections.abc import Sequence
from statistics import mean

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.marks import percent
from core.scenes.scene import make
from core.scenes.spec import SceneSpec, specs
from core.ui.inputs.known_sets import COUNT, KnownSet, measure_on_set
from core.vision.depth.error import DepthError, depth_error
from core.vision.depth.estimate import TASK, estimate_depth


def measure_on_scenes(rows: Sequence[ModelRow]) -> None:
    """Draw the folded part in which the models are measured on new scenes."""
    measure_on_set(
        KnownSet(
            key="depth_estimation",
            task=TASK,
            title=_("Measure on {n} new scenes").format(n=COUNT),
            explained=_(
                "A test set at a click: scenes that the app makes of drawings that no model of the app learnt from. "
                "Each map is first fitted to the truth in scale and shift; the figures are the mean over the scenes "
                "that have a depth."
            ),
            specs=specs,
            judge=_judge,
            figures=lambda errors: _figures(
                [error.abs_rel for error in errors], [error.delta1 for error in errors]
            ),
            baseline=lambda errors: {
                _("Model"): _("a map without depth"),
                **_figures([error.flat_abs_rel for error in errors], [error.flat_delta1 for error in errors]),
            },
        ),
        rows,
    )


def _judge(loaded: LoadedModel, spec: SceneSpec) -> DepthError | None:
    scene = make(spec)
    return depth_error(estimate_depth(loaded, scene.picture), scene.nearness)


def _figures(abs_rel: Sequence[float], delta1: Sequence[float]) -> dict[str, str]:
    return {"AbsRel": decimal(mean(abs_rel), 3), "δ1": percent(mean(delta1), 1)}
