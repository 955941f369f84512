"""Pictionary: draw, and a network guesses; freely, or as a game against the clock."""

import streamlit as st

from core.ui.frame import begin, guard, how_it_works
from core.ui.free_drawing import choose_mode, draw_freely, guess_picture
from core.ui.game import game
from core.ui.guesses import style
from core.ui.model_input import choose_model
from core.ui.sections import model_section
from core.ui.take_home import take_home
from core.vision.quick_draw import TASK

begin("quick_draw")
style()

mode = choose_mode()
paper = st.container()
row = choose_model(TASK, key="sketch_model")
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
