"""Pictionary: draw, and a network guesses; freely, or as a game against the clock."""

import streamlit as st

from core.i18n import _
from core.ui.frame import begin, guard, how_it_works
from core.ui.free_drawing import draw_freely
from core.ui.guesses import style
from core.ui.model_input import choose_model
from core.ui.sections import model_section
from core.vision.quick_draw import TASK

begin("quick_draw")
style()

paper = st.container()
row = choose_model(TASK, key="sketch_model")
with paper, guard():
    draw_freely(row)

how_it_works("quick_draw")
model_section(row)
