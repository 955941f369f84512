"""Fill-mask: which words would fit in the gap of a text, as one model says it or two."""

import streamlit as st

from core.i18n import _
from core.ui.fill_mask.choices import EXAMPLES, QUESTION, as_read, choose_the_texts, choose_top, say_masks
from core.ui.fill_mask.result import show_insight, show_result
from core.ui.fill_mask.sections import sections
from core.ui.frame.page import guard, page
from core.ui.inputs.sides import asked_first, two_sides
from core.ui.inputs.text_answers import ask_models
from core.ui.inputs.text_language import say_language
from core.ui.inputs.text_length import show_lengths
from core.ui.inputs.two_models import choose_models

with page("fill_mask") as below:
    controls, result = two_sides()
    with controls:
        writing = asked_first()
        rows = choose_models("fill-mask", "gap_filler")
        with writing:
            texts = choose_the_texts(rows)
        about = st.container()
        top = choose_top()

    with result:
        asked = st.button(
            _("Fill the gap"), type="primary", icon=":material/play_arrow:", disabled=not (rows and texts)
        )
    with result, guard():
        if asked:
            ask_models(QUESTION, rows, texts)
        show_result(rows, texts, top)
    # A model that was just fetched can be asked now.
    with about, guard():
        say_language(texts, EXAMPLES, rows)
        say_masks(rows, texts)
        show_lengths(texts, rows, "fill-mask", as_read)
    with guard():
        show_insight(rows, texts)

    if rows:
        with below:
            sections(rows, texts, top)
