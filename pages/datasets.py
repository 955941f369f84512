"""Data sets: the rows of any public data set of the Hub, of what ships with the app, or of a file, streamed."""

import streamlit as st

from core.i18n import _
from core.ui.datasets.asking import read_rows
from core.ui.datasets.choices import choose_rows, was_turned
from core.ui.datasets.overview import show_overview
from core.ui.datasets.rows import show_rows
from core.ui.datasets.sections import sections
from core.ui.datasets.statistics import show_statistics
from core.ui.datasets.steps import show_steps
from core.ui.frame.page import guard, page

with page("datasets") as below:
    controls, result = st.columns([5, 6], gap="large")
    turned = was_turned()
    with controls:
        wanted = choose_rows()

    with result:
        asked = st.button(
            _("Read the rows"), type="primary", icon=":material/play_arrow:", disabled=wanted is None
        )
    with result, guard():
        if wanted and (asked or turned):
            read_rows(wanted)
        show_overview(wanted)
    with guard():
        show_rows(wanted)
    with guard():
        show_statistics(wanted)
    with guard():
        show_steps(wanted)
    with below:
        sections(wanted)
