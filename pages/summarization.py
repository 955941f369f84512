"""Summarization."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("summarization") as below:
    rows = choose_models("summarization", "summarization_model")
    with below:
        model_sections(rows, "summarization")
