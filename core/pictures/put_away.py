"""Files of pictures that may be needed again: the large ones wait in the temporary folder.

A server has memory for thirty visitors with a few photographs each, but not for twenty large files of each. Where the
temporary folder is on a disk they take none; where it is in memory itself (tmpfs) they count as before, and may be
swapped out. Each process has a folder of its own there, which goes when it ends; the first file that another process
puts away clears those of processes that were killed.
"""

import atexit
import re
import tempfile
import threading
from contextlib import suppress
from functools import cache
from os import getpid
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile, mkdtemp
from weakref import finalize

import psutil

from core.errors import UserError
from core.i18n import N_

LARGE = 200_000
"""Bytes from which on a file is put on the disk."""

_NAME = re.compile(r"miralab-pictures-(\d{1,9})-\w+")
"""Of a process's folder: its number, and what nobody can guess."""

_one_folder = threading.Lock()


class PutAway:
    """The bytes of a file, in memory or on the disk; what it keeps for that goes when it does."""

    def __init__(self, data: bytes) -> None:
        """Keep `data`: on the disk where it is LARGE, else or where the disk is full or cannot be written in memory."""
        self._path = _written(data) if len(data) >= LARGE else None
        self._data = b"" if self._path else data
        if self._path:
            finalize(self, self._path.unlink, missing_ok=True)

    def read(self) -> bytes:
        """Return the bytes; UserError where somebody emptied the temporary folder."""
        if not self._path:
            return self._data
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise UserError(
                N_(
                    "The file of this picture is gone from the server's temporary folder. Add the picture again."
                )
            ) from error

    def lost(self) -> bool:
        """Tell whether the bytes are gone."""
        return self._path is not None and not self._path.exists()


def _written(data: bytes) -> Path | None:
    """Return a new file that holds `data`, or None where the disk is full or cannot be written."""
    path = None
    try:
        with _one_folder:
            folder = _own_folder(tempfile.gettempdir())
            # Whatever clears the temporary folder of old files may have taken it.
            folder.mkdir(mode=0o700, exist_ok=True)
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            path = Path(file.name)
            file.write(data)
    except OSError:
        if path:
            with suppress(OSError):
                path.unlink()
        return None
    return path


@cache
def _own_folder(temporary: str) -> Path:
    """Return the folder of this process, made new, and clear those of processes that are gone."""
    for folder in Path(temporary).glob("miralab-pictures-*"):
        name = _NAME.fullmatch(folder.name)
        # This process has none yet: in a container that starts again it has its predecessor's number.
        if name and (int(name[1]) == getpid() or not psutil.pid_exists(int(name[1]))):
            rmtree(folder, ignore_errors=True)
    own = Path(mkdtemp(prefix=f"miralab-pictures-{getpid()}-", dir=temporary))
    atexit.register(rmtree, own, ignore_errors=True)
    return own
