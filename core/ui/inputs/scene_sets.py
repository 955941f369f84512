"""Sets of new scenes to measure models on: a test set at a click, whose truth is known."""

from collections.abc import Sequence
from secrets import randbelow

import streamlit as st

from core.i18n import _, ngettext
from core.pictures.images import Picture
from core.scenes.spec import MOST_SEED, specs
from core.ui.inputs.picture_list import SET_SCENES, AddTruth, add_known_truth, replace_pictures, set_seed
from core.ui.inputs.scene_input import SEEDS, scene_picture


def ask_for_set(key: str) -> int | None:
    """Draw the ways to a set of scenes, and return the seed of the one that was asked for just now, or None."""
    new = st.button(
        _("Compare on {n} new scenes").format(n=SET_SCENES),
        key=f"{key}.set",
        icon=":material/dataset:",
        help=_("A test set whose truth is known. It takes the place of the pictures below."),
    )
    with st.popover(_("The same scenes again"), icon=":material/replay:"):
        seed = st.number_input(
            _("Seed of the scenes"),
            0,
            MOST_SEED,
            7,
            key=f"{key}.set_seed",
            persist_state="session",
            help=_("The same seed makes the same {n} scenes, for everybody.").format(n=SET_SCENES),
        )
        again = st.button(_("Make these {n} scenes").format(n=SET_SCENES), key=f"{key}.set_again")
    if new:
        return randbelow(SEEDS)
    return int(seed) if again else None


def use_set(key: str, seed: int, add_truth: AddTruth) -> None:
    """Put the scenes of a seed in the place of the list, which can be had back."""
    with st.spinner(_("Making {n} scenes…").format(n=SET_SCENES)):
        made = [scene_picture(spec) for spec in specs(SET_SCENES, seed)]
    for picture in made:
        add_known_truth(picture, add_truth)
    chosen: list[Picture] = st.session_state[key]
    if len(chosen) == SET_SCENES and set_seed(chosen) is not None:
        # One set after another: what can be had back is what the visitor chose.
        st.session_state[key] = made
    else:
        replace_pictures(key, made)
    # The samples and buttons above were drawn for the list as it was.
    st.rerun()


def about_set(key: str, pictures: Sequence[Picture]) -> None:
    """Say which set of scenes is in the list, and offer the pictures that it took the place of."""
    seed = set_seed(pictures)
    if seed is not None:
        st.markdown(
            _("{n} new scenes of seed {seed}. What is on them is known, so errors are counted.").format(
                n=SET_SCENES, seed=f"**{seed}**"
            )
        )
    before: list[Picture] = st.session_state.get(f"{key}.before", [])
    if before and before != pictures:
        st.button(
            ngettext(
                "Bring back the picture from before", "Bring back the {n} pictures from before", len(before)
            ),
            key=f"{key}.bring_back",
            icon=":material/undo:",
            on_click=replace_pictures,
            args=(key, before),
        )
