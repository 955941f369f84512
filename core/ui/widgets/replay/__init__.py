"""Real drawings, replayed stroke by stroke in the browser, with a wall of them below to choose from.

A Streamlit component of our own (replay.js, replay.css). Playing, pausing and moving about in a drawing run no script:
only the choice of another drawing does, and what the network thinks of it comes back with all its strokes at once.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.i18n import _, decimal, ngettext
from core.pictures.marks import percent
from core.sketch.class_names import class_name, with_article
from core.sketch.how_people_draw import StrokeGuesses, flat, guessed_after, order_colors
from core.sketch.strokes import Strokes
from core.ui.widgets.component import component

SPEEDS = (0.5, 1, 2, 4)

_SHADES = 32

_component = component(__file__)


@dataclass(frozen=True)
class DrawingGuesses:
    """What the model called `model` guesses a drawing to be after each of its strokes."""

    model: str
    by_stroke: tuple[StrokeGuesses, ...]


def replay(
    label: str,
    drawings: Mapping[str, Strokes],
    chosen: str,
    guesses: DrawingGuesses | None,
    *,
    key: str,
    pending: str,
) -> None:
    """Show drawing `chosen` of the class `label` large, being drawn, and all of `drawings` on a wall below it.

    `drawings` are in units of 0 to 255, by a name of each; `guesses` are a network's for the chosen one, and
    `pending` stands in their place while there are none. `chosen_drawing(key)` says which one the visitor went to.
    """
    data = {
        "class": label,
        "chosen": chosen,
        "drawings": [{"key": name, "strokes": flat(strokes)} for name, strokes in drawings.items()],
        "answer": guesses and _answer(label, chosen, guesses),
        "palette": {
            "light": order_colors(_SHADES, dark=False),
            "dark": order_colors(_SHADES, dark=True),
        },
        "speeds": [{"value": speed, "text": _speed(speed)} for speed in SPEEDS],
        "words": _words(label, pending),
    }
    _component(key=key, data=data, default={"chosen": None}, on_chosen_change=lambda: None)


def chosen_drawing(key: str, names: Sequence[str]) -> str:
    """Return the name of the drawing that the visitor went to, the first of `names` where it is none of them."""
    state = st.session_state.get(key)
    asked = state.get("chosen") if isinstance(state, Mapping) else None
    return str(asked) if asked in names else names[0]


def _answer(label: str, chosen: str, guesses: DrawingGuesses) -> dict[str, Any]:
    return {
        "key": chosen,
        "model": guesses.model,
        "verdict": _verdict(label, guesses.by_stroke),
        "steps": [
            {
                "guesses": [
                    {
                        "name": class_name(guess.label),
                        "score": round(guess.score, 4),
                        "percent": percent(guess.score),
                        "right": guess.label == label,
                    }
                    for guess in after.guesses
                ],
                "right": None if after.right is None else round(after.right, 4),
                "seen": b64encode(after.seen).decode("ascii"),
            }
            for after in guesses.by_stroke
        ],
    }


def _verdict(label: str, by_stroke: Sequence[StrokeGuesses]) -> str:
    if by_stroke and by_stroke[0].right is None:
        return _("This model does not know this class: it can only guess others.")
    count = guessed_after(by_stroke, label)
    if count is None:
        return _("It never puts the right answer first.")
    if count == len(by_stroke):
        return (
            _("It only gets it with the last stroke.") if count > 1 else _("It gets it with the only stroke.")
        )
    return ngettext(
        "Right for the first time after {n} stroke.", "Right for the first time after {n} strokes.", count
    )


def _speed(speed: float) -> str:
    return f"{decimal(speed, 0 if speed == int(speed) else 1)}×"


def _words(label: str, pending: str) -> dict[str, str]:
    """Return the component's texts; {done}, {all}, {number} and {strokes} are filled in by the browser."""
    return {
        "picture": _("{thing}, drawn by a person").format(thing=with_article(label)),
        "play": _("Play"),
        "pause": _("Pause"),
        "restart": _("From the beginning"),
        "previous": _("Previous drawing"),
        "next": _("Next drawing"),
        "speed": _("Speed"),
        "colors": _("Colour by order"),
        "first": _("first stroke"),
        "last": _("last stroke"),
        "slider": _("Strokes drawn"),
        "counter": _("Stroke {done} of {all}"),
        "number": _("Drawing {number} of {all}"),
        "pace": _(
            "Every line is drawn at the same speed: the simplified data keep the order of the strokes, not their times."
        ),
        "guesses": _("What the network guesses"),
        "nothing": _("Not a whole stroke yet: nothing to guess."),
        "pending": pending,
        "seen": _("This is all it sees: 28 × 28 pixels, whatever has been drawn blown up to fill them."),
        "trace": _("How sure it is of “{name}” after each stroke").format(name=class_name(label)),
        "wall": _("The wall"),
        "wallHint": _(
            "Choose a drawing to see how it was made. Those most like the mean come first, the strangest last."
        ),
        "tile": _("Drawing {number}, strokes: {strokes}"),
        "all": _("Watch them all being drawn"),
        "stop": _("Stop"),
    }
