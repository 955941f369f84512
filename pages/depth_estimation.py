"""Depth estimation: how far away every pixel of a picture is, as one model sees it or two."""

import streamlit as st

from core.i18n import _
from core.ui.depth_estimation.answers import estimate_depths
from core.ui.depth_estimation.choices import NAME, SAMPLES, page_columns
from core.ui.depth_estimation.measured import measure_on_scenes
from core.ui.depth_estimation.result import explore, sections, show_result
from core.ui.depth_estimation.truth import really_there, true_depth
from core.ui.frame.page import guard, page
from core.ui.inputs.domains import domain_of_models
from core.ui.inputs.image_input import choose_picture
from core.ui.inputs.two_models import choose_models

with page("depth_estimation") as below:
    controls, result = page_columns()
    with controls:
        # Which samples there are depends on the model, which is chosen below.
        pictures = st.container()
        rows = choose_models("depth-estimation", NAME)
        with pictures:
            picture = choose_picture("depth_estimation", domain=domain_of_models(rows), samples=SAMPLES)

    # Above the picture it is in sight however many samples there are, and on a phone it comes after the choices.
    with result:
        asked = st.button(
            _("Estimate the depth"), type="primary", icon=":material/play_arrow:", disabled=not rows
        )
    with result, guard():
        if asked:
            estimate_depths(rows, picture)
        show_result(rows, picture)
    with guard():
        truth = true_depth(picture)
        explore(rows, picture, truth)
        really_there(rows, picture, truth)
        measure_on_scenes(rows)

    if rows:
        with below:
            sections(rows, picture)
