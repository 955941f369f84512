"""Question answering."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("question_answering") as below:
    rows = choose_models("question-answering", "question_answering_model")
    with below:
        model_sections(rows, "question-answering")
