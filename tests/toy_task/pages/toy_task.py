"""A toy task: one picture, one model, one word."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import page
from core.ui.frame.sections import model_section
from core.ui.inputs.image_input import choose_picture
from core.ui.inputs.model_input import choose_model
from core.ui.toy_task.answer import show_answer

with page("toy_task") as below:
    picture = choose_picture("toy_task", domain="photographs")
    row = choose_model("toy-task", key="model")
    if row and st.button(_("Say what it is"), type="primary"):
        show_answer(row, picture)
    if row:
        with below:
            model_section(row, "toy-task")
