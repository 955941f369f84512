"""Compare detectors: the same pictures through DETR and YOLO11, timed honestly, down to the activity's table."""

import streamlit as st

from core.i18n import _
from core.ui import comparison
from core.ui.frame import begin, guard, how_it_works
from core.ui.image_input import choose_pictures

begin("compare_detectors")

st.subheader(_("1 · Pictures"), anchor=False)
pictures = choose_pictures("compare")

st.subheader(_("2 · Measure"), anchor=False)
settings = comparison.choose_settings()
if settings:
    with guard():
        comparison.run_section(pictures, settings)

    done = comparison.finished(pictures, settings)
    if done:
        st.subheader(_("3 · Read"), anchor=False)
        comparison.look(done, pictures, settings.threshold)
        rows = comparison.activity_table(done, settings.threshold)
        comparison.downloads(done, rows)
        comparison.run_chart(done)

how_it_works("compare_detectors")
