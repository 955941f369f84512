"""Where pictures come from, and what becomes of a picture that cannot be had."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.errors import UserError
from core.pictures.images import Picture
from core.turns import in_turn
from core.ui.frame.markdown import plain

Source = Callable[[], Picture]
"""Gives a picture; may raise UserError."""

Add = Callable[[Picture], None]
"""Takes a picture as chosen; may raise UserError."""


def add_from(key: str, add: Add, sources: Sequence[Source]) -> None:
    """Add the picture of every source that gives one, and keep the errors of the others to be shown.

    `key` is that of the page's pictures.
    """
    errors = []
    with in_turn("work") as turn:
        for source in sources:
            turn.give_way()
            try:
                add(source())
            except UserError as error:
                errors.append(error)
    st.session_state[f"{key}.errors"] = errors


def show_errors(key: str) -> None:
    """Draw what went wrong with the last pictures, once: at the next step it is old."""
    for error in st.session_state.pop(f"{key}.errors", ()):
        st.error(plain(str(error)))
