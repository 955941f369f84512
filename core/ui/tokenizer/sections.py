"""The quiet sections below the result: the code that prints the tokens, and the models."""

from collections.abc import Sequence

from core.i18n import _
from core.library.tokenizer_code import script
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.tokenizer.choices import EXAMPLES, TASK


def sections(rows: Sequence[ModelRow], text: Text | None) -> None:
    """Draw the section with the code for the first of the models chosen, and one about each model."""
    code_section(
        Code(_("Script"), script(rows[0], text.content if text else EXAMPLES[0].text), "tokenizer.py")
    )
    model_sections(rows, TASK)
