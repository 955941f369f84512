"""The label that the reader wants to follow through pictures, table and charts: chosen anywhere, marked everywhere."""

from collections.abc import Sequence

import streamlit as st

from core.i18n import _
from core.pictures.labels import with_name

_MARKED = "marked_label"


def choose_marked_label(labels: Sequence[str], key: str) -> str:
    """Draw the choice of one of `labels` (canonical spellings) and return it; "" for all of them.

    What is chosen in one place is what the others show, where they have it too.
    """
    names = {"": _("All labels"), **{label: with_name(label) for label in labels}}
    marked = st.session_state.get(_MARKED, "")
    st.session_state[key] = marked if marked in names else ""
    chosen: str = st.selectbox(
        _("Label to follow"),
        list(names),
        format_func=names.__getitem__,
        key=key,
        on_change=_mark,
        args=(key,),
    )
    return chosen


def _mark(key: str) -> None:
    st.session_state[_MARKED] = st.session_state[key]
