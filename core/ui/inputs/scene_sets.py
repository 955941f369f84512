"""Sets of new scenes and collages to measure models on: a test set at a click, whose truth is known."""

from collections.abc import Collection, Sequence
from secrets import randbelow

import streamlit as st

from core.i18n import _, ngettext
from core.pictures.images import Picture
from core.scenes.spec import KINDS, MOST_SEED, Kind, specs
from core.ui.inputs.domains import PictureDomain
from core.ui.inputs.picture_list import SET_SCENES, AddTruth, add_known_truth, replace_pictures, set_in
from core.ui.inputs.scene_input import SEEDS, scene_picture


def ask_for_set(key: str, domains: Collection[PictureDomain]) -> tuple[Kind, int] | None:
    """Draw the ways to a set of scenes or collages, and return the kind and the seed of the one that was asked for just
    now, or None; what the models of `domains` learnt from comes first."""
    buttons = {
        "collage": (_("Compare on {n} new collages"), ":material/content_cut:", f"{key}.set_collages"),
        "scene": (_("Compare on {n} new scenes"), ":material/dataset:", f"{key}.set"),
    }
    kinds = KINDS if "doodles" in domains else KINDS[::-1]
    new = {}
    for kind in kinds:
        words, icon, name = buttons[kind]
        new[kind] = st.button(
            words.format(n=SET_SCENES),
            key=name,
            icon=icon,
            help=_("A test set whose truth is known. It takes the place of the pictures below."),
        )
    with st.popover(_("The same set again"), icon=":material/replay:"):
        names = {"scene": _("Doodle scenes"), "collage": _("Photo collages")}
        chosen = st.segmented_control(
            _("What is made"),
            kinds,
            default=kinds[0],
            required=True,
            format_func=names.__getitem__,
            key=f"{key}.set_kind_{kinds[0]}",
            persist_state="session",
        )
        seed = st.number_input(
            _("Seed of the set"),
            0,
            MOST_SEED,
            7,
            key=f"{key}.set_seed",
            persist_state="session",
            help=_("The same seed makes the same {n} pictures, for everybody.").format(n=SET_SCENES),
        )
        again = st.button(_("Make these {n}").format(n=SET_SCENES), key=f"{key}.set_again")
    for kind in kinds:
        if new[kind]:
            return kind, randbelow(SEEDS)
    return (chosen or kinds[0], int(seed)) if again else None


def use_set(key: str, kind: Kind, seed: int, add_truth: AddTruth) -> None:
    """Put the scenes or collages of a seed in the place of the list, which can be had back."""
    words = _("Making {n} collages…") if kind == "collage" else _("Making {n} scenes…")
    with st.spinner(words.format(n=SET_SCENES)):
        made = [scene_picture(spec) for spec in specs(SET_SCENES, seed, kind)]
    for picture in made:
        add_known_truth(picture, add_truth)
    chosen: list[Picture] = st.session_state[key]
    if len(chosen) == SET_SCENES and set_in(chosen):
        # One set after another: what can be had back is what the visitor chose.
        st.session_state[key] = made
    else:
        replace_pictures(key, made)
    # The samples and buttons above were drawn for the list as it was.
    st.rerun()


def about_set(key: str, pictures: Sequence[Picture]) -> None:
    """Say which set of scenes or collages is in the list, and offer the pictures that it took the place of."""
    if found := set_in(pictures):
        kind, seed = found
        words = (
            _("{n} new collages of seed {seed}. What is on them is known, so errors are counted.")
            if kind == "collage"
            else _("{n} new scenes of seed {seed}. What is on them is known, so errors are counted.")
        )
        st.markdown(words.format(n=SET_SCENES, seed=f"**{seed}**"))
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
