"""Auto classes: which classes a model opens with, how it is built, and what goes in and comes out."""

import streamlit as st

from core.i18n import _
from core.ui.auto_classes.choices import KEY, TASK, kept_look, look_at
from core.ui.auto_classes.classes import show_classes
from core.ui.auto_classes.result import invitation, show_parts
from core.ui.auto_classes.sections import sections
from core.ui.frame.page import guard, page
from core.ui.inputs.model_input import choose_model

with page("auto_classes") as below:
    controls, result = st.columns([2, 3], gap="large")
    with controls:
        row = choose_model(TASK, "auto_model")

    with result:
        asked = st.button(
            _("Look at the model"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=row is None,
            key=f"{KEY}.look",
        )
    with result, guard():
        if asked and row:
            look_at(row)
    looked = kept_look(row) if row else None
    with result, guard():
        if row and looked:
            show_classes(row, looked)
        else:
            invitation(row)

    text = show_parts(row, looked) if row and looked else None

    if row:
        with below:
            sections(row, looked, text)
