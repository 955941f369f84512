"""Pictionary: draw, and a network guesses; freely, or as a game against the clock."""

import streamlit as st

from core.ui.frame.page import guard, page
from core.ui.frame.sections import model_section
from core.ui.inputs.model_input import choose_model
from core.ui.quick_draw.apps import app_section
from core.ui.quick_draw.free_drawing import choose_mode, draw_freely, guess_picture
from core.ui.quick_draw.game import game

with page("quick_draw") as below:
    mode = choose_mode()
    paper = st.container()
    row = choose_model("sketch-recognition", key="sketch_model")
    if row:
        with paper, guard():
            if mode == "game":
                game(row)
            elif mode == "picture":
                guess_picture(row)
            else:
                draw_freely(row)
        with below:
            app_section(row)
            model_section(row, "sketch-recognition")
