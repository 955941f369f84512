"""What the models said of the picture: asked once, then kept for the visit."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.images import Picture
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask
from core.ui.widgets.depth_viewer import ShownDepth, shown_depth
from core.vision.depth.depth_map import DepthMap
from core.vision.depth.estimate import TASK, Estimate, run_estimation


@dataclass(frozen=True, eq=False)
class Answer:
    """What a model said of a picture: the model that answered, its estimate, and what the browser gets of that."""

    row: ModelRow
    estimate: Estimate
    shown: ShownDepth


@dataclass(frozen=True, eq=False)
class NamedDepth:
    """A depth to cut and turn a picture with: whose it is, for people and for keys, and what makes the map."""

    title: str
    name: str
    depth: Callable[[], DepthMap]


def estimate_depths(rows: Sequence[ModelRow], picture: Picture) -> None:
    """Ask each model that has not seen this picture in this visit, and keep its answer.

    A model that cannot be had or cannot work on the picture is said, and the other goes on.
    """

    def look(loaded: LoadedModel) -> Answer:
        estimate = run_estimation(loaded, picture.image)
        return Answer(loaded.row, estimate, shown_depth(estimate.depth()))

    for row in rows:
        if kept_answer(row, picture) is None:
            with guard(), status_line() as notify:
                answer = ask(row, TASK, look, notify)
                answers.keep_answer(_key(row, picture), answer, answer.estimate.nbytes + answer.shown.nbytes)


def kept_answer(row: ModelRow, picture: Picture) -> Answer | None:
    """Return what `estimate_depths` kept for this model and picture, or None."""
    answer: Answer | None = answers.kept_answer(_key(row, picture))
    return answer


def _key(row: ModelRow, picture: Picture) -> Hashable:
    return "depth_estimation", picture.digest, row
