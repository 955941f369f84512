"""A picture, and over it in colours where a network looked; a slider says how much of the colours is seen.

A Streamlit component of our own (heat_overlay.js, heat_overlay.css). Scope: picture and heat in, drawing out; it sends
nothing back, so that moving the slider never runs a script.
"""

from base64 import b64encode

from PIL import Image

from core.i18n import _
from core.pictures.boxes import Box
from core.pictures.pixels import Pixels
from core.pictures.png import png
from core.ui.widgets.component import component
from core.ui.widgets.viewer import picture_data

_component = component(__file__)


def heat_overlay(
    pixels: Pixels,
    heat: Image.Image | None = None,
    box: Box = (0.0, 0.0, 0.0, 0.0),
    *,
    key: str,
    alt: str,
    height: int = 220,
) -> None:
    """Show a picture, with `heat` (mode RGB, of any size) over its part `box` (pixels) where there is one.

    `alt` describes it to those who cannot see it; `height` is the most it takes, in CSS pixels, without the slider.
    With the same `key`, a new heat replaces the old one and the slider stays where it is.
    """
    width, tall = pixels.size
    left, top, right, bottom = box
    data = {
        "picture": picture_data(pixels, alt),
        "heat": f"data:image/png;base64,{b64encode(png(heat)).decode('ascii')}" if heat else "",
        # In per cent of the picture: left, top, width, height.
        "place": [
            100 * left / width,
            100 * top / tall,
            100 * (right - left) / width,
            100 * (bottom - top) / tall,
        ],
        "height": height,
        "words": {
            "opacity": _("How much of the colours is seen"),
            "picture": _("Picture"),
            "heat": _("Where it looks"),
        },
    }
    _component(key=key, data=data)
