"""The quiet sections below: the code that does what was tried, and the model."""

from core.i18n import _
from core.library.pipeline_run import script
from core.ui.frame.sections import Code, code_section, model_section
from core.ui.pipelines.choices import Tried


def sections(tried: Tried) -> None:
    """Draw the section with the script for what is chosen, and one about its model."""
    code_section(Code(_("Script"), script(tried.row, tried.call, tried.texts), "pipeline.py"))
    model_section(tried.row, tried.call.task)
