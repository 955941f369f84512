"""Two sets of marks on one picture, either side of a border that is moved: by mouse, finger or keyboard.

A Streamlit component of our own (split_viewer.js, split_viewer.css). Scope: marks in, drawing out; it sends nothing
back, so that moving the border never runs a script.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import _
from core.pictures.labels import canonical_label
from core.pictures.marks import Mark
from core.pictures.pixels import Pixels
from core.ui.widgets.component import component
from core.ui.widgets.viewer import mark_data, picture_data

_component = component(__file__, "marks", "border")


@dataclass(frozen=True)
class Side:
    """Whose marks are shown on one side of the border."""

    name: str
    marks: Sequence[Mark]


def split_viewer(
    pixels: Pixels, left: Side, right: Side, *, key: str, alt: str, height: int = 560, followed: str = ""
) -> None:
    """Show a picture with the marks of `left` up to a border and those of `right` behind it; the border starts halfway.

    Marks without a box are not drawn. `alt` describes it to those who cannot see it; `height` is the most it takes, in
    CSS pixels; the marks of the label `followed` stand out ("" = none).
    With the same `key`, new marks replace the old ones and the border stays where it is.
    """
    _component(
        key=key,
        data={
            "picture": picture_data(pixels, alt),
            "sides": [
                {"name": side.name, "marks": [mark_data(mark) for mark in side.marks if mark.box]}
                for side in (left, right)
            ],
            "height": height,
            "followed": canonical_label(followed),
            "words": {
                "border": _("Border between {left} and {right}").format(left=left.name, right=right.name),
                # The browser puts in how much, at every move.
                "value": _("{share} % of the picture with the boxes of {model}").format(
                    share="{share}", model=left.name
                ),
            },
        },
    )
