"""Drawing freely, or bringing a picture: the network's guesses, and the drawing as it sees it."""

from functools import partial
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from core.i18n import _
from core.models import files
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.drawing import Ink, contrast_of, ink_of, is_on_paper, problem_of, redrawn
from core.pictures.images import EXTENSIONS, FORMATS, MAX_PICTURE_BYTES, open_picture, with_transparency
from core.pictures.png import png
from core.sketch.guessing import TASK, best, ink_probabilities, labels_of, probabilities
from core.sketch.pictionary import RECOGNISED_SCORE
from core.sketch.strokes import Hint, Strokes, bitmap, hint_for, large, simplified
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.model_input import ask
from core.ui.quick_draw.guesses import bars, guesses_style, network_view
from core.ui.quick_draw.kept_drawing import bring_back_drawing, keep_drawing
from core.ui.quick_draw.kept_games import KEY
from core.ui.widgets.sketch_pad import UNITS, sketch_pad

Mode = Literal["draw", "game", "picture"]

_PAD = "free_pad"
_PICTURE_SIDE = 800
_STAND_INS = "sketch_stand_ins"


def choose_mode() -> Mode:
    """Draw the choice between drawing freely and the game, and return it."""
    words: dict[Mode, str] = {
        "draw": _("Draw freely"),
        "game": _("Play the game"),
        "picture": _("A picture of a drawing"),
    }
    # Who comes back to a game wants to go on with it; what the choice begins with stays the same all the visit.
    first: Mode = st.session_state.setdefault(
        "sketch_first_mode", "game" if KEY in st.query_params else "draw"
    )
    chosen = st.segmented_control(
        _("What to do"),
        list(words),
        default=first,
        required=True,
        format_func=words.__getitem__,
        key="sketch_mode",
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or "draw"


def draw_freely(row: ModelRow) -> None:
    """Draw the pad and, beside it, what the model of `row` guesses; a new line runs this part alone."""
    guesses_style()
    _pad_and_guesses(row)


def guess_picture(row: ModelRow) -> None:
    """Draw the way in for a picture of a drawing, and what the model of `row` guesses it to be."""
    guesses_style()
    _picture_and_guesses(row)


@st.fragment
def _pad_and_guesses(row: ModelRow) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        paper, answer = st.columns([6, 5], gap="medium")
        guesser = _stand_in(row)
        with paper:
            bring_back_drawing(_PAD)
            # A line would run this part again, and so break a download off.
            pad = sketch_pad(_PAD, disabled=files.cached(guesser) is None)
        with answer, guard():
            if _fetched(row, guesser):
                _answer(guesser, pad.strokes)
        with paper, guard():
            keep_drawing(pad)


@st.fragment
def _picture_and_guesses(row: ModelRow) -> None:
    with guard():
        given, answer = st.columns([6, 5], gap="medium")
        with given:
            limit_words("sketch_file", MAX_PICTURE_BYTES, FORMATS)
            file = st.file_uploader(
                _("A photograph of paper, a scan or a screenshot: lines on a plain ground, light or dark"),
                list(EXTENSIONS),
                max_upload_size=MAX_PICTURE_BYTES // 1_000_000,
                key="sketch_file",
            )
        guesser = _stand_in(row)
        with answer, guard():
            if _fetched(row, guesser) and file is not None:
                data = file.getvalue()
                picture = open_picture(data, file.name)
                given.image(picture.image, caption=plain(picture.name))
                # On white, as the picture is shown, white lines on a transparent ground are gone.
                _answer_to_picture(guesser, with_transparency(data) or picture.image)


def _stand_in(row: ModelRow) -> ModelRow:
    """Return the model that guesses: that of `row`, or the one that took its place when it could not be had."""
    stand_ins: dict[str, ModelRow] = st.session_state.setdefault(_STAND_INS, {})
    return stand_ins.get(row.name, row)


def _fetched(row: ModelRow, guesser: ModelRow) -> bool:
    """Say whether the model is on this machine; draw the way to get it when it is not, or another one guesses."""
    if guesser.name == row.name and files.cached(row) is not None:
        return True
    if guesser.name != row.name:
        st.warning(
            _("{model} cannot be had now: {other} guesses in its place.").format(
                model=plain(row.title), other=plain(guesser.title)
            ),
            icon=":material/cloud_off:",
        )
    words = _("Try again") if guesser.name != row.name else _("Download the model")
    if st.button(words, icon=":material/download:", key="sketch_fetch"):
        with status_line() as notify:
            st.session_state[_STAND_INS][row.name] = ask(row, TASK, lambda loaded: loaded.row, notify)
        st.rerun()
    return guesser.name != row.name


def _answer(row: ModelRow, strokes: Strokes) -> None:
    """Draw what the model of `row` guesses, or why there is nothing to guess."""
    hint = hint_for(strokes, UNITS)
    with status_line() as notify:
        # The model is asked before the first line too, so that the first answer comes as fast as the others.
        answer = ask(row, TASK, lambda loaded: "" if hint else answer_to(loaded, strokes), notify)
    if hint:
        st.info(_hint_words(hint), icon=":material/draw:")
        return
    st.html(answer)
    downloads(Download(_("Download the drawing"), partial(_png, strokes), "drawing.png", "image/png"))


def answer_to(loaded: LoadedModel, strokes: Strokes) -> str:
    """Return HTML for what a model guesses a drawing to be, and for what it sees of it; `strokes` must be something to
    guess, in any unit and place."""
    scores = probabilities(loaded, [strokes])[0]
    return _answer_html(loaded, scores, bitmap(simplified(strokes)))


def _answer_to_picture(row: ModelRow, image: Image.Image) -> None:
    contrast = contrast_of(image)
    ink = ink_of(contrast)
    if problem := problem_of(ink):
        st.info(_hint_words("no ink" if problem == "empty" else "spot"), icon=":material/draw:")
        return
    with status_line() as notify:
        scores, answer = ask(row, TASK, partial(_answer_to_ink, ink=ink), notify)
    if scores.max() < RECOGNISED_SCORE or not is_on_paper(contrast):
        st.info(
            _(
                "Perhaps this is no drawing, or one of something that the network does not know. It cannot say "
                "“I don't know”: it shares its 100 % out among the things that it knows all the same."
            ),
            icon=":material/help:",
        )
    st.html(answer)


def _answer_to_ink(loaded: LoadedModel, ink: Ink) -> tuple[NDArray[np.float32], str]:
    scores = ink_probabilities(loaded, ink)
    return scores, _answer_html(loaded, scores, redrawn(ink))


def _answer_html(loaded: LoadedModel, scores: NDArray[np.float32], seen: NDArray[np.uint8]) -> str:
    guesses = f'<div role="status">{bars(best(labels_of(loaded), scores))}</div>'
    # Classifiers of the Hub see a larger picture, in their own way.
    if loaded.row.library != "torch":
        return guesses
    words = _(
        "So much is left of your drawing for the network: 28 × 28 grey pixels, cut to its edges, all lines equally "
        "wide. Size, place and line width make no difference."
    )
    return guesses + network_view(seen, words)


def _hint_words(hint: Hint | Literal["no ink", "spot"]) -> str:
    return {
        "empty": _("Draw something: the guesses come after every line."),
        "dot": _("That is one dot, and a dot can be anything. Draw a line or two."),
        "full": _(
            "There is so much ink that no drawing can be seen. Take some away with the eraser, or clear the paper."
        ),
        "no ink": _("No drawing can be told from the ground. Choose a picture of dark lines on light paper."),
        "spot": _(
            "There are no lines in this picture, only ink. Choose a picture of lines on a plain ground."
        ),
    }[hint]


def _png(strokes: Strokes) -> bytes:
    return png(large(simplified(strokes), _PICTURE_SIDE))
