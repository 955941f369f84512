"""Fill mask."""

from core.ui.frame.page import page
from core.ui.frame.sections import model_sections
from core.ui.inputs.two_models import choose_models

with page("fill_mask") as below:
    rows = choose_models("fill-mask", "fill_mask_model")
    with below:
        model_sections(rows, "fill-mask")
