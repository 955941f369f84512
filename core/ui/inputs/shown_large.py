"""Which of several pictures is shown large: the one that is chosen in their table."""

from collections.abc import Sequence

import streamlit as st

from core.pictures.images import Picture


def table_key(page: str, pictures: Sequence[Picture]) -> str:
    """Return the key of the table of a page's pictures, in which one can be chosen."""
    return f"{page}.table.{hash(tuple(picture.digest for picture in pictures))}"


def shown_large(page: str, pictures: Sequence[Picture], newest: str = "") -> Picture:
    """Return which of a page's pictures (at least one) is shown large: the one chosen in their table, else the one
    whose digest is `newest`, else the one of before, else the first one."""
    shown = f"{page}.shown"
    state = st.session_state.get(table_key(page, pictures))
    rows = state["selection"]["rows"] if state else []
    if rows and rows[0] < len(pictures):
        st.session_state[shown] = pictures[rows[0]].digest
    elif newest:
        st.session_state[shown] = newest
    wanted = st.session_state.get(shown)
    return next((picture for picture in pictures if picture.digest == wanted), pictures[0])
