"""Text of others in Streamlit's Markdown."""

import re


def plain(text: str) -> str:
    """Return `text` so that Streamlit's Markdown shows it as it is: a file's name is not ours to format."""
    return re.sub(r"([\\`*_\[\]$~])", r"\\\1", text)
