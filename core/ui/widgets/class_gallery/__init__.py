"""One drawing of every class, side by side: to look at, to search by name in both languages, and to choose from.

A Streamlit component of our own (class_gallery.js, class_gallery.css). Searching runs no script, choosing does.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.i18n import _
from core.sketch.class_names import class_name
from core.sketch.data_set import held_out
from core.sketch.how_people_draw import example_of, folded, svg_path
from core.ui.widgets.component import component

_component = component(__file__)


def class_gallery(chosen: str, on_choice: Callable[[str], None], *, key: str) -> None:
    """Show a drawing of each class with its name; `on_choice` is called with the class that the visitor presses."""
    pictures = _pictures()
    data = {
        "chosen": chosen,
        "classes": [
            {"label": label, "name": class_name(label), **pictures[label]}
            for label in sorted(pictures, key=lambda label: folded(class_name(label)))
        ],
        "words": {
            "search": _("Search, in Spanish or English"),
            "found": _("{count} found"),
            "none": _("Nothing is called that here."),
        },
    }
    _component(key=key, data=data, on_chosen_change=lambda: _report(key, on_choice))


def _report(key: str, on_choice: Callable[[str], None]) -> None:
    state = st.session_state.get(key)
    label = state.get("chosen") if isinstance(state, Mapping) else None
    if label in held_out().classes:
        on_choice(str(label))


@st.cache_data(show_spinner=False)
def _pictures() -> dict[str, dict[str, Any]]:
    """Return of each class one drawing, as SVG path data with its width and height."""
    pictures: dict[str, dict[str, Any]] = {}
    for label in held_out().classes:
        strokes = example_of(label)
        width, height = (int(max(stroke[:, axis].max() for stroke in strokes)) for axis in (0, 1))
        pictures[label] = {"path": svg_path(strokes), "size": (width, height)}
    return pictures
