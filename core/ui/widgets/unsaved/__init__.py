"""The question before a tab closes with work in it that would be lost (unsaved.js). It shows nothing."""

from core.ui.widgets.component import component

_component = component(__file__)


def ask_before_leaving(*, unsaved: bool) -> None:
    """Have the browser ask before the page is left while something on it is `unsaved`, while the script runs, and while
    somebody types: what is typed comes to the server only when the field is left."""
    _component(key="unsaved", data={"unsaved": unsaved})
