"""Code to read and copy."""

from typing import Literal

import streamlit as st


def show_code(code: str, height: int | Literal["content"] = "content") -> None:
    """Draw Python code in colours that can be read well; what is longer than `height` pixels scrolls.

    The colours are those of code.css, which every page has."""
    st.code(code, language="python", wrap_lines=True, height=height)
