"""Single drawings: samples of people's, and a pad to make one's own on."""

import streamlit as st

from core.i18n import _
from core.pictures.images import Picture, drawn_picture
from core.sketch.single import SIDE, DrawingSpec, drawing_picture
from core.sketch.strokes import Strokes, hint_for, large, simplified
from core.ui.frame.page import guard
from core.ui.inputs.sources import Add, add_from
from core.ui.widgets.sketch_pad import UNITS, pad_on, sketch_pad

SAMPLE_DRAWINGS = (
    DrawingSpec("cat", 11),
    DrawingSpec("bicycle", 0),
    DrawingSpec("house", 0),
    DrawingSpec("fish", 1),
    DrawingSpec("airplane", 4),
    DrawingSpec("flower", 2),
    DrawingSpec("guitar", 3),
)
"""The drawings that are offered as samples."""


def sample_drawing(index: int) -> Picture:
    """Return one of SAMPLE_DRAWINGS by its index."""
    return drawing_picture(SAMPLE_DRAWINGS[index])


def picture_of_lines(strokes: Strokes) -> Picture:
    """Return what was drawn on a pad as a picture like those of other people's drawings."""
    return drawn_picture(large(simplified(strokes), SIDE), _("drawing.png"))


@st.fragment
def draw_one(key: str, add: Add) -> None:
    """Draw a pad, and the button with which `add` gets what is on it; a new line runs this part alone.

    `key` is that of the page's pictures.
    """
    # A fragment runs again without the page's own net around it.
    with guard():
        sheet = f"{key}.sheet"
        number: int = st.session_state.setdefault(sheet, 0)
        strokes = sketch_pad(f"{key}.pad", paper=str(number)).strokes

        # Not in the run that follows: whatever is pressed next ends it before its last lines.
        def use_drawing() -> None:
            # As it is by now: a line may have come together with the press.
            drawn = pad_on(f"{key}.pad", str(number)).strokes
            add_from(key, add, [lambda: picture_of_lines(drawn)])
            st.session_state[sheet] = number + 1
            # The list and the result are outside of this part.
            st.rerun()

        st.button(
            _("Use this drawing"),
            key=f"{key}.use_drawing",
            icon=":material/check:",
            disabled=bool(hint_for(strokes, UNITS)),
            on_click=use_drawing,
        )
