"""Object detection: one picture, one model, every object that it sees."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.frame.sections import code_section, model_section
from core.ui.inputs.domains import domain_known
from core.ui.inputs.image_input import choose_picture
from core.ui.inputs.model_input import choose_model
from core.ui.object_detection.answer import code_of, detect_in, kept_answer, show_answer
from core.ui.widgets.counting import counting_example
from core.ui.widgets.curve import curve_example
from core.ui.widgets.overlap import overlap_slider

DRAWINGS = {"overlap": overlap_slider, "counting": counting_example, "curve": curve_example}

with page("object_detection", DRAWINGS) as below:
    controls, result = st.columns([5, 6], gap="large")
    with controls:
        # Which samples there are depends on the model, which is chosen below.
        pictures = st.container()
        row = choose_model("object-detection", key="model")
        with pictures:
            picture = choose_picture("object_detection", domain=domain_known(row))

    # Above the picture it is in sight however many samples there are, and on a phone it comes after the choices.
    with result:
        asked = st.button(
            _("Detect objects"), type="primary", icon=":material/play_arrow:", disabled=row is None
        )
    with result, guard():
        if row and asked:
            detect_in(row, picture)
        show_answer(row, picture)

    if row:
        with below:
            # With an answer, the code goes with its threshold.
            if kept_answer(row, picture) is None:
                code_section(code_of(row, picture))
            model_section(row, "object-detection")
