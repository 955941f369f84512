"""Zero-shot image classification, and Activity 4: which of your own labels fits a picture, without any training."""

import streamlit as st

from core.i18n import _
from core.ui.frame.page import guard, page
from core.ui.inputs.domains import domain_of_models
from core.ui.inputs.two_models import choose_models
from core.ui.zero_shot_image_classification.answers import Question, ask_models
from core.ui.zero_shot_image_classification.choices import choose_the_pictures
from core.ui.zero_shot_image_classification.labels import choose_labels
from core.ui.zero_shot_image_classification.result import show_result
from core.ui.zero_shot_image_classification.sections import sections
from core.ui.zero_shot_image_classification.templates import choose_templates

with page("zero_shot_image_classification") as below:
    controls, result = st.columns([5, 6], gap="large")
    with controls:
        # Which labels there are at first depends on the models, which are chosen below them.
        words = st.container()
        rows = choose_models("zero-shot-image-classification", "clip")
        with words:
            labels = choose_labels(domain_of_models(rows))
            question = Question(labels, choose_templates(labels, domain_of_models(rows)))
        pictures = choose_the_pictures(rows)

    # Above the picture it is in sight however many samples there are, and on a phone it comes after the choices.
    with result:
        asked = st.button(
            _("Compare with my labels"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=not (rows and pictures and labels),
        )
        # A place of its own: what is said while the models work moves nothing below it, so that tabs stay as they are.
        working = st.container()
    with working, guard():
        if asked:
            ask_models(rows, question, pictures)
    with result, guard():
        show_result(rows, question, pictures)

    if rows:
        with below:
            sections(rows, question, pictures[0] if pictures else None)
