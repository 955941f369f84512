"""The picture viewer: a picture with its boxes and masks, and the list of them; pointing at one lights up the other.

A Streamlit component of our own (viewer.js, viewer.css). Scope: marks in, drawing out; it sends nothing back, so that
pointing and moving never run a script.
"""

from base64 import b64encode
from collections import OrderedDict
from collections.abc import Sequence
from io import BytesIO
from threading import Lock
from typing import Any
from weakref import ref

from PIL import Image

from core.i18n import N_, _
from core.pictures.labels import canonical_label
from core.pictures.marks import Mark, percent
from core.pictures.palette import text_on
from core.ui.widgets.component import component

SENT_SIDE = 1280
"""Longest side, in pixels, of the picture that is sent to the browser; boxes keep the pixels of the whole picture."""

_JPEG_QUALITY = 88
_SIGNS = {"": "", "right": "✓", "false": "✗", "missed": "?"}
_STATUS_WORDS = {"": "", "right": N_("correct"), "false": N_("false positive"), "missed": N_("missed")}

_component = component(__file__, "marks")


def picture_viewer(
    image: Image.Image,
    marks: Sequence[Mark],
    *,
    key: str,
    alt: str,
    height: int = 560,
    empty_text: str | None = None,
    group: str = "",
    followed: str = "",
) -> None:
    """Show `image` with its marks and, beside it (below it where it is narrow), the list of them, in the order given.

    `image` is an upright RGB picture that is not changed afterwards: what is sent of it is kept as long as it lives.
    `alt` describes it to those who cannot see it; `height` is the most it takes, in CSS pixels; `empty_text` stands in
    the list's place when there is no mark. Viewers with the same `group` light up together, label by label;
    while nothing is pointed at, the marks of the label `followed` are lit ("" = none).
    With the same `key`, new marks replace the old ones in place.
    """
    data = _payload(image, marks, alt, height, empty_text or _("Nothing to show."), group)
    _component(key=key, data={**data, "followed": canonical_label(followed)})


def _payload(
    image: Image.Image, marks: Sequence[Mark], alt: str, height: int, empty_text: str, group: str
) -> dict[str, Any]:
    return {
        "picture": picture_data(image, alt),
        "marks": [mark_data(mark) for mark in marks],
        "height": height,
        "group": group,
        "words": {
            "list": _("Objects in the picture"),
            "label": _("Label"),
            "score": _("Score"),
            "empty": empty_text,
        },
    }


def picture_data(image: Image.Image, alt: str) -> dict[str, Any]:
    """Return what the browser gets of a picture."""
    return {"src": _encoded(image, "JPEG"), "width": image.width, "height": image.height, "alt": alt}


def mark_data(mark: Mark) -> dict[str, Any]:
    """Return what the browser gets of a mark."""
    corners = [round(float(value)) for value in mark.box] if mark.box else []
    status = _(_STATUS_WORDS[mark.status]) if mark.status else ""
    spoken = [
        mark.label,
        _("score {score}").format(score=percent(mark.score, 1)) if mark.score is not None else "",
        status,
        mark.note,
        _("box: xmin {0}, ymin {1}, xmax {2}, ymax {3}").format(*corners) if corners else "",
    ]
    return {
        "label": mark.label,
        "same": canonical_label(mark.label),
        "color": mark.color,
        "ink": text_on(mark.color),
        "score": None if mark.score is None else float(mark.score),
        "short": "" if mark.score is None else percent(mark.score),
        "long": "" if mark.score is None else percent(mark.score, 1),
        "box": [round(float(value), 2) for value in mark.box] if mark.box else None,
        "corners": corners,
        "mask": _encoded(mark.mask, "PNG") if mark.mask is not None else "",
        "status": mark.status,
        "sign": _SIGNS[mark.status],
        "note": " · ".join(filter(None, (status, mark.note))),
        "spoken": ", ".join(filter(None, spoken)),
    }


_KEPT_ENCODINGS = 256
_encodings: OrderedDict[tuple[int, str], tuple["ref[Image.Image]", str]] = OrderedDict()
_encodings_lock = Lock()


def _encoded(image: Image.Image, kind: str) -> str:
    """Return a picture as a data address: JPEG as it is, or PNG with the picture (mode "L") as opacity.

    Kept by the image's identity: a moved threshold encodes nothing, and the pixels need not be read to know them.
    """
    where = (id(image), kind)
    with _encodings_lock:
        if (kept := _encodings.get(where)) and kept[0]() is image:
            _encodings.move_to_end(where)
            return kept[1]
    small = image
    if max(image.size) > SENT_SIDE:
        ratio = SENT_SIDE / max(image.size)
        size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
        small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)
    file = BytesIO()
    if kind == "PNG":
        Image.merge("LA", (Image.new("L", small.size, 255), small.convert("L"))).save(
            file, "PNG", compress_level=3
        )
    else:
        small.convert("RGB").save(file, "JPEG", quality=_JPEG_QUALITY)
    text = f"data:image/{kind.lower()};base64,{b64encode(file.getvalue()).decode('ascii')}"
    with _encodings_lock:
        _encodings[where] = (ref(image), text)
        while len(_encodings) > _KEPT_ENCODINGS:
            _encodings.popitem(last=False)
    return text
