"""The values of a JSON file that may come from anybody: what they must be, or TypeError."""

import math
from typing import Any


def as_text(value: object) -> str:
    """Return `value` if it is a text."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def as_number(value: object) -> float:
    """Return `value` if it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return value


def as_whole(value: object) -> int:
    """Return `value` if it is a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def as_list(value: object) -> list[Any]:
    """Return `value` if it is a list."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def as_texts(value: object) -> tuple[str, ...]:
    """Return `value` as a tuple if it is a list of texts."""
    return tuple(as_text(item) for item in as_list(value))


def as_object(value: object) -> dict[str, Any]:
    """Return `value` if it is an object."""
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value
