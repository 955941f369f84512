"""Text generation."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("text_generation") as below:
    rows = choose_models("text-generation", "text_generation_model")
    with below:
        model_sections(rows, "text-generation")
