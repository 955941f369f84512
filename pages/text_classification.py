"""Text classification."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("text_classification") as below:
    rows = choose_models("text-classification", "text_classification_model")
    with below:
        model_sections(rows, "text-classification")
