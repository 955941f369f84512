"""The words of Streamlit's own widgets, which know only English, in the page's language.

They are content that CSS puts in the place of Streamlit's (widget_words.css).
"""

import json
import re
from collections.abc import Collection

import streamlit as st

from core.i18n import _
from core.ui.frame.style import style


def widget_words() -> None:
    """Have the widgets of the page speak its language, in this run."""
    words = {
        "upload": _("Choose a file"),
        "drop": _("Let go here"),
        "take": _("Take the photo"),
        "clear": _("Another photo"),
        "allow": _("Allow the use of the camera in your browser."),
        "applied": _("Applied when you leave the field"),
        "submit": _("Enter sends it"),
    }
    style(__file__, "widget_words.css")
    _set(":root", words)


def limit_words(key: str, most_bytes: int, kinds: Collection[str]) -> None:
    """Say on the file uploader of that key which files it takes: of at most `most_bytes`, of these kinds ("JPEG")."""
    words = _("{kinds} · {size} MB at most").format(kinds=", ".join(kinds), size=most_bytes // 1_000_000)
    # As Streamlit makes a class of a key.
    _set(f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}", {"limit": words})


def _set(selector: str, words: dict[str, str]) -> None:
    """Set the CSS variables of these names, where the selector says."""
    # A text of CSS is written as one of JSON is, as long as it is in one line.
    rules = " ".join(
        f"--word-{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in words.items()
    )
    st.html(f"<style>{selector} {{ {rules} }}</style>")
