"""Names that nobody else in a list has."""

from collections.abc import Collection
from itertools import count
from pathlib import PurePath


def distinct_name(name: str, taken: Collection[str]) -> str:
    """Return `name`, or, where one of `taken` is the same, "photo (2).jpg", "photo (3).jpg", … in its place.

    Names that differ in case alone are the same, as they are to the file systems of Windows and macOS.
    """
    known = {other.casefold() for other in taken}
    ending = PurePath(name).suffix
    stem = name.removesuffix(ending)
    distinct, number = name, count(2)
    while distinct.casefold() in known:
        distinct = f"{stem} ({next(number)}){ending}"
    return distinct
