"""How the page is laid out, and the pictures that it offers."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.ui.inputs.two_models import two_of

NAME = "depth_model"
"""What the address calls the model."""

_TWO = two_of(NAME)

SAMPLES = ("photographer.jpg", "man_and_airplane.jpg", "bus.jpg", "taj_mahal.jpg", "polar_bear.jpg")


def page_columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the columns of the choices and of the result, which two models beside one another need wider."""
    # The switch is drawn in one of them: before that the session knows it, or the address.
    two = st.session_state.get(_TWO, st.query_params.get(_TWO) == "true")
    controls, result = st.columns([5, 9] if two else [5, 6], gap="large")
    return controls, result
