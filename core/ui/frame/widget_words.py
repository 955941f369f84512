"""The words of Streamlit's own widgets, which know only English, in the page's language.

They are content that CSS puts in the place of Streamlit's (widget_words.css).
"""

import re
from collections.abc import Collection

from core.i18n import _
from core.ui.frame.style import css_words, style


def widget_words() -> None:
    """Have the widgets of the page speak its language, in this run."""
    words = {
        "upload": _("Choose a file"),
        "folder": _("Choose a folder"),
        "drop": _("Let go here"),
        "take": _("Take the photo"),
        "clear": _("Another photo"),
        "allow": _("Allow the use of the camera in your browser."),
        "applied": _("Applied when you leave the field"),
        "submit": _("Enter sends it"),
    }
    style(__file__, "widget_words.css")
    css_words(":root", words)


def limit_words(key: str, most_bytes: int, kinds: Collection[str]) -> None:
    """Say on the file uploader of that key which files it takes: of at most `most_bytes`, of these kinds ("JPEG")."""
    words = _("{kinds} · {size} MB at most").format(kinds=", ".join(kinds), size=most_bytes // 1_000_000)
    # As Streamlit makes a class of a key.
    css_words(f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}", {"limit": words})
