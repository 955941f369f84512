"""How people draw: what many drawings of one thing have in common, and what a network thinks while one is made.

Purpose: the numbers and lines behind the page of real drawings. Scope: pure functions of drawings, of a network's
answers and of the measurement that ships beside its weights; no picture files, no page.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel, Notify, ignore
from core.sketch import guessing
from core.sketch.data_set import held_out
from core.sketch.guessing import Guess
from core.sketch.strokes import Stroke, Strokes, bitmap, simplified

SHOWN_GUESSES = 3

_BLUR = 1.5
_LOOKED_AT = 8

# From the first stroke to the last; along each list the luminance changes one way only, so that the order can be seen
# without telling the hues apart.
_ON_LIGHT = ("#2a1a8a", "#8a1fa5", "#d02a66", "#cc6d06")
_ON_DARK = ("#8f7bff", "#e070d8", "#ff8f7d", "#ffe27a")


@dataclass(frozen=True)
class StrokeGuesses:
    """What a network guesses after a stroke of a drawing, from the beginning up to there.

    `guesses` are its best labels, the best first; `right` is its score (0..1) for what the drawing is said to be, None
    where it does not know that class; `seen` is the beginning as the network sees it, 28 x 28 bytes row by row, 255 =
    ink, and empty for a network that sees a larger picture.
    """

    guesses: tuple[Guess, ...]
    right: float | None
    seen: bytes


@dataclass(frozen=True)
class Measured:
    """How a network did on drawings it had never seen.

    `by_class` holds the share (0..1) of each class that it got right; `taken_for` what it mistook for what and how
    often, (true class, guessed class, drawings), the most frequent first.
    """

    by_class: dict[str, float]
    taken_for: tuple[tuple[str, str, int], ...]


def order_colors(count: int, *, dark: bool) -> tuple[str, ...]:
    """Return `count` colours "#rrggbb" from the first stroke's to the last one's, for a light or a dark page."""
    ends = np.array([_channels(color) for color in (_ON_DARK if dark else _ON_LIGHT)])
    positions = np.linspace(0, len(ends) - 1, count) if count > 1 else np.zeros(count)
    mixed = np.stack(
        [np.interp(positions, np.arange(len(ends)), ends[:, channel]) for channel in range(3)], 1
    )
    return tuple("#" + "".join(f"{round(value):02x}" for value in color) for color in mixed)


def flat(strokes: Strokes) -> list[list[int]]:
    """Return each stroke as whole numbers x, y, x, y, …: the shortest way to send a drawing to a browser."""
    return [[int(value) for value in np.rint(stroke).ravel()] for stroke in strokes]


def svg_path(strokes: Strokes) -> str:
    """Return a drawing as the path data of SVG; a stroke of one point becomes a line of no length, a dot."""
    lines = []
    for points in flat(strokes):
        pairs = [f"{x} {y}" for x, y in zip(points[::2], points[1::2], strict=True)]
        lines.append(f"M{pairs[0]}L{' '.join(pairs[1:] or pairs)}")
    return "".join(lines)


def mean_drawing(drawings: Sequence[Strokes]) -> NDArray[np.float32]:
    """Return the mean of the drawings' 28 x 28 bitmaps, float32 [28, 28]: the share of people with ink there, 0 to 1.

    ValueError when there is no drawing.
    """
    if not drawings:
        raise ValueError("no drawing to take the mean of")
    mean: NDArray[np.float32] = np.mean([bitmap(strokes) for strokes in drawings], axis=0, dtype=np.float32)
    return mean / np.float32(255)


def typical_first(drawings: Sequence[Strokes]) -> list[int]:
    """Return the numbers of the drawings, those first that are most like the mean of all: the strangest come last.

    Likeness is the cosine of the angle between blurred bitmaps, so that a line a little beside another still counts.
    """
    if not drawings:
        return []
    blurred = np.stack(
        [cv2.GaussianBlur(bitmap(strokes).astype(np.float32), (0, 0), _BLUR).ravel() for strokes in drawings]
    )
    likeness = blurred @ blurred.mean(axis=0) / np.maximum(np.linalg.norm(blurred, axis=1), 1e-6)
    return [int(number) for number in np.argsort(-likeness, kind="stable")]


@cache
def example_of(label: str) -> tuple[Stroke, ...]:
    """Return a drawing that can stand for a class of the held-out drawings; ValueError for an unknown class.

    It is the most typical of the first few: to compare all drawings of 345 classes would take seconds.
    """
    packed = held_out()
    some = [packed.strokes(number) for number in packed.of_class(label)[:_LOOKED_AT]]
    return tuple(some[typical_first(some)[0]])


def guesses_by_stroke(
    loaded: LoadedModel, strokes: Strokes, label: str, notify: Notify = ignore
) -> tuple[StrokeGuesses, ...]:
    """Return what the network guesses after each stroke of a drawing of `label`, in one pass; () for no stroke."""
    if not strokes:
        return ()
    beginnings = [strokes[: count + 1] for count in range(len(strokes))]
    scores = guessing.probabilities(loaded, beginnings, notify)
    labels = guessing.labels_of(loaded)
    index = labels.index(label) if label in labels else None
    return tuple(
        StrokeGuesses(
            guesses=guessing.best(labels, row, SHOWN_GUESSES),
            right=None if index is None else float(row[index]),
            seen=bitmap(simplified(beginning)).tobytes() if loaded.row.library == "torch" else b"",
        )
        for row, beginning in zip(scores, beginnings, strict=True)
    )


def guessed_after(by_stroke: Sequence[StrokeGuesses], label: str) -> int | None:
    """Return after how many strokes (1, 2, …) the network first put `label` above all others; None: never."""
    firsts = (after.guesses[0].label for after in by_stroke)
    return next((count for count, first in enumerate(firsts, start=1) if first == label), None)


def measured(row: ModelRow) -> Measured | None:
    """Return how the network of `row` did, from the file beside its weights; None where nobody measured it."""
    path = Path(row.local_path) / "measured.json"
    if not row.local_path or not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    pairs = sorted(found["taken_for"], key=lambda pair: -pair[2])
    return Measured(found["by_class"], tuple((true, guessed, count) for true, guessed, count in pairs))


def mistakes(found: Measured, label: str) -> tuple[tuple[str, int], ...]:
    """Return what drawings of `label` were taken for, with how many were, the most frequent first."""
    return tuple((guessed, count) for true, guessed, count in found.taken_for if true == label)


def folded(text: str) -> str:
    """Return `text` for comparing: small letters, no accents ("Avión" and "avion" are the same)."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
