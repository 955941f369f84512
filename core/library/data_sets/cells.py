"""Values of a data set as cells that can be shown: bounded, printable, of a few kinds.

Whatever somebody wrote into a data set passes here, in the process that reads it: texts and names of any length,
lists in lists, pictures that are none. Nothing here opens a path or an address that stands in a row.
"""

import io
import math
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PIL import Image

from core.library.data_sets.table import Cell, Column, Kind, Thumbnail
from core.names import distinct_name
from core.pictures.images import FORMATS
from core.printable import printable_line, printable_text

LONGEST_CELL = 5_000
"""Characters of a text; what is longer ends in "…"."""

LONGEST_NAME = 80
MOST_COLUMNS = 60
MOST_LABELS = 2_000
SIDE = 160
"""Pixels of the longer side of a thumbnail."""

_MOST_ITEMS, _MOST_DEPTH, _LONGEST_ITEM = 40, 5, 500
_MOST_PIXELS = 25_000_000
_LARGEST_WHOLE = 2**53
"""What every reader of JSON can hold."""

OpenFile = Callable[[str], bytes]
"""Gives the file of the data set that a row's picture names, b"" for any other path."""


def columns_of(features: Mapping[str, Any]) -> list[Column]:
    """Return the columns that the features of the library datasets describe, at most MOST_COLUMNS of them."""
    columns: list[Column] = []
    for name, feature in list(features.items())[:MOST_COLUMNS]:
        shown = printable_line(str(name), LONGEST_NAME) or "?"
        kind = _kind(feature)
        labels = tuple(
            printable_line(str(label), LONGEST_NAME) for label in getattr(feature, "names", ())[:MOST_LABELS]
        )
        columns.append(
            Column(
                distinct_name(shown, [column.name for column in columns]),
                kind,
                printable_line(type_words(feature), 2 * LONGEST_NAME),
                labels if kind == "label" else (),
            )
        )
    return columns


def _kind(feature: object) -> Kind:
    name = type(feature).__name__
    if name == "Image":
        return "picture"
    if name == "ClassLabel":
        return "label"
    if name == "Value":
        dtype = str(getattr(feature, "dtype", ""))
        if dtype == "bool":
            return "boolean"
        if dtype in ("string", "large_string", "string_view"):
            return "text"
        if dtype.startswith(("int", "uint", "float")):
            return "number"
    return "other"


def type_words(feature: object, depth: int = 0) -> str:
    """Return a feature's type as one reads it: "string", "ClassLabel (2)", "list of int64", "{a: string, b: Image}"."""
    name = type(feature).__name__
    if depth > _MOST_DEPTH:
        return "…"
    if name == "Value":
        return str(getattr(feature, "dtype", ""))
    if name == "ClassLabel":
        return f"ClassLabel ({len(getattr(feature, 'names', None) or ())})"
    if isinstance(feature, Mapping):
        parts = [
            f"{key}: {type_words(value, depth + 1)}" for key, value in list(feature.items())[:_MOST_ITEMS]
        ]
        return f"{{{', '.join(parts)}}}"
    if isinstance(feature, list) and feature:
        return f"list of {type_words(feature[0], depth + 1)}"
    if name in ("List", "LargeList", "Sequence"):
        return f"list of {type_words(getattr(feature, 'feature', None), depth + 1)}"
    return name


def row_of(values: Iterable[Any], columns: Iterable[Column], open_file: OpenFile) -> list[Any]:
    """Return the cells of a row, as values for JSON; the values are in the order of the columns."""
    return [cell_of(value, column.kind, open_file) for value, column in zip(values, columns, strict=False)]


def cell_of(value: Any, kind: Kind, open_file: OpenFile) -> Any:  # noqa: ANN401
    """Return one value as a cell, as a value for JSON: a picture is that of a Thumbnail."""
    if value is None or (kind == "label" and value == -1):
        return None
    if kind == "picture":
        found = _thumbnail(value, open_file)
        return found.__dict__ if found else None
    if isinstance(value, str):
        return printable_text(value, LONGEST_CELL)
    return _plain(value, 0)


def _plain(value: Any, depth: int) -> Cell:  # noqa: ANN401
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_WHOLE else str(value)[:_LONGEST_ITEM]
    if isinstance(value, float):
        # As in a file without the value: JSON has no "not a number".
        return None if math.isnan(value) else value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return printable_text(value, _LONGEST_ITEM)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if depth >= _MOST_DEPTH:
        return "…"
    if isinstance(value, Mapping):
        items = list(value.items())[:_MOST_ITEMS]
        return {printable_line(str(key), LONGEST_NAME): _plain(item, depth + 1) for key, item in items}
    if isinstance(value, list | tuple):
        more = ["…"] if len(value) > _MOST_ITEMS else []
        return [*(_plain(item, depth + 1) for item in value[:_MOST_ITEMS]), *more]
    return printable_text(str(value), _LONGEST_ITEM)


def _thumbnail(value: Any, open_file: OpenFile) -> Thumbnail | None:  # noqa: ANN401
    """Return a small copy of the picture in a row, None where there is none that can be read."""
    stored = value if isinstance(value, Mapping) else {}
    data = stored.get("bytes") or (open_file(str(stored["path"])) if stored.get("path") else b"")
    return thumbnail_of(data) if data else None


def thumbnail_of(data: bytes) -> Thumbnail | None:
    """Return a small copy of the picture in a file, None where none can be read there, or one of 25 million pixels."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            size = opened.size
            # A JPEG can be decoded at an eighth of its size.
            opened.draft("RGB", (2 * SIDE, 2 * SIDE))
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            return small_copy(opened, size)
    except Exception:  # On a damaged file Pillow's decoders raise almost anything.
        return None


def small_copy(image: Image.Image, size: tuple[int, int] | None = None) -> Thumbnail:
    """Return a small copy of an image, what is transparent in it on white; `size` is the picture's where that is not
    the image's."""
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((SIDE, SIDE))
    if small.mode == "RGBA":
        white = Image.new("RGB", small.size, "white")
        white.paste(small, mask=small.getchannel("A"))
        small = white
    file = io.BytesIO()
    small.save(file, "WEBP", quality=80)
    address = f"data:image/webp;base64,{b64encode(file.getvalue()).decode('ascii')}"
    return Thumbnail(address, *(size or image.size))
