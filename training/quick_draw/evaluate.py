"""Measure networks that name drawings: python -m training.quick_draw.evaluate [--bitmaps FILE.npz] [--model NAME ...]

One JSON object a model, one a line: {"model", "classes", "n", "top1", "top5"}. `n` drawings of `classes` classes were
guessed, and the right name was the first guess for a share `top1` (0 to 1) of them, and one of five for `top5`. A
network always guesses among all the labels that it has; drawings of classes that it has no label for are left out.

FILE.npz holds one uint8 array [n, 28, 28] for each class name, 255 = ink. doodle-vit and doodle-resnet, which look at
pictures, get each of them as a large one, black on white. Without it the held-out drawings in
assets/quick_draw are guessed, which no network here learnt from, and there are also "half_top1" and "half_top5": what
is guessed from the first half of the length of each drawing's lines.
"""

import argparse
import json
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from core.errors import UserError
from core.i18n import speaking
from core.models import files
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find
from core.models.defaults import on_this_machine
from core.models.files import row_from_path
from core.models.loaded import LoadedModel
from core.models.loader import load
from core.sketch.data_set import held_out
from core.sketch.guessing import (
    TASK,
    bitmap_probabilities,
    data_set_spelling,
    labels_of,
    picture_probabilities,
)
from core.sketch.strokes import SIDE, bitmap, cut_short, simplified

BATCH = 256
TOP = 5
LARGE = 224
"""Pixels on a side of a bitmap that was made a picture."""

PICTURE_NETWORKS = ("doodle-vit", "doodle-resnet")


@dataclass(frozen=True)
class Answers:
    """What a network said to n drawings: int64 [n] each, numbers of its labels.

    `truth` is the right label, `first` the network's first guess, and `place` where among its guesses the right one
    comes, 0 for the first.
    """

    truth: NDArray[np.int64]
    first: NDArray[np.int64]
    place: NDArray[np.int64]

    def share(self, within: int) -> float:
        """Return how many of the drawings (0 to 1) have the right label among the first `within` guesses."""
        return float((self.place < within).mean())


def answers(loaded: LoadedModel, pictures: NDArray[np.uint8], names: NDArray[np.str_]) -> Answers:
    """Return what a network says to pictures, uint8 [n, 28, 28], of things called `names`, str [n].

    Pictures of what it has no label for are left out; "alarm_clock" is "alarm clock".
    """
    number = {label: index for index, label in enumerate(labels_of(loaded))}
    truth = np.array([number.get(data_set_spelling(str(name)), -1) for name in names], np.int64)
    known = np.flatnonzero(truth >= 0)
    truth, first, place = truth[known], np.zeros_like(known), np.zeros_like(known)
    for start in range(0, len(known), BATCH):
        part = slice(start, start + BATCH)
        order = np.argsort(-_probabilities(loaded, pictures[known[part]]), axis=1, kind="stable")
        first[part] = order[:, 0]
        place[part] = (order == truth[part, None]).argmax(axis=1)
    return Answers(truth, first, place)


def _probabilities(loaded: LoadedModel, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    if loaded.row.library == "torch":
        return bitmap_probabilities(loaded, pictures)
    with torch.inference_mode():
        return picture_probabilities(loaded, [enlarged(picture) for picture in pictures])


def enlarged(picture: NDArray[np.uint8]) -> Image.Image:
    """Return a bitmap, uint8 [28, 28], 255 = ink, as the app shows a drawing: black lines on white, 224 x 224 pixels.

    Its edges are sharp, as those of core.sketch.strokes.large are: where the bitmap is half ink.
    """
    fine = Image.fromarray(picture).resize((2 * LARGE, 2 * LARGE), Image.Resampling.BICUBIC)
    sharp = fine.point([255] * 128 + [0] * 128)
    return sharp.resize((LARGE, LARGE), Image.Resampling.BOX).convert("RGB")


def read_bitmaps(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Return all pictures of a file, uint8 [n, 28, 28], and the name of each, str [n].

    Raises ValueError for what is no such file, and OSError where it cannot be read.
    """
    # NumPy would take a file of another kind for a pickle, which can run code, and say how to allow that.
    if path.is_file() and not zipfile.is_zipfile(path):
        raise ValueError(f"{path} is not a .npz file, or it is damaged.")
    try:
        with np.load(path) as file:
            arrays = {name: file[name] for name in file}
    except (zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise ValueError(f"{path} is damaged, or holds something other than arrays of numbers.") from error
    for name, array in arrays.items():
        if array.dtype != np.uint8 or array.shape[1:] != (SIDE, SIDE):
            found = f"{array.dtype} {list(array.shape)}"
            raise ValueError(
                f"{path}: the array {name!r} is {found}. It has to be uint8 [n, {SIDE}, {SIDE}]."
            )
    if not arrays:
        raise ValueError(f"{path} holds no array.")
    names = np.repeat(np.array(list(arrays), str), [len(array) for array in arrays.values()])
    return np.concatenate(list(arrays.values())), names


@cache
def held_out_pictures(fraction: float = 1.0) -> NDArray[np.uint8]:
    """Return the held-out drawings as the app shows them to a network, uint8 [drawings, 28, 28].

    Each one is cut to `fraction` of its lines' length first.
    """
    drawings = held_out()
    return np.stack(
        [bitmap(simplified(cut_short(drawings.strokes(i), fraction))) for i in range(len(drawings))]
    )


def held_out_names() -> NDArray[np.str_]:
    """Return what each of the held-out drawings is, str [drawings]."""
    drawings = held_out()
    return np.array(drawings.classes, str)[drawings.labels]


def on_held_out(loaded: LoadedModel) -> tuple[Answers, Answers]:
    """Return what a network says to the held-out drawings, and to the first half of each."""
    names = held_out_names()
    return (
        answers(loaded, held_out_pictures(), names),
        answers(loaded, held_out_pictures(0.5), names),
    )


def summary(name: str, whole: Answers, half: Answers | None = None) -> dict[str, str | int | float]:
    """Return what the command prints of the network `name`; raises ValueError where it knows none of the classes."""
    if not len(whole.truth):
        raise ValueError(f"There is no drawing of a class that {name} knows.")
    return {
        "model": name,
        "classes": len(np.unique(whole.truth)),
        "n": len(whole.truth),
        **_shares(whole),
        **({f"half_{key}": share for key, share in _shares(half).items()} if half else {}),
    }


def _shares(found: Answers) -> dict[str, float]:
    return {"top1": round(found.share(1), 4), f"top{TOP}": round(found.share(TOP), 4)}


def sketch_network(name: str) -> ModelRow:
    """Return the row of the app's own network called `name` that names drawings; raises ValueError when there is
    none."""
    row = find(name)
    if row is None or not (row.name in PICTURE_NETWORKS or (TASK in row.tasks and row.library == "torch")):
        raise ValueError(f"There is no sketch network called {name!r}.")
    return row


def main(arguments: Sequence[str]) -> int:
    """Read the command line, print the lines, and return the exit code: 2 when the input was wrong, said in one
    line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.quick_draw.evaluate", description="Measure sketch networks."
    )
    parser.add_argument("--bitmaps", type=Path, metavar="FILE.npz", help="default: the held-out drawings")
    parser.add_argument("--model", nargs="+", metavar="NAME", help="default: all that are on this machine")
    parser.add_argument("--weights", type=Path, metavar="PATH", help="weights that are not in the catalogue")
    given = parser.parse_args(arguments)
    try:
        with speaking("en"):
            rows = _rows(given.model, given.weights)
            bitmaps = read_bitmaps(given.bitmaps) if given.bitmaps else None
            for row in rows:
                loaded = load(row)
                found = (answers(loaded, *bitmaps),) if bitmaps else on_held_out(loaded)
                sys.stdout.write(json.dumps(summary(row.name, *found)) + "\n")
                sys.stdout.flush()
            return 0
    except OSError as error:
        message = f"{error.filename} cannot be read: {error.strerror}."
    except (UserError, ValueError) as error:
        with speaking("en"):
            message = str(error)
    sys.stderr.write(f"{message}\n")
    return 2


def _rows(names: Sequence[str] | None, weights: Path | None) -> list[ModelRow]:
    rows = [sketch_network(name) for name in names or ()]
    if weights is not None:
        row = row_from_path(weights.parent if weights.is_file() else weights, TASK)
        rows.append(replace(row, name=row.title))
    if names is None and weights is None:
        rows = [row for row in on_this_machine(TASK) if row.library == "torch"]
        rows += [row for row in map(sketch_network, PICTURE_NETWORKS) if files.cached(row)]
        if not rows:
            raise ValueError("There is no sketch network on this machine. Train one first.")
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
