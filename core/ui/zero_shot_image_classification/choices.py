"""The pictures that a visitor of the page chooses."""

import streamlit as st

from core.pictures.images import Picture
from core.pictures.samples import open_sample
from core.ui.inputs.image_input import choose_pictures
from core.ui.inputs.picture_list import start_list
from core.vision.zero_shot.languages import ANIMALS

PICTURES = "zero_shot_image_classification"
"""The key of the list of pictures."""

SAMPLES = (*ANIMALS, "cat.jpg", "dog.jpg", "penguin.jpg", "pelican.jpg", "taj_mahal.jpg")


def choose_the_pictures() -> list[Picture]:
    """Draw the input for pictures and return their list; it begins with the course's animals."""
    if PICTURES not in st.session_state:
        start_list(PICTURES, [open_sample(name) for name in ANIMALS])
    return choose_pictures(
        PICTURES,
        domains={"photographs"},
        # What is on a scene is boxes; this page asks about the whole picture.
        add_truth=lambda _digest, _boxes: None,
        samples=SAMPLES,
        sets=False,
    )
