"""Zero shot classification."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("zero_shot_classification") as below:
    rows = choose_models("zero-shot-classification", "zero_shot_classification_model")
    with below:
        model_sections(rows, "zero-shot-classification")
