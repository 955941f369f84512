"""Translation."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("translation") as below:
    rows = choose_models("translation", "translation_model")
    with below:
        model_sections(rows, "translation")
