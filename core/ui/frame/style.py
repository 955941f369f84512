"""The one way in which a module gives the page a look of its own."""

from pathlib import Path

import streamlit as st


def style(module: str, file_name: str) -> None:
    """Apply the CSS file `file_name` beside a module (its `__file__`) to the page, in this run.

    Example: `style(__file__, "guesses.css")`.
    """
    st.html(Path(module).with_name(file_name))
