"""What a visitor of the page chooses beside the labels: pictures, and one model or two."""

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.pictures.samples import open_sample
from core.ui.inputs.image_input import choose_pictures
from core.ui.inputs.model_input import choose_model
from core.ui.inputs.picture_list import start_list
from core.vision.zero_shot.embeddings import TASK
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


def choose_the_models() -> list[ModelRow]:
    """Draw the choice of a model, and of a second one beside it; return those chosen, none twice."""
    first = choose_model(TASK, "model")
    if not st.toggle(_("Beside a second model"), key="two", bind="query-params"):
        return [first] if first else []
    second = choose_model(TASK, "second", label=_("Second model"), place=1)
    if first and second and first.name == second.name:
        st.info(_("Both are the same model: choose another one here to see where they differ."))
    return list(dict.fromkeys(row for row in (first, second) if row))
