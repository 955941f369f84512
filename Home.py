"""The home page: the activities, a card a task, and folded below them the models and the machine."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import home_page
from core.ui.home.overview import activities, machine_facts, models_here, say_unknown_page, task_cards

with home_page():
    say_unknown_page()
    st.markdown(
        _(
            "See what artificial intelligence sees: run real models on your own pictures and texts, read how they work and take "
            "the code with you."
        )
    )
    activities()
    task_cards()
    with st.expander(_("Models"), icon=":material/deployed_code:"):
        models_here()
    with st.expander(_("This machine"), icon=":material/memory:"):
        machine_facts()
