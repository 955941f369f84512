"""Which language a visitor reads: the browser's at first, then the one chosen in the sidebar, on every page.

The choice stands in the address (?lang=en), so that a reloaded tab and a shared link keep it.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import i18n

_ADDRESS = "lang"
_CHOSEN = "language"


def session_language() -> str | None:
    """Return the language code of this visitor's session, or None outside of a session (a thread, a command)."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    # Every text of a page asks for it, so it looks into the session only once.
    chosen = st.session_state.get(_CHOSEN)
    if chosen is None:
        asked = st.query_params.get(_ADDRESS)
        chosen = asked if asked in i18n.LANGUAGES else i18n.best_language(st.context.locale)
        st.session_state[_CHOSEN] = chosen
    return chosen


def language_switch() -> None:
    """Draw the switch, and keep the choice for every page and in the address."""
    current = i18n.current_language()
    # The label names both languages: it is read by people who may know only the one that is not on.
    key = f"language_switch_{current}"
    st.segmented_control(
        "Idioma · Language",
        list(i18n.LANGUAGES),
        default=current,
        format_func=i18n.LANGUAGES.__getitem__,
        required=True,
        key=key,
        on_change=_choose,
        args=(key,),
        label_visibility="collapsed",
    )
    if current != i18n.best_language(st.context.locale):
        st.query_params[_ADDRESS] = current
    elif _ADDRESS in st.query_params:
        del st.query_params[_ADDRESS]


def _choose(key: str) -> None:
    st.session_state[_CHOSEN] = st.session_state[key]


i18n.follow(session_language)
