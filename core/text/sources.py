"""Texts by where they are: typed into a command, or files of this machine."""

from pathlib import Path

from core.errors import UserError, reason_of
from core.i18n import N_
from core.text.border import Text, as_text, open_text

TEXTS = N_("Texts, each in quotation marks, or names of .txt files.")
"""What a command takes that reads its inputs with `text_at`."""


def text_at(source: str) -> Text:
    """Return the text that a person typed, or that of the file of that name; UserError where there is none.

    What ends in .txt is a file, and so is what one is called.
    """
    path = Path(source)
    if source.lower().endswith(".txt") or _is_file(path):
        return open_text(_read(path), path.name)
    return as_text(source)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # Too long for a name, or with characters that none has.
        return False


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(N_("There is no file {path}."), path=path) from None
    except (OSError, ValueError) as error:
        raise UserError(
            N_("The file {path} cannot be read: {reason}."), path=path, reason=reason_of(error)
        ) from None
