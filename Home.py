"""The home page: what this is, a card a task, the models and the machine."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import home_page
from core.ui.home.overview import machine_facts, models_here, task_cards

with home_page():
    st.markdown(
        _(
            "See what artificial intelligence sees. Each page is one of the Hugging Face tasks: choose a picture, run "
            "a real model on it, read how it works and take the code with you."
        )
    )
    task_cards()
    models_here()
    machine_facts()
