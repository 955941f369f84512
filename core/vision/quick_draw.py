"""Guessing what a drawing is.

Purpose: strokes in, labels with scores out, whichever kind of network guesses. Scope: the network's work; what a
drawing looks like to it is core.vision.sketch's, and the labels' names in Spanish core.vision.class_names'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.models.loader import LoadedModel, Notify, ignore, inference_lock
from core.vision.class_names import classes
from core.vision.sketch import Strokes, bitmap, large, simplified

TASK = "sketch-recognition"
"""The name of this task in the catalogue; the Hub files such models under "image-classification"."""


@dataclass(frozen=True)
class Guess:
    """What a drawing may be: a label of the model, spelt as the Quick, Draw! data set does, and its score (0..1)."""

    label: str
    score: float


def labels_of(loaded: LoadedModel) -> tuple[str, ...]:
    """Return every label that a sketch model knows, in the order of its outputs.

    Hub models write "alarm_clock" or "Alarm clock" where the data set writes "alarm clock": they come out as the data
    set's.
    """
    if loaded.row.library == "torch":
        return tuple(_data_set_spelling(label) for label in loaded.model.classes)
    names = loaded.model.model.config.id2label
    return tuple(_data_set_spelling(names[index]) for index in range(len(names)))


def probabilities(
    loaded: LoadedModel, drawings: Sequence[Strokes], notify: Notify = ignore
) -> NDArray[np.float32]:
    """Return float32 [drawings, labels], rows that add up to 1, in the order of `labels_of`.

    `drawings` are in any unit and place; none may be empty. `notify` is told while somebody else's model is running.
    """
    import torch

    with inference_lock(notify), torch.inference_mode():
        if loaded.row.library == "torch":
            pictures = np.stack([bitmap(simplified(drawing)) for drawing in drawings])
            return of_bitmaps(loaded, pictures)
        images = [large(simplified(drawing)) for drawing in drawings]
        processed = loaded.model.image_processor(images=images, return_tensors="pt").to(loaded.device)
        logits = loaded.model.model(**processed).logits
        found: NDArray[np.float32] = logits.float().softmax(dim=-1).cpu().numpy()
        return found


def of_bitmaps(loaded: LoadedModel, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what `probabilities` does for uint8 [n, 28, 28], 255 = ink; only for models of the library "torch"."""
    import torch

    with torch.inference_mode():
        inputs = torch.from_numpy(pictures[:, None]).to(loaded.device).float() / 255
        found: NDArray[np.float32] = loaded.model.network(inputs).softmax(dim=-1).cpu().numpy()
    return found


def best(labels: Sequence[str], scores: NDArray[np.float32], limit: int = 5) -> tuple[Guess, ...]:
    """Return the `limit` labels with the highest scores, the highest first; `scores` is float32 [labels]."""
    order = np.argsort(-scores, kind="stable")[:limit]
    return tuple(Guess(labels[index], float(scores[index])) for index in order)


def _data_set_spelling(label: str) -> str:
    plain = label.replace("_", " ").strip()
    return _spellings().get(plain.casefold(), plain)


@cache
def _spellings() -> dict[str, str]:
    return {name.casefold(): name for name in classes()}
