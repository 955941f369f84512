"""Which of several pictures or texts is shown large: the one that is chosen in their table."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import streamlit as st


class Chosen(Protocol):
    """A picture or a text: what is in it has a name of its own."""

    @property
    def digest(self) -> str:
        """The name of the content."""


T = TypeVar("T", bound=Chosen)


def table_key(page: str, chosen: Sequence[Chosen]) -> str:
    """Return the key of the table of a page's pictures or texts, in which one can be chosen."""
    return f"{page}.table.{hash(tuple(one.digest for one in chosen))}"


def shown_large(page: str, chosen: Sequence[T], newest: str = "") -> T:
    """Return which of a page's pictures or texts (at least one) is shown large: the one chosen in their table, else the
    one whose digest is `newest`, else the one of before, else the first one."""
    shown = f"{page}.shown"
    state = st.session_state.get(table_key(page, chosen))
    rows = state["selection"]["rows"] if state else []
    if rows and rows[0] < len(chosen):
        st.session_state[shown] = chosen[rows[0]].digest
    elif newest:
        st.session_state[shown] = newest
    wanted = st.session_state.get(shown)
    return next((one for one in chosen if one.digest == wanted), chosen[0])
