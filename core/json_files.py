"""JSON that may come from anybody: read within limits, and its values what they must be.

Scope: bytes to plain data, and checks that raise TypeError or ValueError; who reads a file says what is wrong with it.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.errors import UserError
from core.i18n import N_
from core.printable import LONGEST_LINE, LONGEST_TEXT, printable_line, printable_text
from core.turns import in_turn

MOST_VALUES = 1_000_000
"""How many values a JSON file may hold. In memory each takes 20 (numbers) to 125 bytes (an object's keys), as measured,
however few it has in the file: 125 MB at the most."""

LARGE_FILE = 1_000_000
"""Bytes from which on a file is read in turn with others (see `reading_turn`): its memory may be 100 MB and more."""

READ_AT_ONCE = 2
"""How many large files are read at the same time, of all visitors'."""

WAIT_SECONDS = 60.0
"""How long one waits until others' large files are read."""

LARGEST_WHOLE = 2**53
"""Above this, JSON's other readers do not tell whole numbers apart."""

_LARGEST = 1e300

_turns = threading.BoundedSemaphore(READ_AT_ONCE)


class BusyError(UserError):
    """Others' large files are being read: nothing is known of this one."""


@contextmanager
def reading_turn(size: int) -> Iterator[None]:
    """Read a file of `size` bytes inside the with block, in a turn to "work" (see core.turns): of large ones only
    READ_AT_ONCE are read at the same time.

    Raises BusyError where the others take more than WAIT_SECONDS.
    """
    # The turn comes first: whoever reads has one already when what he reads, such as a picture, asks for it.
    with in_turn("work"):
        if size < LARGE_FILE:
            yield
            return
        if not _turns.acquire(timeout=WAIT_SECONDS):
            raise BusyError(
                N_("The server is reading other large files at the moment. Try it again in a minute.")
            )
        try:
            yield
        finally:
            _turns.release()


def read_json(data: bytes | str, most: int = MOST_VALUES) -> Any:  # noqa: ANN401 (it is whatever the file holds)
    """Return what a JSON file holds.

    Numbers may be NaN or infinite: `as_number` refuses those. Raises ValueError: not JSON, more than `most`
    values, nested too deeply, a number of thousands of digits. json.JSONDecodeError, which is one, says in which line.
    """
    if number_of_values(data) > most:
        raise ValueError(f"more than {most} values")
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
