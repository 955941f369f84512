"""JSON that may come from anybody: read within limits, and its values what they must be.

Scope: bytes to plain data, and checks that raise TypeError or ValueError; who reads a file says what is wrong with it.
"""

import json
from typing import Any

from core.printable import LONGEST_LINE, LONGEST_TEXT, printable_line, printable_text

MOST_VALUES = 3_000_000
"""How many values a JSON file may hold: in memory each takes some 60 bytes, however few it has in the file."""

LARGEST_WHOLE = 2**53
"""Above this, JSON's other readers do not tell whole numbers apart."""

_LARGEST = 1e300


def read_json(data: bytes | str) -> Any:  # noqa: ANN401 (it is whatever the file holds)
    """Return what a JSON file holds.

    Numbers may be NaN or infinite: `as_number` refuses those. Raises ValueError: not JSON, more than MOST_VALUES
    values, nested too deeply, a number of thousands of digits. json.JSONDecodeError, which is one, says in which line.
    """
    if number_of_values(data) > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values")
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def number_of_values(data: bytes | str) -> int:
    """Return at least as many as there are values in a JSON file, without reading it."""
    if isinstance(data, str):
        return sum(map(data.count, ",[{"))
    return sum(map(data.count, (b",", b"[", b"{")))


def as_text(value: object) -> str:
    """Return `value` as a name, a label or a title, if it is a text: printable, in one line, LONGEST_LINE characters at
    most."""
    return printable_line(_text(value), LONGEST_LINE)


def as_lines(value: object) -> str:
    """Return `value` as a text of several lines, if it is a text: printable, LONGEST_TEXT characters at most."""
    return printable_text(_text(value), LONGEST_TEXT)


def as_base64(value: object) -> str:
    """Return `value` as it is, if it is a text of ASCII letters and signs."""
    if not _text(value).isascii():
        raise ValueError("no base64")
    return str(value)


def as_number(value: object) -> float:
    """Return `value` if it is a finite number, and not so large that sums of such could not be finite."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
        raise TypeError(f"{type(value).__name__} is no number of use")
    return value


def as_whole(value: object) -> int:
    """Return `value` if it is a whole number of at most LARGEST_WHOLE, below zero too."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_WHOLE:
        raise TypeError(f"{type(value).__name__} is no whole number of use")
    return value


def as_list(value: object, most: int | None = None) -> list[Any]:
    """Return `value` if it is a list, of no more than `most` items."""
    if not isinstance(value, list):
        raise TypeError(f"{type(value).__name__} is no list")
    if most is not None and len(value) > most:
        raise ValueError(f"{len(value)} items, {most} are the most")
    return value


def as_texts(value: object) -> tuple[str, ...]:
    """Return `value` as a tuple if it is a list of texts; see `as_text`."""
    return tuple(as_text(item) for item in as_list(value))


def as_object(value: object) -> dict[str, Any]:
    """Return `value` if it is an object."""
    if not isinstance(value, dict):
        raise TypeError(f"{type(value).__name__} is no object")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no text")
    return value
