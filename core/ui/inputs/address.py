"""What a page's address says of the choices on it: anybody can write an address, and not everything is a choice."""

from collections.abc import Callable, Collection, Mapping
from math import isfinite
from typing import Literal
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.i18n import _
from core.printable import printable_line
from core.ui.frame.markdown import plain
from core.ui.frame.saved import write_address

Bind = Literal["query-params"] | None

_LONGEST_SHOWN = 40
_LONGEST_NUMBER = 20


def bound_number(key: str, least: float, most: float) -> Bind:
    """Return how the widget of a number is bound to the address, where it stands as `key`.

    What is no number from `least` to `most` is taken out of the address, and this is said: the widget has its usual
    value.
    """

    def is_right(value: str) -> bool:
        try:
            number = float(value) if len(value) <= _LONGEST_NUMBER else float("nan")
        except ValueError:
            return False
        return isfinite(number) and least <= number <= most

    return _bound(key, is_right)


def bound_choice(key: str, options: Collection[str]) -> Bind:
    """Return how the widget of a choice among `options`, in the words that the page shows, is bound to the address.

    What is no option is passed over, and this is said.
    """
    return _bound(key, options.__contains__)


def choice_in_address(label: str, words: Mapping[str, str], key: str, usual: str) -> str:
    """Draw the choice of one of `words` as buttons, and return its name. Its name stands in the address as `key`, the
    same in every language; that of the usual one does not."""
    if key not in st.session_state:
        asked = st.query_params.get(key)
        st.session_state[key] = asked if asked in words else usual
    chosen = st.segmented_control(
        label,
        list(words),
        format_func=words.__getitem__,
        required=True,
        key=key,
        persist_state="session",
        wrap=True,
    )
    name = str(chosen or usual)
    write_address(key, [] if name == usual else [name])
    return name


def _bound(key: str, is_right: Callable[[str], bool]) -> Bind:
    context = get_script_run_ctx(suppress_warning=True)
    asked = parse_qs(context.query_string if context else "").get(key, [])
    wrong = [value for value in asked if not is_right(value)]
    if not wrong:
        return "query-params"
    # The page may run again at once, and the address is right by then: only a toast stays to be read.
    st.toast(
        _(
            "The address asks for “{value}”, which cannot be had here. The usual choice takes its place."
        ).format(value=plain(printable_line(wrong[0], _LONGEST_SHOWN))),
        icon=":material/link_off:",
        duration="infinite",
    )
    if len(wrong) < len(asked):
        return "query-params"
    # Streamlit breaks on some of what is no number, so that it does not get to see it.
    if key in st.query_params:
        del st.query_params[key]
    return None
