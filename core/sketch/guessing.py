"""Guessing what a drawing is.

Purpose: strokes in, labels with scores out, whichever kind of network guesses. Scope: the network's work; what a
drawing looks like to it is core.sketch.strokes's, and the labels' names in Spanish core.sketch.class_names'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.models.loaded import LoadedModel, Notify, ignore
from core.models.loader import in_turn
from core.pictures.drawing import Ink, redrawn
from core.sketch.class_names import classes
from core.sketch.data_set import held_out
from core.sketch.strokes import SIDE, Strokes, bitmap, large, simplified

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
        return tuple(data_set_spelling(label) for label in loaded.model.classes)
    names = loaded.model.model.config.id2label
    return tuple(data_set_spelling(names[index]) for index in range(len(names)))


def data_set_spelling(label: str) -> str:
    """Return a label as the data set spells it: "alarm clock" for "alarm_clock" and "Alarm clock"; others as they are,
    but for the underscores."""
    plain = label.replace("_", " ").strip()
    return _spellings().get(plain.casefold(), plain)


def probabilities(
    loaded: LoadedModel, drawings: Sequence[Strokes], notify: Notify = ignore
) -> NDArray[np.float32]:
    """Return float32 [drawings, labels], rows that add up to 1, in the order of `labels_of`.

    `drawings` are in any unit and place; none may be empty. `notify` is told while somebody else's model is running.
    """
    import torch

    simple = [simplified(drawing) for drawing in drawings]
    if loaded.row.library == "torch":
        pictures = np.stack([bitmap(drawing) for drawing in simple])
        with in_turn(notify):
            return bitmap_probabilities(loaded, pictures)
    images = [large(drawing) for drawing in simple]
    with in_turn(notify), torch.inference_mode():
        return picture_probabilities(loaded, images)


def ink_probabilities(loaded: LoadedModel, ink: Ink, notify: Notify = ignore) -> NDArray[np.float32]:
    """Return what `probabilities` does for one drawing that came as a picture: float32 [labels].

    `ink` is where the picture has ink (core.pictures.drawing.ink_of) and must be something to guess.
    """
    import torch

    is_ours = loaded.row.library == "torch"
    picture = redrawn(ink, SIDE if is_ours else 224)
    with in_turn(notify), torch.inference_mode():
        if is_ours:
            return bitmap_probabilities(loaded, picture[None])[0]
        return picture_probabilities(loaded, [Image.fromarray(255 - picture).convert("RGB")])[0]


def bitmap_probabilities(loaded: LoadedModel, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what `probabilities` does for uint8 [n, 28, 28], 255 = ink; only for models of the library "torch".

    The caller holds a turn (`loader.in_turn`), where others may be using the model.
    """
    import torch

    with torch.inference_mode():
        inputs = torch.from_numpy(pictures[:, None]).to(loaded.device).float() / 255
        found: NDArray[np.float32] = loaded.model.network(inputs).softmax(dim=-1).cpu().numpy()
    return found


def best(labels: Sequence[str], scores: NDArray[np.float32], limit: int = 5) -> tuple[Guess, ...]:
    """Return the `limit` labels with the highest scores, the highest first; `scores` is float32 [labels]."""
    order = np.argsort(-scores, kind="stable")[:limit]
    return tuple(Guess(labels[index], float(scores[index])) for index in order)


_LIGHT_ON_DARK: dict[Path, bool] = {}
"""Whether the classifier in a folder expects light lines on dark paper, once that was tried."""

_TRIALS = 8
"""Drawings to try it on."""


def picture_probabilities(loaded: LoadedModel, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
    """Return what `probabilities` does for pictures of dark lines on white, with a classifier of transformers.

    The caller holds a turn, and keeps torch from learning.

    Half of those were trained on light lines on black, as the data set's bitmaps are, and no configuration says so:
    which one it is gets tried out, once, on drawings whose class is known.
    """
    if loaded.path not in _LIGHT_ON_DARK:
        _LIGHT_ON_DARK[loaded.path] = _is_light_on_dark(loaded)
    return _classified(loaded, pictures, light_on_dark=_LIGHT_ON_DARK[loaded.path])


def _is_light_on_dark(loaded: LoadedModel) -> bool:
    labels, known = labels_of(loaded), held_out()
    shared = [label for label in known.classes if label in labels]
    trials = shared[:: max(1, len(shared) // _TRIALS)]
    if not trials:
        return False
    pictures = [large(known.strokes(known.of_class(label)[0])) for label in trials]
    truth = [labels.index(label) for label in trials]
    dark, light = (
        _classified(loaded, pictures, light_on_dark)[range(len(trials)), truth].mean()
        for light_on_dark in (False, True)
    )
    return bool(light > dark)


def _classified(
    loaded: LoadedModel, pictures: Sequence[Image.Image], light_on_dark: bool
) -> NDArray[np.float32]:
    """Return float32 [pictures, labels] for dark lines on white, which are inverted first if `light_on_dark`."""
    model = loaded.model.model
    images = [ImageOps.invert(picture) for picture in pictures] if light_on_dark else list(pictures)
    pixels = loaded.model.image_processor(images=images, return_tensors="pt")["pixel_values"]
    # Three equal colours go in; a network with one channel takes the first of them.
    pixels = pixels[:, : getattr(model.config, "num_channels", 3)].to(loaded.device)
    found: NDArray[np.float32] = model(pixels).logits.float().softmax(dim=-1).cpu().numpy()
    return found


@cache
def _spellings() -> dict[str, str]:
    return {name.casefold(): name for name in classes()}
