"""The folded part that shows picture and depth as points in space, which can be turned."""

from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from core.i18n import _, decimal
from core.pictures.images import Picture
from core.ui.depth_estimation.answers import NamedDepth
from core.ui.frame.page import guard
from core.vision.depth.depth_map import FARTHEST
from core.vision.depth.points import FIELD_OF_VIEW, Points, points_of

_MOST_POINTS = 20_000
_COLOURS = 128
_HEIGHT = 460

_EYES = {
    "front": (0.0, -1.6, 0.1),
    "left": (-1.3, -1.2, 0.4),
    "right": (1.3, -1.2, 0.4),
    "above": (0.0, -1.0, 1.6),
}
"""From where the points are looked at, in Plotly's units: half the cloud's size."""


def cloud_section(named: NamedDepth, picture: Picture) -> None:
    """Draw the folded part; the points are made once it is opened."""
    fold = st.expander(_("In 3D"), icon=":material/3d_rotation:", key="depth_cloud", on_change="rerun")
    if fold.open:
        with fold:
            _cloud(named, picture)


@st.fragment
def _cloud(named: NamedDepth, picture: Picture) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        words = {
            "front": _("from the front"),
            "left": _("from the left"),
            "right": _("from the right"),
            "above": _("from above"),
        }
        eye = st.segmented_control(
            _("Look at it"),
            list(_EYES),
            default="left",
            required=True,
            format_func=words.__getitem__,
            key="depth_eye",
            persist_state="session",
            wrap=True,
        )
        depth = named.depth()
        points = points_of(depth, picture.image, _MOST_POINTS)
        st.plotly_chart(
            _figure(points, eye or "left"),
            key=f"cloud_{picture.digest}_{named.name}",
            # Its buttons speak English only, and the choice above does what they do.
            config={"displayModeBar": False},
            alt=_("{picture} as points in space, {side}").format(
                picture=picture.name, side=words[eye or "left"]
            ),
        )
        scale = (
            _("Distances are the model's metres.")
            if depth.unit == "m"
            else _(
                "Relative depth does not say how far the farthest is: it is drawn {times} times as far as the nearest."
            ).format(times=decimal(FARTHEST, 0))
        )
        st.caption(
            _(
                "Drag to turn, scroll to come nearer. {n} points of a pinhole camera whose longer side covers "
                "{degrees}°: the picture does not say it, so that is assumed."
            ).format(n=decimal(len(points.places), 0), degrees=decimal(FIELD_OF_VIEW, 0))
            + " "
            + scale
            + " "
            + _("What the camera could not see is missing: behind things there is nothing.")
        )


def _figure(points: Points, eye: str) -> dict[str, Any]:
    """Return Plotly's figure of points, seen from one of _EYES: depth goes into the picture, and up is up."""
    x, y, z = points.places.T
    numbers, palette = _few_colours(points.colours)
    steps = len(palette) - 1 or 1
    hidden = {"visible": False}
    return {
        "data": [
            {
                "type": "scatter3d",
                "mode": "markers",
                "x": x,
                "y": z,
                "z": -y,
                "hoverinfo": "skip",
                "marker": {
                    "size": 2,
                    "color": numbers,
                    "cmin": 0,
                    "cmax": steps,
                    "colorscale": [[number / steps, colour] for number, colour in enumerate(palette)],
                },
            }
        ],
        "layout": {
            "height": _HEIGHT,
            # What somebody turned stays so until another side is chosen.
            "uirevision": eye,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "scene": {
                "aspectmode": "data",
                "xaxis": hidden,
                "yaxis": hidden,
                "zaxis": hidden,
                "camera": {"eye": dict(zip("xyz", _EYES[eye], strict=True))},
            },
        },
    }


def _few_colours(colours: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the place of each colour (uint8 [points, 3]) in a palette of a few, and that palette as "rgb(...)": a
    number a point is a tenth of what a text a point takes."""
    image = Image.fromarray(colours[None]).quantize(_COLOURS)
    flat = image.getpalette() or [0, 0, 0]
    palette = [f"rgb({flat[at]},{flat[at + 1]},{flat[at + 2]})" for at in range(0, len(flat), 3)]
    numbers = np.asarray(image)[0]
    palette = palette[: int(numbers.max()) + 1]
    # A scale needs two ends.
    return numbers, palette if len(palette) > 1 else palette * 2
