"""Guessing drawings in the terminal, for core.command: pictures of drawings in, labels and scores out."""

import argparse
from dataclasses import dataclass
from typing import Any

from PIL import Image

from core.errors import UserError
from core.i18n import N_
from core.models.loaded import LoadedModel
from core.pictures.annotate import draw_marks
from core.pictures.drawing import Ink, contrast_of, ink_of, problem_of
from core.pictures.images import open_picture, with_transparency
from core.pictures.marks import Mark, percent
from core.pictures.palette import color_of
from core.pictures.png import png
from core.pictures.sources import PICTURES, file_at
from core.sketch.class_names import class_name
from core.sketch.guessing import best, ink_probabilities, labels_of

SUMMARY = N_("Guesses what drawings are: the five likeliest things, with their scores.")
INPUT_HELP = PICTURES

_PROBLEMS = {
    "empty": N_("No drawing can be told from the ground. Choose a picture of dark lines on light paper."),
    "spot": N_("There are no lines in this picture, only ink. Choose a picture of lines on a plain ground."),
}


@dataclass(frozen=True)
class PicturedDrawing:
    """A picture of a drawing, and where its ink is (see core.pictures.drawing)."""

    image: Image.Image
    ink: Ink


def add_options(_options: argparse._ArgumentGroup) -> None:
    """Add nothing: there is nothing to set."""


def options_in(_given: argparse.Namespace) -> None:
    """Return None: there is nothing to set."""


def read(source: str) -> PicturedDrawing:
    """Return the drawing on the picture at a path or an address; UserError also where there is nothing to guess."""
    name, data = file_at(source)
    picture = open_picture(data, name)
    # On white, white lines on a transparent ground are gone.
    ink = ink_of(contrast_of(with_transparency(data) or picture.image))
    if problem := problem_of(ink):
        raise UserError(N_("{input}: {problem}"), input=source, problem=UserError(_PROBLEMS[problem]))
    return PicturedDrawing(picture.image, ink)


def answer(loaded: LoadedModel, drawing: PicturedDrawing, _options: None) -> list[dict[str, Any]]:
    """Return the five best guesses, the best first: the label as the Quick, Draw! data set spells it, and its score
    (0..1)."""
    return [
        {"label": guess.label, "score": guess.score}
        for guess in best(labels_of(loaded), ink_probabilities(loaded, drawing.ink))
    ]


def lines(guesses: list[dict[str, Any]]) -> list[str]:
    """Return a line a guess: what the thing is called in the language in use, and the score."""
    names = [class_name(guess["label"]) for guess in guesses]
    widest = max(map(len, names))
    return [
        f"{name:<{widest}}  {percent(guess['score'], 1):>7}"
        for name, guess in zip(names, guesses, strict=True)
    ]


def files(drawing: PicturedDrawing, guesses: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return the picture with the best guess written on it."""
    best_one = guesses[0]
    whole = (0.0, 0.0, float(drawing.image.width), float(drawing.image.height))
    mark = Mark(class_name(best_one["label"]), color_of(best_one["label"]), best_one["score"], whole)
    return {".png": png(draw_marks(drawing.image, [mark]))}
