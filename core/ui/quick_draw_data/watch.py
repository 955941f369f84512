"""The replay: a drawing being made, and what a network guesses meanwhile."""

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loader import loaded_names
from core.sketch.data_set import held_out
from core.sketch.guessing import TASK
from core.sketch.how_people_draw import guesses_by_stroke, typical_first
from core.sketch.strokes import Stroke
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.inputs.model_input import ask
from core.ui.widgets.replay import DrawingGuesses, chosen_drawing, replay

_REPLAY = "replay"
_GUESSES = "drawing_guesses"
_MOST_KEPT = 400


@st.fragment
def watch(label: str, row: ModelRow | None) -> None:
    """Draw a drawing of the class being made, with what the model of `row` guesses meanwhile, and the wall of all.

    Another drawing runs this part alone. Without a model the drawings are there all the same.
    """
    drawings = _drawings(label)
    chosen = chosen_drawing(_REPLAY, list(drawings))
    status = st.container()
    # A model in memory answers before the drawing is on the screen, any other after it.
    at_once = row is not None and row.name in loaded_names()
    if row and at_once:
        with status, guard():
            _look(row, label, chosen)
    guesses = _kept().get((row, chosen)) if row else None
    replay(
        label,
        drawings,
        chosen,
        guesses,
        key=_REPLAY,
        pending=_("The guesses come here when the model is ready."),
    )
    if row and guesses is None and not at_once:
        with status, guard():
            _look(row, label, chosen)
            st.rerun()


def _drawings(label: str) -> dict[str, list[Stroke]]:
    """Return the drawings of a class by their key, the most typical first."""
    packed = held_out()
    return {str(packed.keys[index]): packed.strokes(index) for index in _in_order(label)}


@st.cache_data(max_entries=400, show_spinner=False)
def _in_order(label: str) -> list[int]:
    """Return the numbers of the drawings of a class, the most typical first."""
    packed = held_out()
    numbers = packed.of_class(label)
    return [numbers[rank] for rank in typical_first([packed.strokes(number) for number in numbers])]


def _kept() -> dict[tuple[ModelRow, str], DrawingGuesses]:
    """Return what models guessed for this visitor, by the model that was asked and the drawing's key."""
    kept: dict[tuple[ModelRow, str], DrawingGuesses] = st.session_state.setdefault(_GUESSES, {})
    return kept


def _look(row: ModelRow, label: str, chosen: str) -> None:
    """Have the model of `row` look at the beginnings of a drawing, and keep what it guesses, unless it did before.

    Raises UserError when there is no model that could.
    """
    kept = _kept()
    if (row, chosen) in kept:
        return
    strokes = _drawings(label)[chosen]
    with status_line() as notify:
        kept[row, chosen] = ask(
            row,
            TASK,
            lambda loaded: DrawingGuesses(loaded.row.title, guesses_by_stroke(loaded, strokes, label)),
            notify,
        )
    while len(kept) > _MOST_KEPT:
        del kept[next(iter(kept))]
