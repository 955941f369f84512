"""A scene that the visitor draws object by object, each with its name: a picture whose truth is known.

What is being drawn is kept in the session, the same on every page, so a rerun, another language or another page takes
nothing away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.i18n import _
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture, drawn_picture
from core.pictures.labels import with_name
from core.scenes.by_hand import LINES_COVER, drawn_scene, ink_of
from core.scenes.classes import LABELS
from core.scenes.scene import SIDE
from core.sketch.strokes import Stroke, Strokes
from core.ui.frame.page import guard
from core.ui.inputs.scene_input import UsePictures, with_known_truth
from core.ui.widgets.sketch_pad import UNITS, DrawnThing, pad_on, sketch_pad

_SHEET = "scene_sheet"
_THINGS = "scene_things"
_PAD = "scene_pad"


@dataclass(frozen=True)
class _Thing:
    """A finished object of a scene that is being drawn: its label, and its lines in units of the pad."""

    label: str
    strokes: tuple[Stroke, ...]


@st.fragment
def draw_scene(use: UsePictures) -> None:
    """Draw the pad on which a scene is drawn object by object; a new line runs this part alone.

    `use` gets the scene once it is finished.
    """
    # A fragment runs again without the page's own net around it.
    with guard():
        things: tuple[_Thing, ...] = st.session_state.setdefault(_THINGS, ())
        number: int = st.session_state.setdefault(_SHEET, 0)
        pad = sketch_pad(
            _PAD,
            paper=str(number),
            finished=_under_the_sheet(things),
            ink=ink_of(len(things)),
            width=LINES_COVER * UNITS / SIDE,
        )
        unnamed = _choose_name(number) is None and bool(pad.strokes)
        # Always there, with words or without: what comes after it would otherwise move, and be there twice for a while.
        with st.container():
            _what_to_do(things, pad.strokes, unnamed)
        _next_or_use(things, pad.strokes, unnamed, use)
        _take_back(things, pad.strokes)


def _choose_name(number: int) -> str | None:
    names = {label: with_name(label) for label in LABELS}
    return st.selectbox(
        _("What is it?"),
        LABELS,
        index=None,
        placeholder=_("Choose its name"),
        format_func=names.__getitem__,
        key=_name_key(number),
        persist_state="session",
        help=_("These are the things that the models that ship with the app know."),
    )


def _what_to_do(things: Sequence[_Thing], strokes: Strokes, unnamed: bool) -> None:
    if not things and not strokes:
        st.info(
            _("Draw one object and say what it is. Then press Next object and draw another one."),
            icon=":material/draw:",
        )
    elif unnamed:
        st.info(_("Say what your drawing is: then it counts as truth."), icon=":material/label:")


def _next_or_use(things: Sequence[_Thing], strokes: Strokes, unnamed: bool, use: UsePictures) -> None:
    """Draw the buttons that go on to the next object and that use the scene."""

    # Not in the run that follows: whatever is pressed next ends it before its last lines.
    def use_scene() -> None:
        _finish()
        use([_drawing])
        # What the scene is for is outside of this part.
        st.rerun()

    with st.container(horizontal=True):
        st.button(
            _("Next object"),
            key="scene_next",
            icon=":material/add:",
            disabled=not strokes or unnamed,
            on_click=_finish,
        )
        st.button(
            _("Use this scene"),
            key="scene_use",
            type="primary",
            icon=":material/check:",
            disabled=unnamed or not (things or strokes),
            on_click=use_scene,
        )


def _take_back(things: Sequence[_Thing], strokes: Strokes) -> None:
    """Draw the buttons that remove the last object, or everything."""
    with st.container(horizontal=True):
        st.button(
            _("Take the last object away"),
            key="scene_undo",
            icon=":material/undo:",
            type="tertiary",
            disabled=not things,
            on_click=_undo,
        )
        with st.popover(
            _("New paper"),
            icon=":material/note_add:",
            type="tertiary",
            disabled=not things and not strokes,
        ):
            st.markdown(_("What is drawn here is thrown away."))
            st.button(_("Begin anew"), key="scene_clear", on_click=_clear)


def _name_key(number: int) -> str:
    return f"scene_name_{number}"


def _finish() -> None:
    """Put what is on the pad, if it has a name, with the finished objects, and a new sheet on the pad."""
    number: int = st.session_state[_SHEET]
    label = st.session_state.get(_name_key(number))
    # Not what the page saw when it drew the button: a line may have come together with the press.
    strokes = pad_on(_PAD, str(number)).strokes
    if strokes and label in LABELS:
        st.session_state[_THINGS] = (*st.session_state[_THINGS], _Thing(label, strokes))
        st.session_state[_SHEET] = number + 1


def _undo() -> None:
    st.session_state[_THINGS] = st.session_state[_THINGS][:-1]


def _clear() -> None:
    st.session_state[_THINGS] = ()
    st.session_state[_SHEET] += 1


def _under_the_sheet(things: Sequence[_Thing]) -> list[DrawnThing]:
    _picture, boxes = drawn_scene([thing.strokes for thing in things], UNITS)
    units = UNITS / SIDE
    return [
        DrawnThing(
            thing.strokes,
            (box[0] * units, box[1] * units, box[2] * units, box[3] * units),
            ink_of(number),
            with_name(thing.label),
        )
        for number, (thing, box) in enumerate(zip(things, boxes, strict=True))
    ]


def _drawing() -> Picture:
    """Return the picture of the finished objects, and remember what is on it."""
    things: tuple[_Thing, ...] = st.session_state[_THINGS]
    image, boxes = drawn_scene([thing.strokes for thing in things], UNITS)
    truth = tuple(TruthBox(thing.label, box) for thing, box in zip(things, boxes, strict=True))
    return with_known_truth(drawn_picture(image, "drawing.png"), truth)
