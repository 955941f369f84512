"""The one way in which a module gives the page a look of its own."""

import json
from collections.abc import Mapping
from pathlib import Path

import streamlit as st


def style(module: str, file_name: str) -> None:
    """Apply the CSS file `file_name` beside a module (its `__file__`) to the page, in this run.

    Example: `style(__file__, "guesses.css")`.
    """
    st.html(Path(module).with_name(file_name))


def css_words(selector: str, words: Mapping[str, str]) -> None:
    """Give the CSS of the page texts in its language, in this run: `var(--word-NAME)` where `selector` holds."""
    # A text of CSS is written as one of JSON is, as long as it is in one line.
    rules = " ".join(
        f"--word-{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in words.items()
    )
    st.html(f"<style>{selector} {{ {rules} }}</style>")
