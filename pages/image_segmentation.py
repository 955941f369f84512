"""Image segmentation: one picture, one model, a label for every part of it; and Activity 3."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.frame.sections import model_section
from core.ui.image_segmentation.activity import activity, way_to_activity
from core.ui.image_segmentation.answer import segment_picture, show_answer
from core.ui.image_segmentation.measured import measure_on_known
from core.ui.image_segmentation.truth import really_there
from core.ui.inputs.domains import domain_known
from core.ui.inputs.image_input import choose_picture
from core.ui.inputs.model_input import choose_model

SAMPLES = (
    "man_and_airplane.jpg",
    "taj_mahal.jpg",
    "bus.jpg",
    "zidane.jpg",
    "cat_and_yarn.jpg",
    "dog.jpg",
)

with page("image_segmentation") as below:
    controls, result = st.columns([5, 6], gap="large")
    with controls:
        # Which samples there are depends on the model, which is chosen below.
        pictures = st.container()
        row = choose_model("image-segmentation", key="segmenter")
        with pictures:
            picture = choose_picture("image_segmentation", domain=domain_known(row), samples=SAMPLES)

    # Above the picture it is in sight however many samples there are, and on a phone it comes after the choices.
    with result, st.container(horizontal=True, vertical_alignment="center"):
        asked = st.button(
            _("Segment the picture"), type="primary", icon=":material/play_arrow:", disabled=row is None
        )
        way_to_activity()
    with result, guard():
        if row and asked:
            segment_picture(row, picture)
        show_answer(row, picture)

    with guard():
        really_there(row, picture)
        measure_on_known(row)
    if row:
        activity(row, picture)
        with below:
            model_section(row, "image-segmentation")
