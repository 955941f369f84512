"""Find models: the Hub's search, with what a model is before it is used, and a way to the page that uses it."""

import streamlit as st

from core.i18n import _
from core.ui.find_models.result import search, show_found
from core.ui.find_models.sections import sections
from core.ui.find_models.wishes import GO, choose_wish
from core.ui.frame.page import guard, page

with page("find_models") as below:
    controls, result = st.columns([5, 7], gap="large")
    with controls:
        wish = choose_wish()

    with result:
        asked = st.button(_("Search"), type="primary", icon=":material/search:")
    with result, guard():
        if asked or st.session_state.pop(GO, False):
            search(wish)
        show_found(wish)

    with below:
        sections(wish)
