"""Components of our own for the browser (Streamlit's components, version 2).

Each has a folder: what Python needs in `__init__.py`, and beside it the .js, .css and .html that the browser gets. What
they share is written once, in shared.js and shared.css, and what some of them do in files beside those.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_SHARED = Path(__file__).parent


def component(module: str, *parts: str) -> "ComponentRenderer":
    """Return what draws the component in the folder of `module` (the `__file__` of its `__init__.py`), named after it.

    The browser gets one source of each kind: what all share, the `parts` that it shares with some (files beside this
    one, without their endings), then the folder's files in the order of their names.
    Example: `_component = component(__file__, "marks")`.
    """
    folder = Path(module).parent
    shared = [_SHARED / part for part in ("shared", *parts)]
    return st.components.v2.component(
        f"miralab.{folder.name}",
        html=_joined(sorted(folder.glob("*.html"))) or None,
        css=_joined([*(part.with_suffix(".css") for part in shared), *sorted(folder.glob("*.css"))]),
        js=_joined([*(part.with_suffix(".js") for part in shared), *sorted(folder.glob("*.js"))]),
    )


def _joined(files: list[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
