"""Files of pictures that may be needed again: the large ones wait on the disk, where they take no memory.

A server has memory for thirty visitors with a few photographs each, but not for twenty large files of each.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from weakref import finalize

LARGE = 200_000
"""Bytes from which on a file is put on the disk."""


def put_away(data: bytes) -> Callable[[], bytes]:
    """Return a function that gives `data` as often as it is called; what it keeps for that goes when it does.

    Where the disk is full or cannot be written, it keeps the data in memory.
    """
    if len(data) < LARGE:
        return lambda: data
    path = None
    try:
        with NamedTemporaryFile(prefix="miralab-", delete=False) as file:
            path = Path(file.name)
            file.write(data)
    except OSError:
        if path:
            with suppress(OSError):
                path.unlink()
        return lambda: data

    def read() -> bytes:
        return path.read_bytes()

    finalize(read, path.unlink, missing_ok=True)
    return read
