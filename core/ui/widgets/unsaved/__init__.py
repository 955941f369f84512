"""What keeps the work in a tab from being lost (unsaved.js): typed text is sent after a short pause, and the browser
asks before the tab closes. It shows nothing."""

from core.ui.widgets.component import component

_component = component(__file__)


def ask_before_leaving(*, unsaved: bool) -> None:
    """Have the browser ask before the page is left while something on it is `unsaved`, while the script runs, and while
    somebody types. What is typed outside a form comes to the server after a pause in the typing."""
    _component(key="unsaved", data={"unsaved": unsaved})
