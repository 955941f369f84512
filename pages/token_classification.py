"""Token classification."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("token_classification") as below:
    rows = choose_models("token-classification", "token_classification_model")
    with below:
        model_sections(rows, "token-classification")
