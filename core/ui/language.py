"""Which language a visitor reads: the browser's at first, then the one chosen in the sidebar, on every page.

The choice stands in the address (?lang=en), so that a reloaded tab and a shared link keep it.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import i18n

_KEY = "lang"


def session_language() -> str | None:
    """Return the language code of this visitor's session, or None outside of a session (a thread, a command)."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    chosen = st.session_state.get(_KEY) or st.query_params.get(_KEY)
    return chosen if chosen in i18n.LANGUAGES else i18n.best_language(st.context.locale)


def language_switch() -> None:
    """Draw the switch, which keeps the choice for every page and in the address."""
    # The label names both languages: it is read by people who may know only the one that is not on.
    st.segmented_control(
        "Idioma · Language",
        list(i18n.LANGUAGES),
        default=i18n.best_language(st.context.locale),
        format_func=i18n.LANGUAGES.__getitem__,
        required=True,
        key=_KEY,
        bind="query-params",
        label_visibility="collapsed",
    )


i18n.follow(session_language)
