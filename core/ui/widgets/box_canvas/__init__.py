"""A picture to draw boxes on: streamlit-drawable-canvas, and beside it a component of our own for what it lacks.

That component measures the column, so that the canvas can be as wide, makes a finger draw as a mouse does, and keeps
the canvas' tools in sight, in the page's language, without those that the page has itself, such as undo
(box_canvas.js). What is drawn is read by core.pictures.canvas.
"""

from collections.abc import Mapping
from io import BytesIO
from math import floor
from operator import attrgetter

import streamlit as st

from core.i18n import _
from core.pictures import canvas
from core.pictures.canvas import Sheet
from core.pictures.images import Picture
from core.pictures.palette import color_of
from core.ui.widgets.component import component

_TALLEST = 620
_FIRST_WIDTH = 520
_LEAST_WIDTH = 160

_beside = component(__file__)


def canvas_size(picture: Picture, key: str) -> tuple[int, int]:
    """Return the width and height, in pixels, of the canvas `key` for a picture: as large as its column has room."""
    width_key = f"{key}_width"
    state = st.session_state.get(_beside_key(key))
    width = state.get("width") if isinstance(state, Mapping) else None
    if isinstance(width, int | float) and width > 0:
        st.session_state[width_key] = max(_LEAST_WIDTH, floor(width))
    return canvas.canvas_size(picture.size, st.session_state.get(width_key, _FIRST_WIDTH), _TALLEST)


def box_canvas(picture: Picture, sheet: Sheet, label: str, *, key: str) -> None:
    """Show `picture` with the boxes of `sheet`, to draw boxes called `label` on; what is drawn runs the script.

    An element before it that comes or goes makes the canvas start again from what it was given first.
    """
    # The canvas registers itself with the running app, so it can only be imported inside of one.
    from streamlit_drawable_canvas import st_canvas

    width, height = sheet.size
    # The tools float over what stands above the picture.
    st.space("small")
    st_canvas(
        fill_color="rgba(0, 0, 0, 0)",
        stroke_width=canvas.STROKE,
        stroke_color=color_of(label),
        background_image=_background(picture, sheet.size),
        background_image_fit="stretch",
        width=width,
        height=height,
        drawing_mode="labeled_rect",
        initial_drawing=canvas.to_drawing(sheet),
        font_size=canvas.FONT_SIZE,
        label=label,
        key=key,
    )
    words = {"Edit": _("Edit boxes"), "Delete selected": _("Delete the chosen box")}
    _beside(
        key=_beside_key(key), data={"words": words}, default={"width": None}, on_width_change=lambda: None
    )


def reported(key: str) -> object:
    """Return what the browser reported last to be on the canvas `key`, None while it reported nothing."""
    state = st.session_state.get(key)
    report = state.get("drawing") if isinstance(state, Mapping) else None
    return report.get("raw") if isinstance(report, Mapping) else None


def _beside_key(key: str) -> str:
    return f"{key}_beside"


@st.cache_data(max_entries=40, show_spinner=False, hash_funcs={Picture: attrgetter("digest")})
def _background(picture: Picture, size: tuple[int, int]) -> bytes:
    """Return the picture as a JPEG of the canvas' size: the canvas shows no more, and more is slow to send."""
    file = BytesIO()
    picture.image.resize(size).save(file, "JPEG", quality=90)
    return file.getvalue()
