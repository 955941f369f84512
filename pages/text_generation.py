"""Text generation: a text that goes on token by token, and what else could have come at every one of them."""

import streamlit as st

from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_input import choose_text
from core.ui.inputs.text_language import say_language
from core.ui.inputs.two_models import choose_models
from core.ui.text_generation.choices import (
    EXAMPLES,
    KEY,
    choose_settings,
    is_greedy_too,
    lanes_of,
    offer_marks,
    say_room,
)
from core.ui.text_generation.result import show_insight, show_result
from core.ui.text_generation.sections import sections
from core.ui.text_generation.writing import ask_buttons, write

with page("text_generation") as below:
    controls, result = two_sides()
    with controls:
        above = asked_first()
        rows = choose_models("text-generation", "text_generation_model")
        with above:
            text = choose_text(KEY, EXAMPLES, height=110)
            offer_marks(rows)
        say_language([text] if text else [], EXAMPLES, rows)
        settings = choose_settings()
        lanes = lanes_of(rows, is_greedy_too())
        lengths = st.container()

    with result:
        ask_buttons(is_ready=bool(rows and text))
        said, live, place = st.container(), st.empty(), st.empty()
    with said, guard():
        write(live, place, lanes, text, settings)
    with place.container(), guard():
        show_result(lanes, text, settings)
    # A model that was just fetched can be asked now.
    with lengths, guard():
        if text:
            say_room(text, rows, settings)
    with guard():
        show_insight(lanes, text, settings)

    if rows:
        with below:
            sections(rows, text, settings)
