"""Drawing freely, or bringing a picture: the network's guesses, and the drawing as it sees it."""

from functools import partial
from io import BytesIO
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.i18n import _
from core.models import files
from core.models.catalogue import ModelRow
from core.models.loader import LoadedModel
from core.ui.frame import guard
from core.ui.guesses import bars, network_view
from core.ui.markdown import plain
from core.ui.model_input import ready
from core.ui.sketch_pad import UNITS, sketch_pad
from core.ui.status import status_line
from core.vision.images import EXTENSIONS, MAX_BYTES, open_picture
from core.vision.quick_draw import best, labels_of, of_ink, probabilities
from core.vision.sketch import Hint, Strokes, bitmap, hint_for, large, simplified
from core.vision.sketch_picture import ink_of, problem_of, redrawn

Mode = Literal["draw", "game", "picture"]

_PICTURE_SIDE = 800


def choose_mode() -> Mode:
    """Draw the choice between drawing freely and the game, and return it."""
    words: dict[Mode, str] = {
        "draw": _("Draw freely"),
        "game": _("Play the game"),
        "picture": _("A picture of a drawing"),
    }
    chosen = st.segmented_control(
        _("What to do"),
        list(words),
        default="draw",
        required=True,
        format_func=words.__getitem__,
        key="sketch_mode",
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or "draw"


@st.fragment
def draw_freely(row: ModelRow) -> None:
    """Draw the pad and, beside it, what the model of `row` guesses; a new line runs this part alone."""
    paper, answer = st.columns([6, 5], gap="medium")
    with paper:
        pad = sketch_pad("free_pad")
    with answer, guard():
        hint = hint_for(pad.strokes, UNITS)
        # What is on this machine is made ready before the first line, what is not is fetched when there is a drawing.
        if hint and files.cached(row) is None:
            st.info(_hint_words(hint), icon=":material/draw:")
            return
        with status_line() as notify:
            loaded = ready(row, "auto", notify)
        if hint:
            st.info(_hint_words(hint), icon=":material/draw:")
        else:
            _guesses(loaded, pad.strokes)


def guess_picture(row: ModelRow) -> None:
    """Draw the way in for a picture of a drawing, and what the model of `row` guesses it to be."""
    given, answer = st.columns([6, 5], gap="medium")
    with given:
        file = st.file_uploader(
            _("A photograph of paper, a scan or a screenshot: lines on a plain ground, light or dark"),
            list(EXTENSIONS),
            max_upload_size=MAX_BYTES // 1_000_000,
            key="sketch_file",
        )
    if file is None:
        return
    picture = open_picture(file.getvalue(), file.name)
    given.image(picture.image, caption=plain(picture.name))
    with answer:
        ink = ink_of(picture.image)
        if problem := problem_of(ink):
            st.info(_hint_words("empty picture" if problem == "empty" else "full"), icon=":material/draw:")
            return
        with status_line() as notify:
            loaded = ready(row, "auto", notify)
            scores = of_ink(loaded, ink, notify)
        _show(loaded, scores, redrawn(ink))


def _guesses(loaded: LoadedModel, strokes: Strokes) -> None:
    _show(loaded, probabilities(loaded, [strokes])[0], bitmap(simplified(strokes)))
    st.download_button(
        _("Download the drawing"),
        partial(_png, strokes),
        "drawing.png",
        "image/png",
        icon=":material/download:",
        on_click="ignore",
    )


def _show(loaded: LoadedModel, scores: NDArray[np.float32], seen: NDArray[np.uint8]) -> None:
    st.html(f'<div role="status">{bars(best(labels_of(loaded), scores))}</div>')
    words = _(
        "So much is left of your drawing for the network: 28 x 28 grey pixels, cut to its edges, all lines equally "
        "wide. Size, place and line width make no difference."
    )
    st.html(network_view(seen, words))


def _hint_words(hint: Hint | Literal["empty picture"]) -> str:
    return {
        "empty picture": _(
            "No drawing can be told from the ground. Choose a picture of dark lines on light paper."
        ),
        "empty": _("Draw something: the guesses come after every line."),
        "dot": _("That is one dot, and a dot can be anything. Draw a line or two."),
        "full": _(
            "There is so much ink that no drawing can be seen. Take some away with the eraser, or clear the paper."
        ),
    }[hint]


def _png(strokes: Strokes) -> bytes:
    file = BytesIO()
    large(simplified(strokes), _PICTURE_SIDE).save(file, "PNG")
    return file.getvalue()
