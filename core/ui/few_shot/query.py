"""The new picture of the few-shot page: chosen, or drawn at this moment."""

from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np
import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.sketch.data_set import held_out
from core.sketch.strokes import hint_for
from core.ui.few_shot.examples import KEY
from core.ui.few_shot.own_classes import FIRST_QUERY, OwnClass, add_example
from core.ui.frame.markdown import plain
from core.ui.inputs.domains import domain_known
from core.ui.inputs.drawing_input import picture_of_lines
from core.ui.inputs.image_input import choose_picture
from core.ui.inputs.sources import add_from
from core.ui.widgets.sketch_pad import UNITS, Pad, pad_on, put_on, sketch_pad

_PAD = "few_shot_pad"
_SAMPLES = (FIRST_QUERY, "bear_brown.jpg", "gull_silver.jpg", "pelican.jpg", "dog.jpg")
_MARGIN = 0.15
"""Of the pad's side that the drawing it begins with leaves free."""


def choose_query(row: ModelRow | None, classes: Sequence[OwnClass]) -> Picture | None:
    """Draw the choice of a new picture and return it, None while the pad is empty.

    What is drawn can be added to the `classes` as an example.
    """
    ways: dict[Literal["picture", "draw"], str] = {"picture": _("A picture"), "draw": _("Draw it")}
    domain = domain_known(row)
    way = st.segmented_control(
        _("The new picture"),
        list(ways),
        format_func=ways.__getitem__,
        default="draw" if domain == "doodles" else "picture",
        required=True,
        # With another world of models the page begins with the other way.
        key=f"few_shot_way_{domain}",
        persist_state="session",
    )
    if way == "picture":
        return choose_picture("few_shot_query", domain=domain, samples=_SAMPLES, doodles=("drawings",))
    put_on(_PAD, _first_drawing())
    pad = sketch_pad(_PAD)
    if hint_for(pad.strokes, UNITS):
        st.info(_("Draw something: the class comes after every line."), icon=":material/draw:")
        return None
    picture = picture_of_lines(pad.strokes)
    if classes:
        _add_to_class(classes)
    return picture


def _add_to_class(classes: Sequence[OwnClass]) -> None:
    # Not in the run that follows: whatever is pressed next ends it before its last lines.
    def add_drawing(number: int) -> None:
        # As it is by now: a line may have come together with the press.
        strokes = pad_on(_PAD, "").strokes
        add_from(KEY, partial(add_example, number), [lambda: picture_of_lines(strokes)])
        # The examples are outside of the fragment that the pad is in.
        st.rerun()

    with st.popover(_("Add this drawing to a class"), icon=":material/add:", type="tertiary"):
        for one in classes:
            st.button(
                plain(one.name),
                key=f"few_shot_drawn_{one.number}",
                on_click=add_drawing,
                args=(one.number,),
            )


def _first_drawing() -> Pad:
    """Return a cat that somebody drew, and that is no example."""
    known = held_out()
    strokes = known.strokes(known.of_class("cat")[-1])
    scale = (1 - 2 * _MARGIN) * UNITS / max(float(np.max(stroke)) for stroke in strokes)
    return Pad(tuple(stroke * scale + _MARGIN * UNITS for stroke in strokes), (20.0,) * len(strokes))
