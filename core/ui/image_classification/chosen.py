"""Which of the pictures is shown large: the one that is chosen in the table, or the newest."""

from collections.abc import Sequence

import streamlit as st

from core.pictures.images import Picture

_SHOWN = "image_classification.shown"
_SEEN = "image_classification.seen"


def table_key(pictures: Sequence[Picture]) -> str:
    """Return the key of the table of these pictures, in which one is chosen."""
    return f"classified_{hash(tuple(picture.digest for picture in pictures))}"


def chosen_picture(pictures: Sequence[Picture]) -> Picture:
    """Return which of the pictures is shown large: the one chosen in their table, else the first of those that have
    just joined them, else the one of before, else the first one."""
    digests = [picture.digest for picture in pictures]
    seen: list[str] = st.session_state.get(_SEEN, [])
    new = [digest for digest in digests if digest not in seen]
    st.session_state[_SEEN] = digests
    state = st.session_state.get(table_key(pictures))
    rows = state["selection"]["rows"] if state else []
    if rows and rows[0] < len(digests):
        st.session_state[_SHOWN] = digests[rows[0]]
    elif new:
        st.session_state[_SHOWN] = new[0]
    shown = st.session_state.get(_SHOWN)
    return next((picture for picture in pictures if picture.digest == shown), pictures[0])
