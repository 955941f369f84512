"""The quiet sections below the result: the code that does what the page does, and the model."""

from core.i18n import _
from core.library.auto_code import script
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.ui.auto_classes.choices import EXAMPLES, TASK, Looked
from core.ui.frame.sections import Code, code_section, model_section


def sections(row: ModelRow, looked: Looked | None, text: Text | None) -> None:
    """Draw the section with the script for a model, as far as it is known what goes into it, and the one about it."""
    reads_pictures = looked.reads_pictures if looked else row.domain != "text"
    given = "" if reads_pictures else (text.content if text else EXAMPLES[0].text)
    auto = next(iter(looked.models), "AutoModel") if looked else "AutoModel"
    code_section(Code(_("Script"), script(row, given, auto), "auto_classes.py"))
    model_section(row, TASK)
