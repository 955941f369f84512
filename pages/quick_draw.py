"""Pictionary: draw, and a network guesses; freely, or as a game against the clock."""

import streamlit as st

from core.ui.frame.page import begin, guard, how_it_works
from core.ui.frame.sections import model_section
from core.ui.inputs.model_input import choose_model
from core.ui.quick_draw.free_drawing import choose_mode, draw_freely, guess_picture
from core.ui.quick_draw.game import game
from core.ui.quick_draw.guesses import style
from core.ui.quick_draw.take_home import take_home

begin("quick_draw")
style()

mode = choose_mode()
paper = st.container()
row = choose_model("sketch-recognition", key="sketch_model")
with paper, guard():
    if mode == "game":
        game(row)
    elif mode == "picture":
        guess_picture(row)
    else:
        draw_freely(row)

how_it_works("quick_draw")
take_home(row)
model_section(row)
