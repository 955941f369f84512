"""The sketch pad: paper to draw on with mouse, finger or pen, whose lines come back as strokes.

A Streamlit component of our own (sketch_pad.html, .css, .js). The drawable canvas that the truth editor uses waits
200 ms after every line, has no eraser and no size of its own on a phone; here an answer should come at once.
Scope: strokes out. It guesses nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.i18n import _
from core.sketch.strokes import Stroke, strokes_of
from core.ui.widgets.component import component

UNITS = 1000
"""Side of a pad, in the units of its strokes."""


_WIDTH = 20.0
"""A line's width where the browser named none that can be."""

_component = component(__file__)


@dataclass(frozen=True)
class Pad:
    """What is on a pad: its lines in the order in which they were drawn, in units of 0 to 1000 from the top left.

    The eraser has been applied: lines that it crossed are shorter lines. An empty pad has no strokes. `widths` are the
    lines' widths in the same units.
    """

    strokes: tuple[Stroke, ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class DrawnThing:
    """What lies under a sheet and cannot be changed there: lines, the box around them (x1, y1, x2, y2, both in units of
    0 to 1000), the lines' colour (#rrggbb), and a name to write at the box."""

    strokes: tuple[Stroke, ...]
    box: tuple[float, float, float, float]
    ink: str
    name: str


def sketch_pad(
    key: str,
    *,
    paper: str = "",
    disabled: bool = False,
    finished: Sequence[DrawnThing] = (),
    ink: str = "#05090a",
    width: float | None = None,
) -> Pad:
    """Draw a pad with its tools and return what is on it; after every line the script or fragment around runs again.

    `paper` names the sheet: another name is an empty sheet at the same place. A drawing stays while the page is open,
    also when the pad was not drawn in some run between. With `disabled` it can be seen, not changed. `finished` lies
    under the sheet; `ink` is the pen's colour (#rrggbb). With `width`, which `finished` needs, all lines are so many
    units wide, and nobody can choose.
    """
    drawing = _drawing(key, paper)
    _component(
        key=key,
        data={
            "paper": paper,
            "strokes": drawing.get("strokes", []),
            "widths": drawing.get("widths", []),
            "disabled": disabled,
            "finished": [
                {
                    "strokes": [stroke.ravel().tolist() for stroke in thing.strokes],
                    "box": thing.box,
                    "ink": thing.ink,
                    "name": thing.name,
                }
                for thing in finished
            ],
            "ink": ink,
            "width": width,
            "words": _words(),
        },
        default={"drawing": None},
        on_drawing_change=lambda: None,
    )
    return _pad(drawing)


def pad_on(key: str, paper: str) -> Pad:
    """Return what the browser reported last to be on the sheet `paper` of a pad: for callbacks, which come before the
    pad is drawn again."""
    return _pad(_drawing(key, paper))


def put_on(key: str, pad: Pad, paper: str = "") -> None:
    """Put a drawing on a sheet that nobody has drawn on in this visit; call it before the pad is drawn. On others it
    changes nothing."""
    st.session_state.setdefault(f"{key}_kept", {}).setdefault(
        paper,
        {
            "paper": paper,
            "strokes": [stroke.ravel().tolist() for stroke in pad.strokes],
            "widths": list(pad.widths),
        },
    )


def _pad(drawing: Mapping[str, Any]) -> Pad:
    strokes, widths = strokes_of(drawing.get("strokes")), drawing.get("widths")
    if not isinstance(widths, Sequence) or len(widths) != len(strokes):
        return Pad(strokes, (_WIDTH,) * len(strokes))
    return Pad(strokes, tuple(width if _is_width(width) else _WIDTH for width in widths))


def _is_width(width: object) -> bool:
    return isinstance(width, int | float) and 0 < width <= UNITS


def _drawing(key: str, paper: str) -> Mapping[str, Any]:
    kept: dict[str, Any] = st.session_state.setdefault(f"{key}_kept", {})
    _keep(kept, st.session_state.get(key), paper)
    return kept.get(paper, {})


def _keep(kept: dict[str, Any], state: Any, paper: str) -> None:  # noqa: ANN401 (what a browser sent)
    """Keep what the pad reported last, if it was drawn on this sheet; the sheets before it are done with."""
    drawing = state.get("drawing") if isinstance(state, Mapping) else None
    for other in [name for name in kept if name != paper]:
        del kept[other]
    if isinstance(drawing, Mapping) and drawing.get("paper") == paper:
        kept[paper] = drawing


def _words() -> dict[str, str]:
    return {
        "hint": _("Draw here with mouse, finger or pen"),
        "empty": _("Empty paper to draw on"),
        "line": _("Your drawing, one line"),
        "lines": _("Your drawing, {n} lines"),
        "tools": _("Drawing tools"),
        "pen": _("Pen"),
        "eraser": _("Eraser"),
        "width": _("Line width"),
        "undo": _("Undo"),
        "clear": _("Clear the paper"),
    }
