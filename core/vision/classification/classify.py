"""Image classification: what a model makes of a whole picture, as numbers for every label that it knows.

Scope: the network's work and how its numbers become scores; nothing here knows a page.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.models.failures import explained
from core.models.loaded import LoadedModel
from core.models.scores import Rule, Scored, best_of, rule_of, scores_of

if TYPE_CHECKING:
    from PIL.Image import Image

TASK = "image-classification"

_NARROW = 1000
"""So many times as long as it is wide, a picture would take more than half a gigabyte on its way to the network."""

TOP = 5
"""How many labels are given where nobody asks for another number."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a model said of one picture.

    `labels` are all that it knows, in the order of its outputs; `logits` float32 [labels], its outputs as they are;
    `rule` makes scores of them; `ms` is the wall time of preparing the picture and of the network, in milliseconds.
    """

    labels: tuple[str, ...]
    logits: NDArray[np.float32]
    rule: Rule
    ms: float

    @property
    def scores(self) -> NDArray[np.float32]:
        """Float32 [labels], in the order of `labels`."""
        return scores_of(self.logits, self.rule)


def classify(loaded: LoadedModel, image: "Image") -> Prediction:
    """Return what a loaded classifier (a transformers pipeline) says of an upright RGB image.

    Hold a turn (`loader.using`): neither pipeline nor network may run in two threads at once. Raises UserError for a
    picture that the model cannot work on.

    >>> best(classify(loaded, Image.open("cat.jpg")), 1)[0].label
    'tabby, tabby cat'
    """
    pipe = loaded.model
    start = perf_counter()
    outputs = pipe.forward(prepared(loaded, image))
    logits: NDArray[np.float32] = outputs["logits"][0].float().numpy()
    ms = 1000 * (perf_counter() - start)
    return Prediction(labels_of(loaded), logits, rule_of(pipe.model.config), ms)


def prepared(loaded: LoadedModel, image: "Image") -> Any:  # noqa: ANN401 (transformers' BatchFeature)
    """Return an image as the network gets it, "pixel_values" float [1, channels, height, width]; UserError where the
    model cannot work on it."""
    short, long = sorted(image.size)
    # Its short side is brought to some 256 pixels and the rest is cut off, but only after the long one has grown too.
    size = getattr(loaded.model.image_processor, "size", None)
    if size and size.get("shortest_edge") and long > _NARROW * short:
        raise UserError(
            N_(
                "{name} cannot work on a picture of {width} x {height} pixels. Choose one that is less narrow."
            ),
            name=loaded.row.title,
            width=image.width,
            height=image.height,
        )
    try:
        return loaded.model.preprocess(image)
    except (ValueError, RuntimeError) as error:
        raise explained(error, loaded.row.title) or UserError(
            N_("{name} cannot work on this picture: {reason}. Choose another picture, or another model."),
            name=loaded.row.title,
            reason=" ".join(str(error).split()).rstrip("."),
        ) from error


def labels_of(loaded: LoadedModel) -> tuple[str, ...]:
    """Return every label that a model can give, in the order of its outputs; two of them may be spelt alike."""
    names = loaded.model.model.config.id2label
    return tuple(names[number] for number in range(len(names)))


def best(prediction: Prediction, top: int = TOP) -> tuple[Scored, ...]:
    """Return the `top` labels with the highest scores, the highest first; all of them where there are fewer."""
    return best_of(prediction.labels, prediction.logits, prediction.rule, top)


def place_of(prediction: Prediction, label: str) -> int | None:
    """Return the place of a label by falling score, 1 for the highest; None where the model does not know it."""
    if label not in prediction.labels:
        return None
    order = np.argsort(-prediction.scores, kind="stable").tolist()
    return order.index(prediction.labels.index(label)) + 1
