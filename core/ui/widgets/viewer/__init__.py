"""The picture viewer: a picture with its boxes and masks, and the list of them; pointing at one lights up the other.

A Streamlit component of our own (viewer.js, viewer.css). Scope: marks in, drawing out; it sends nothing back, so that
pointing and moving never run a script.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from PIL import Image

from core.i18n import N_, _
from core.pictures.kept import Kept
from core.pictures.labels import canonical_label, with_name
from core.pictures.marks import Mark, mask_image, percent
from core.pictures.masks import Mask
from core.pictures.palette import text_on
from core.pictures.pixels import Pixels
from core.ui.widgets.component import component

SENT_SIDE = 1280
"""Longest side, in pixels, of the picture that is sent to the browser; boxes keep the pixels of the whole picture."""

_JPEG_QUALITY = 88
_SIGNS = {"": "", "right": "✓", "false": "✗", "missed": "?"}
_STATUS_WORDS = {"": "", "right": N_("correct"), "false": N_("false positive"), "missed": N_("missed")}

_component = component(__file__, "marks")


def picture_viewer(
    pixels: Pixels,
    marks: Sequence[Mark],
    *,
    key: str,
    alt: str,
    height: int = 560,
    empty_text: str | None = None,
    group: str = "",
    followed: str = "",
    things: str = "",
    fading: bool = False,
) -> None:
    """Show a picture with its marks and, beside it (below it where it is narrow), the list of them, in the order given.

    What is sent of it is kept as long as its pixels are, while there is room. `alt` describes it to those who cannot
    see it; `height` is the most it takes, in CSS pixels; `empty_text` stands in the list's place when there is no mark.
    Viewers with the same `group` light up together, label by label; while nothing is pointed at, the marks of the label
    `followed` are lit ("" = none). `things` is what the list is called, "Objects in the picture" without it; with
    `fading` a slider below the picture says how much of it the masks hide.
    With the same `key`, new marks replace the old ones in place.
    """
    data = _payload(pixels, marks, alt, height, empty_text or _("Nothing to show."), group)
    if things:
        data["words"]["list"] = things
    data["words"]["opacity"] = _("Opacity of the masks") if fading else ""
    _component(key=key, data={**data, "followed": canonical_label(followed)})


def _payload(
    pixels: Pixels, marks: Sequence[Mark], alt: str, most_height: int, empty_text: str, group: str
) -> dict[str, Any]:
    return {
        "picture": picture_data(pixels, alt),
        "marks": [mark_data(mark) for mark in marks],
        "height": most_height,
        "group": group,
        "words": {
            "list": _("Objects in the picture"),
            "label": _("Label"),
            "score": _("Score"),
            "empty": empty_text,
        },
    }


def picture_data(pixels: Pixels, alt: str) -> dict[str, Any]:
    """Return what the browser gets of a picture."""
    width, height = pixels.size
    return {"src": _sent(pixels, pixels.image, _jpeg), "width": width, "height": height, "alt": alt}


def mark_data(mark: Mark) -> dict[str, Any]:
    """Return what the browser gets of a mark."""
    corners = [round(float(value)) for value in mark.box] if mark.box else []
    status = _(_STATUS_WORDS[mark.status]) if mark.status else ""
    spoken = [
        with_name(mark.label),
        _("score {score}").format(score=percent(mark.score, 1)) if mark.score is not None else "",
        status,
        mark.note,
        _("box: xmin {0}, ymin {1}, xmax {2}, ymax {3}").format(*corners) if corners else "",
    ]
    return {
        "label": mark.label,
        "name": with_name(mark.label),
        "same": canonical_label(mark.label),
        "color": mark.color,
        "ink": text_on(mark.color),
        "score": None if mark.score is None else float(mark.score),
        "short": "" if mark.score is None else percent(mark.score),
        "long": "" if mark.score is None else percent(mark.score, 1),
        "box": [round(float(value), 2) for value in mark.box] if mark.box else None,
        "corners": corners,
        "mask": _sent_mask(mark.mask) if mark.mask is not None else "",
        "status": mark.status,
        "sign": _SIGNS[mark.status],
        "note": " · ".join(filter(None, (status, mark.note))),
        "spoken": ", ".join(filter(None, spoken)),
    }


_addresses: Kept[str] = Kept(lambda: 32_000_000)


def _sent(owner: object, image: Callable[[], Image.Image], encoded: Callable[[Image.Image], str]) -> str:
    """Return what is sent of a picture or of a mask (`owner`), whose image is asked for only where it is not kept.

    A moved threshold encodes nothing, and the pixels need not be read to know them.
    """
    address = _addresses.value(owner)
    if address is None:
        address = encoded(image())
        _addresses.put(owner, address, len(address))
    return address


def _sent_mask(mask: Image.Image | Mask) -> str:
    return _sent(mask, lambda: mask_image(mask), _opacity)


def _jpeg(image: Image.Image) -> str:
    """Return a picture as a data address."""
    file = BytesIO()
    _small(image).convert("RGB").save(file, "JPEG", quality=_JPEG_QUALITY)
    return _address(file, "jpeg")


def _opacity(mask: Image.Image) -> str:
    """Return a mask (mode "L") as the data address of a PNG that has it as its opacity."""
    small, file = _small(mask), BytesIO()
    white = Image.new("L", small.size, 255)
    Image.merge("LA", (white, small)).save(file, "PNG", compress_level=3)
    return _address(file, "png")


def _small(image: Image.Image) -> Image.Image:
    ratio = SENT_SIDE / max(image.size)
    if ratio >= 1:
        return image
    size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)


def _address(file: BytesIO, kind: str) -> str:
    return f"data:image/{kind};base64,{b64encode(file.getvalue()).decode('ascii')}"
