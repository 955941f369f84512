"""The two sides of a page on texts: what is asked on the left, the answer on the right.

On a phone they are one above the other. There the button and the answer come right behind the text (sides.css), so that
the first answer is one press away; the model and its settings follow.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.ui.frame.style import style


def two_sides() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Draw the two sides and return them: for what is asked, and for the button with the answer."""
    style(__file__, "sides.css")
    with st.container(key="two_sides"):
        asked, answered = st.columns([5, 6], gap="large")
    return asked, answered


def asked_first() -> DeltaGenerator:
    """Return the place on the left side for the text itself, which stands above the button on a phone too."""
    return st.container(key="asked_first")
