"""Pictures whose truth is known: scenes of doodles and collages of photographs that the app makes.

What is really there is remembered for the visit, by the picture's digest.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import PurePath
from secrets import randbelow

import streamlit as st

from core.i18n import _
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture
from core.scenes.pictures import with_truth
from core.scenes.spec import DIFFICULTIES, MOST_OBJECTS, MOST_SCENE_SEED, Kind, SceneSpec, spec_of
from core.turns import in_turn
from core.ui.inputs.sources import Source

UsePictures = Callable[[Sequence[Source]], None]
"""Makes the pictures of some sources those of a page."""

SAMPLE_SCENES = (
    SceneSpec(6, 3, "easy"),
    SceneSpec(4, 6, "medium"),
    SceneSpec(7, 4, "medium"),
    SceneSpec(11, 3, "hard"),
)
"""The scenes that are offered as samples."""

SAMPLE_COLLAGES = (
    SceneSpec(3, 3, "easy", "collage"),
    SceneSpec(7, 4, "medium", "collage"),
)
"""The collages that are offered as samples."""

SEEDS = 10_000
"""Seeds that the app chooses are below this: short enough to be read out in class."""

_TRUTH = "truth_of_scenes"


def truth_of(picture: Picture) -> tuple[TruthBox, ...] | None:
    """Return what is really on a picture that was made or drawn during this visit; None for all others."""
    known: Mapping[str, tuple[TruthBox, ...]] = st.session_state.get(_TRUTH, {})
    return known.get(picture.digest)


def made_words(picture: Picture) -> str:
    """Say that the app made a picture, and what that means for models."""
    if picture.source == "collage":
        return _(
            "The app made this collage, so it knows what is on it. Its things were cut out of other photographs: they "
            "have no context, a size by chance and hard edges, which misleads models that learnt from real photographs."
        )
    return _("The app made this scene, so it knows what is on it.")


def scene_picture(spec: SceneSpec) -> Picture:
    """Return the scene of a spec, and remember what is on it; ValueError for a spec that cannot be made."""
    with in_turn("work") as turn:
        # Of a set of scenes, somebody's timed run may go between any two.
        turn.give_way()
        return with_known_truth(*with_truth(spec))


def as_scene(picture: Picture) -> Picture:
    """Return the scene that a picture is by its name and its pixels, and remember what is on it; else the picture."""
    spec = spec_of(PurePath(picture.name).stem)
    if spec is None:
        return picture
    scene, truth = with_truth(spec)
    return with_known_truth(scene, truth) if scene.digest == picture.digest else picture


def sample_scene(index: int) -> Picture:
    """Return one of SAMPLE_SCENES by its index, and remember what is on it."""
    return with_known_truth(*_made(SAMPLE_SCENES[index]))


def sample_collage(index: int) -> Picture:
    """Return one of SAMPLE_COLLAGES by its index, and remember what is on it."""
    return with_known_truth(*_made(SAMPLE_COLLAGES[index]))


@cache
def _made(spec: SceneSpec) -> tuple[Picture, tuple[TruthBox, ...]]:
    return with_truth(spec)


def with_known_truth(picture: Picture, truth: tuple[TruthBox, ...]) -> Picture:
    """Return the picture, and remember for this visit what is on it."""
    st.session_state.setdefault(_TRUTH, {})[picture.digest] = truth
    return picture


def new_scene(key: str, use: UsePictures, kind: Kind = "scene") -> None:
    """Draw the choices of a scene or a collage that the app makes, and the buttons that make it."""
    is_collage = kind == "collage"
    # The button that surprises sets it too, so the first value cannot be the widget's.
    st.session_state.setdefault(f"{key}.seed", 1)
    seed = st.number_input(
        _("Seed"),
        0,
        MOST_SCENE_SEED,
        key=f"{key}.seed",
        persist_state="session",
        help=_("The same seed, number of objects and difficulty always make the same collage.")
        if is_collage
        else _("The same seed, number of objects and difficulty always make the same scene."),
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
        help=_("In harder collages things are smaller, hide one another, and have another light.")
        if is_collage
        else _("In harder scenes things are smaller, hide one another, and lie askew."),
    )
    spec = partial(SceneSpec, objects=int(objects), difficulty=difficulty or "medium", kind=kind)

    def surprise() -> None:
        st.session_state[f"{key}.seed"] = randbelow(SEEDS)
        use([partial(scene_picture, spec(st.session_state[f"{key}.seed"]))])

    with st.container(horizontal=True):
        st.button(
            _("Make the collage") if is_collage else _("Make the scene"),
            key=f"{key}.make",
            icon=":material/content_cut:" if is_collage else ":material/brush:",
            on_click=use,
            args=([partial(scene_picture, spec(int(seed)))],),
        )
        st.button(
            _("Surprise me"),
            key=f"{key}.surprise",
            icon=":material/casino:",
            on_click=surprise,
            help=_("A new seed, by chance."),
        )
