"""Image classification: what pictures show, as one model sees them or two."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.image_classification.answers import ask_models
from core.ui.image_classification.choices import choose_the_pictures
from core.ui.image_classification.measured import measure_on_drawings
from core.ui.image_classification.result import show_result
from core.ui.image_classification.sections import sections
from core.ui.inputs.two_models import choose_models

with page("image_classification") as below:
    controls, result = st.columns([5, 6], gap="large")
    with controls:
        # Which samples there are depends on the models, which are chosen below.
        place = st.container()
        rows = choose_models("image-classification", "classifier")
        with place:
            pictures = choose_the_pictures(rows)

    # Above the picture it is in sight however many samples there are, and on a phone it comes after the choices.
    with result:
        asked = st.button(
            _("Classify"), type="primary", icon=":material/play_arrow:", disabled=not (rows and pictures)
        )
    with result, guard():
        if asked:
            ask_models(rows, pictures)
        show_result(rows, pictures)
        measure_on_drawings(rows)

    if rows:
        with below:
            sections(rows, pictures)
