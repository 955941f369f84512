"""A picture and its depth in colours, either side of a border that is moved, with the depth under the pointer and of a
point that is put down.

A Streamlit component of our own (depth_viewer.js, depth_viewer.css). Scope: picture and depth in, drawing out; it sends
nothing back, so that pointing never runs a script. The browser gets a small grid of the depth, in 16 bits.
"""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

import numpy as np

from core.i18n import _, current_language
from core.pictures.pixels import Pixels
from core.ui.widgets.component import component
from core.ui.widgets.viewer import SENT_SIDE, picture_data
from core.vision.depth.colour import coloured, scale_stops
from core.vision.depth.depth_map import DepthMap, Unit, nearness, smaller

GRID_SIDE = 256
"""The longest side of the grid of depths that the browser gets."""

_JPEG_QUALITY = 90
_STOPS = 9
_LEVELS = 65535

_component = component(__file__, "marks", "border")


@dataclass(frozen=True)
class ShownDepth:
    """What the browser gets of a depth map: its colours as a data address; a grid of `grid_size` (width, height) of
    uint16 in little endian and base64, evenly from `least` to `most`, in metres or as nearness (0..1)."""

    colours: str
    grid: str
    grid_size: tuple[int, int]
    least: float
    most: float
    unit: Unit

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return len(self.colours) + len(self.grid)


def shown_depth(depth: DepthMap) -> ShownDepth:
    """Return what the browser gets of a depth map of any size."""
    file = BytesIO()
    coloured(smaller(depth, SENT_SIDE)).save(file, "JPEG", quality=_JPEG_QUALITY)
    near = nearness(depth)
    small = smaller(DepthMap(near, "relative"), GRID_SIDE)
    # Metres run the other way round.
    parts = 1 - small.values if depth.unit == "m" else small.values
    least, most = (depth.least, depth.most) if depth.unit == "m" else (0.0, 1.0)
    return ShownDepth(
        colours=f"data:image/jpeg;base64,{b64encode(file.getvalue()).decode('ascii')}",
        grid=b64encode(np.rint(parts * _LEVELS).astype("<u2").tobytes()).decode("ascii"),
        grid_size=small.size,
        least=least,
        most=most,
        unit=depth.unit,
    )


def depth_viewer(
    pixels: Pixels,
    shown: ShownDepth | None,
    *,
    key: str,
    alt: str,
    height: int = 420,
    group: str = "",
    caption: str = "",
) -> None:
    """Show a picture up to a border and its depth behind it, with the scale of the colours; the picture alone where
    there is no depth (`shown`) yet.

    `alt` describes it to those who cannot see it; `height` is the most the picture takes, in CSS pixels; `caption`
    stands above it. Viewers with the same `group` show their depth at the same place together. With the same `key`, a
    new depth replaces the old one; border and point stay where they are.
    """
    metres = shown is not None and shown.unit == "m"
    data = {
        "picture": picture_data(pixels, alt),
        "colours": shown.colours if shown else "",
        "grid": shown.grid if shown else "",
        "size": shown.grid_size if shown else (0, 0),
        "range": (shown.least, shown.most) if shown else (0, 1),
        # The scale goes from far to near.
        "ends": (shown.most, shown.least) if shown and metres else (0, 1),
        "stops": scale_stops(_STOPS),
        "height": height,
        "group": group,
        "language": current_language(),
        "words": {
            "caption": caption,
            "far": _("far"),
            "near": _("near"),
            # The browser puts the number in.
            "value": _("{number} m").format(number="{number}")
            if metres
            else _("nearness {number}").format(number="{number}"),
            "end": _("{number} m").format(number="{number}") if metres else "{number}",
            "under": _("Under the pointer: {value}").format(value="{value}"),
            "at": _("Point x {x}, y {y}: {value}").format(x="{x}", y="{y}", value="{value}"),
            "point": _("Measuring point: the arrow keys move it"),
            "border": _("Border between picture and depth"),
            "share": _("{share} % picture, the rest is depth").format(share="{share}"),
        },
    }
    _component(key=key, data=data)
