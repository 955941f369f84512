"""Pipelines: every task of transformers' pipeline(), its parameters tried, and what batches are worth."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.pipelines.batches import show_batches
from core.ui.pipelines.choices import TASK, choose
from core.ui.pipelines.chunks import show_chunks
from core.ui.pipelines.parameters import show_parameters
from core.ui.pipelines.result import run_tried, show_answers, show_lines
from core.ui.pipelines.sections import sections
from core.ui.pipelines.task_list import show_tasks

with page("pipelines") as below:
    controls, result = st.columns([5, 6], gap="large")
    with controls:
        tried = choose()

    with result:
        if tried:
            show_lines(tried)
        asked = st.button(
            _("Run the pipeline"), type="primary", icon=":material/play_arrow:", disabled=tried is None
        )
    with result, guard():
        if tried:
            if asked:
                run_tried(tried)
            show_answers(tried)
    with guard():
        show_tasks(st.session_state[TASK])
    with guard():
        show_parameters()
    with guard():
        show_batches(tried)
    with guard():
        show_chunks(tried)

    if tried:
        with below:
            sections(tried)
