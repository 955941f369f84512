"""The one exception whose text is written for the person who uses the app."""

from core.i18n import _
from core.printable import printable_text

_LONGEST = 2000
"""Characters: nobody reads more, and a file's own words may be of any length."""


class UserError(Exception):
    """Something went wrong that the user can understand and act on; its text is shown to the user.

    The message is a plain English sentence, marked with N_() and with {named} places for `values`. It is translated
    when it is shown, not when it is raised, so it may be raised in any thread.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        # It may quote whatever came in.
        return printable_text(_(self.message).format(**self.values), _LONGEST)


def reason_of(error: Exception) -> str:
    """Return why the operating system refused something, in its own words."""
    return str(getattr(error, "strerror", None) or error)


def problem_of(error: Exception) -> str:
    """Return what went wrong in one line: a UserError's sentence, or the kind and the words of any other error."""
    if isinstance(error, UserError):
        return str(error)
    return " ".join(f"{type(error).__name__}: {error}".split())
