"""Few-shot learning: classes of the visitor's own from a handful of examples, and what decides."""

import streamlit as st

from core.ui.few_shot.answer import choose_method, sort_new_picture
from core.ui.few_shot.embedded import TASK
from core.ui.few_shot.examples import choose_examples
from core.ui.frame.page import guard, page
from core.ui.frame.sections import model_section
from core.ui.inputs.model_input import choose_model

with page("few_shot") as below:
    controls, result = st.columns([2, 3], gap="large")
    with controls:
        row = choose_model(TASK, key="encoder")
        classes = choose_examples(row)
    with result, guard():
        method = choose_method()
        if row:
            sort_new_picture(row, classes, method)

    if row:
        with below:
            model_section(row, TASK)
