"""Real people's drawings, many in one small file.

Purpose: the Quick, Draw! drawings that the app shows and that networks are measured on, none of which any training saw.
Scope: reading and writing them; what is drawn from strokes is core.sketch.strokes's.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.sketch.strokes import Stroke

DATA_SET = "https://github.com/googlecreativelab/quickdraw-dataset"
"""Where Google publishes the drawings and says what they are."""

HELD_OUT = Path(__file__).resolve().parents[2] / "assets" / "quick_draw" / "held_out.npz"


@dataclass(frozen=True)
class Drawings:
    """Many drawings, packed.

    `points` is uint8 [points, 2], 0 to 255 from the top left; stroke i has the points from `stroke_starts[i]` to
    `stroke_starts[i + 1]`, drawing j the strokes from `drawing_starts[j]` to `drawing_starts[j + 1]`. `labels` (int64)
    index `classes`; `keys` (uint64) are the data set's `key_id`s.
    """

    classes: tuple[str, ...]
    points: NDArray[np.uint8]
    stroke_starts: NDArray[np.int64]
    drawing_starts: NDArray[np.int64]
    labels: NDArray[np.int64]
    keys: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.labels)

    def strokes(self, index: int) -> list[Stroke]:
        """Return drawing number `index`: a list of float32 [points, 2], in units of 0 to 255."""
        first, last = self.drawing_starts[index], self.drawing_starts[index + 1]
        bounds = self.stroke_starts[first : last + 1]
        points = self.points[bounds[0] : bounds[-1]].astype(np.float32)
        return np.split(points, bounds[1:-1] - bounds[0])

    def of_class(self, label: str) -> list[int]:
        """Return the numbers of the drawings of a class; ValueError for a class that is not among `classes`."""
        return [int(index) for index in np.flatnonzero(self.labels == self.classes.index(label))]


def pack(classes: tuple[str, ...], drawings: list[tuple[int, int, list[NDArray[np.uint8]]]]) -> Drawings:
    """Return drawings packed, in their order: each is its key, the number of its class, and its strokes (uint8
    [points, 2])."""
    strokes = [stroke for _, _, lines in drawings for stroke in lines]
    return Drawings(
        classes=classes,
        points=np.concatenate(strokes) if strokes else np.zeros((0, 2), np.uint8),
        stroke_starts=np.cumsum([0, *(len(stroke) for stroke in strokes)]),
        drawing_starts=np.cumsum([0, *(len(lines) for _, _, lines in drawings)]),
        labels=np.array([label for _, label, _ in drawings], np.int64),
        keys=np.array([key for key, _, _ in drawings], np.uint64),
    )


def write(path: Path, drawings: Drawings) -> None:
    """Write drawings to a compressed .npz file."""
    np.savez_compressed(
        path,
        classes=np.array(drawings.classes),
        points=drawings.points,
        stroke_lengths=np.diff(drawings.stroke_starts).astype(np.uint16),
        drawing_lengths=np.diff(drawings.drawing_starts).astype(np.uint16),
        labels=drawings.labels.astype(np.uint16),
        keys=drawings.keys,
    )


def read(path: Path) -> Drawings:
    """Return the drawings of a file that `write` made."""
    with np.load(path) as file:
        return Drawings(
            classes=tuple(str(name) for name in file["classes"]),
            points=file["points"],
            stroke_starts=np.cumsum([0, *file["stroke_lengths"]], dtype=np.int64),
            drawing_starts=np.cumsum([0, *file["drawing_lengths"]], dtype=np.int64),
            labels=file["labels"].astype(np.int64),
            keys=file["keys"],
        )


@cache
def held_out() -> Drawings:
    """Return the drawings that ship with the app: 24 to 40 of each of the 345 classes, class by class.

    No training used any of them.
    """
    return read(HELD_OUT)
