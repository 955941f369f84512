"""The quiet section below: the code that searches."""

from core.i18n import _
from core.library.search import Wish
from core.library.search_code import script
from core.ui.frame.sections import Code, code_section


def sections(wish: Wish) -> None:
    """Draw the section with the script for what is searched for."""
    code_section(Code(_("Script"), script(wish), "find_models.py"))
