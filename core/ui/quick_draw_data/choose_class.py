"""Which class of drawings the page shows: chosen from a list, by chance, or from a drawing of each."""

from random import choice

import streamlit as st

from core.i18n import _, current_language, ngettext
from core.sketch.class_names import class_name
from core.sketch.data_set import held_out
from core.sketch.how_people_draw import folded
from core.ui.widgets.class_gallery import class_gallery

FIRST_CLASS = "cat"

_CLASS = "drawn_class"
_ADDRESS = "class"


def choose_class() -> str:
    """Draw the list of the classes and the button that picks one at random; return the class, in the data's spelling.

    It stands in the address, in the data's spelling whatever the language.
    """
    classes = held_out().classes
    asked = st.query_params.get(_ADDRESS)
    label = asked if asked in classes else st.session_state.get(_CLASS, FIRST_CLASS)
    _go_to(label)
    # The browser knows the options by their words, so every language has a list of its own.
    key = f"{_CLASS}_{current_language()}"
    st.session_state[key] = label
    side_by_side = st.container(horizontal=True, vertical_alignment="bottom")
    side_by_side.selectbox(
        _("What people drew"),
        sorted(classes, key=lambda label: folded(class_name(label))),
        format_func=_in_both_languages,
        key=key,
        on_change=_go_to_chosen,
        args=(key,),
    )
    side_by_side.button(_("Surprise me"), icon=":material/casino:", key="surprise", on_click=_surprise)
    st.caption(
        ngettext(
            "{n} drawing by a player of the game. This app's networks did not see it in training.",
            "{n} drawings by players of the game. This app's networks saw none of them in training.",
            len(held_out().of_class(label)),
        )
    )
    return label


def all_classes(label: str) -> None:
    """Draw the folded gallery with a drawing of every class, in which `label` is marked; pressing one goes to it."""
    gallery = st.expander(
        ngettext("See the {n} class", "See all {n} classes", len(held_out().classes)),
        icon=":material/apps:",
        key="all_classes",
        on_change="rerun",
    )
    if gallery.open:
        with gallery:
            class_gallery(label, _go_to, key="class_gallery")


def _go_to(label: str) -> None:
    """Keep the class for when the visitor comes back from another page, and put it in the address."""
    st.session_state[_CLASS] = label
    if st.query_params.get(_ADDRESS) != label:
        st.query_params[_ADDRESS] = label


def _go_to_chosen(key: str) -> None:
    _go_to(st.session_state[key])


def _surprise() -> None:
    others = [label for label in held_out().classes if label != st.session_state[_CLASS]]
    _go_to(choice(others))


def _in_both_languages(label: str) -> str:
    name = class_name(label)
    return name if folded(name) == folded(label) else f"{name} · {label}"
