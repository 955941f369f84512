"""What a visitor of the page chooses: pictures, and one model or two."""

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.pictures.samples import open_sample
from core.ui.image_classification.truth import PICTURES
from core.ui.inputs.domains import PictureDomain
from core.ui.inputs.image_input import choose_pictures
from core.ui.inputs.model_input import choose_model
from core.ui.inputs.picture_list import start_list
from core.vision.classification.classify import TASK

SAMPLES = (
    "cat.jpg",
    "dog.jpg",
    "taj_mahal.jpg",
    "coffee.jpg",
    "polar_bear.jpg",
    "owl.jpg",
    "fox.jpg",
    "pelican.jpg",
)

_DOMAINS: tuple[PictureDomain, ...] = ("photographs",)


def choose_the_pictures() -> list[Picture]:
    """Draw the input for pictures and return their list; it begins with the first sample."""
    if PICTURES not in st.session_state:
        start_list(PICTURES, [open_sample(SAMPLES[0])])
    return choose_pictures(
        PICTURES,
        domains=_DOMAINS,
        # What is on a scene is boxes; a label for the whole of it nobody knows.
        add_truth=lambda _digest, _boxes: None,
        samples=SAMPLES,
        sets=False,
    )


def choose_the_models() -> list[ModelRow]:
    """Draw the choice of a model, and of a second one beside it; return those chosen, none twice."""
    first = choose_model(TASK, "model")
    if not st.toggle(_("Compare with a second model"), key="two", bind="query-params"):
        return [first] if first else []
    second = choose_model(TASK, "second", label=_("Second model"), place=1)
    if first and second and first.name == second.name:
        st.info(_("Both are the same model: choose another one here to see where they differ."))
    return list(dict.fromkeys(row for row in (first, second) if row))
