"""Pictures whose truth is known: scenes of doodles that the app makes, and scenes that the visitor draws.

What is really there is remembered for the visit, by the picture's digest. What is being drawn is kept in the session,
the same on every page, so a rerun, another language or another page takes nothing away.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import PurePath
from secrets import randbelow

import streamlit as st

from core.i18n import _
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture, drawn_picture
from core.pictures.labels import with_name
from core.scenes.by_hand import LINES_COVER, drawn_scene, ink_of
from core.scenes.classes import LABELS
from core.scenes.pictures import with_truth
from core.scenes.scene import SIDE
from core.scenes.spec import DIFFICULTIES, MOST_OBJECTS, MOST_SCENE_SEED, SceneSpec, spec_of
from core.sketch.strokes import Stroke
from core.ui.frame.page import guard
from core.ui.widgets.sketch_pad import UNITS, Finished, pad_on, sketch_pad

Take = Callable[[Sequence[Callable[[], Picture]]], None]
"""Takes what functions return as the pictures of a page."""

SAMPLE_SCENES = (
    SceneSpec(6, 3, "easy"),
    SceneSpec(4, 6, "medium"),
    SceneSpec(7, 4, "medium"),
    SceneSpec(11, 3, "hard"),
)
"""The scenes that are offered as samples."""

SEEDS = 10_000
"""Seeds that the app chooses are below this: short enough to be read out in class."""

_TRUTH = "truth_of_scenes"
_SHEET = "scene_sheet"
_THINGS = "scene_things"
_PAD = "scene_pad"


@dataclass(frozen=True)
class _Thing:
    """A finished object of a scene that is being drawn: its label, and its lines in units of the pad."""

    label: str
    strokes: tuple[Stroke, ...]


def truth_of(picture: Picture) -> tuple[TruthBox, ...] | None:
    """Return what is really on a picture that was made or drawn during this visit; None for all others."""
    known: Mapping[str, tuple[TruthBox, ...]] = st.session_state.get(_TRUTH, {})
    return known.get(picture.digest)


def scene_picture(spec: SceneSpec) -> Picture:
    """Return the scene of a spec, and remember what is on it; ValueError for a spec that cannot be made."""
    return _remembered(*with_truth(spec))


def as_scene(picture: Picture) -> Picture:
    """Return the scene that a picture is by its name and its pixels, and remember what is on it; else the picture."""
    spec = spec_of(PurePath(picture.name).stem)
    if spec is None:
        return picture
    scene, truth = with_truth(spec)
    return _remembered(scene, truth) if scene.digest == picture.digest else picture


def sample_scene(place: int) -> Picture:
    """Return one of SAMPLE_SCENES by its place there, and remember what is on it."""
    return _remembered(*_made(SAMPLE_SCENES[place]))


@cache
def _made(spec: SceneSpec) -> tuple[Picture, tuple[TruthBox, ...]]:
    return with_truth(spec)


def _remembered(picture: Picture, truth: tuple[TruthBox, ...]) -> Picture:
    st.session_state.setdefault(_TRUTH, {})[picture.digest] = truth
    return picture


def new_scene(key: str, take: Take) -> None:
    """Draw the choices of a scene that the app makes, and the buttons that make it."""
    # The button that surprises sets it too, so the first value cannot be the widget's.
    st.session_state.setdefault(f"{key}.seed", 1)
    seed = st.number_input(
        _("Seed"),
        0,
        MOST_SCENE_SEED,
        key=f"{key}.seed",
        persist_state="session",
        help=_("The same seed, number of objects and difficulty always make the same scene."),
    )
    objects = st.slider(
        _("Number of objects"), 1, MOST_OBJECTS, 4, key=f"{key}.objects", persist_state="session"
    )
    words = {"easy": _("easy"), "medium": _("medium"), "hard": _("hard")}
    difficulty = st.segmented_control(
        _("Difficulty"),
        DIFFICULTIES,
        default="medium",
        required=True,
        format_func=words.__getitem__,
        key=f"{key}.difficulty",
        persist_state="session",
        help=_("In harder scenes things are smaller, hide one another, and lie askew."),
    )
    spec = partial(SceneSpec, objects=int(objects), difficulty=difficulty or "medium")

    def surprise() -> None:
        st.session_state[f"{key}.seed"] = randbelow(SEEDS)
        take([partial(scene_picture, spec(st.session_state[f"{key}.seed"]))])

    with st.container(horizontal=True):
        st.button(
            _("Make the scene"),
            key=f"{key}.make",
            icon=":material/brush:",
            on_click=take,
            args=([partial(scene_picture, spec(int(seed)))],),
        )
        st.button(
            _("Surprise me"),
            key=f"{key}.surprise",
            icon=":material/casino:",
            on_click=surprise,
            help=_("A new seed, by chance."),
        )


@st.fragment
def draw_scene(take: Take) -> None:
    """Draw the pad on which a scene is drawn object by object; a new line runs this part alone."""
    # A fragment runs again without the page's own net around it.
    with guard():
        _draw_scene(take)


def _draw_scene(take: Take) -> None:
    things: tuple[_Thing, ...] = st.session_state.setdefault(_THINGS, ())
    number: int = st.session_state.setdefault(_SHEET, 0)
    pad = sketch_pad(
        _PAD,
        paper=str(number),
        finished=_finished(things),
        ink=ink_of(len(things)),
        width=LINES_COVER * UNITS / SIDE,
    )
    names = {label: with_name(label) for label in LABELS}
    label = st.selectbox(
        _("What is it?"),
        LABELS,
        index=None,
        placeholder=_("Choose its name"),
        format_func=names.__getitem__,
        key=_name_key(number),
        persist_state="session",
        help=_("These are the things that the models that ship with the app know."),
    )
    unnamed = bool(pad.strokes) and label is None
    if not things and not pad.strokes:
        st.info(
            _("Draw one object and say what it is. Then press Next object and draw another one."),
            icon=":material/draw:",
        )
    elif unnamed:
        st.info(_("Say what your drawing is: then it counts as truth."), icon=":material/label:")
    with st.container(horizontal=True):
        st.button(
            _("Next object"),
            key="scene_next",
            icon=":material/add:",
            disabled=not pad.strokes or unnamed,
            on_click=_finish,
        )
        used = st.button(
            _("Use this scene"),
            key="scene_use",
            type="primary",
            icon=":material/check:",
            disabled=unnamed or not (things or pad.strokes),
        )
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
            disabled=not things and not pad.strokes,
        ):
            st.markdown(_("What is drawn here is thrown away."))
            st.button(_("Begin anew"), key="scene_clear", on_click=_clear)
    if used:
        _finish()
        take([_drawing])
        st.rerun()


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


def _finished(things: Sequence[_Thing]) -> list[Finished]:
    _picture, boxes = drawn_scene([thing.strokes for thing in things], UNITS)
    units = UNITS / SIDE
    return [
        Finished(
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
    return _remembered(drawn_picture(image, "drawing.png"), truth)
