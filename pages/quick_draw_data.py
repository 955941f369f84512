"""How people draw: real drawings, made again stroke by stroke, and what a network thinks meanwhile."""

import streamlit as st

from core.ui.frame.page import guard, page
from core.ui.frame.sections import model_section
from core.ui.inputs.model_input import choose_model
from core.ui.quick_draw_data.choose_class import all_classes, choose_class
from core.ui.quick_draw_data.statistics import credit, mean_section, mistakes_section
from core.ui.quick_draw_data.watch import watch

with page("quick_draw_data") as below:
    thing, network = st.columns([6, 5], gap="medium")
    with thing:
        label = choose_class()
    with network:
        row = choose_model("sketch-recognition", key="network")

    with guard():
        all_classes(label)
    drawings = st.container()
    mean, mistakes = st.columns([5, 6], gap="large")
    with mean, guard():
        mean_section(label)
    credit()
    if row:
        with mistakes, guard():
            mistakes_section(label, row)
        with below:
            model_section(row, "sketch-recognition")

    # Last, because a model that is not in memory yet takes its time, and the page should be there meanwhile.
    with drawings, guard():
        watch(label, row)
