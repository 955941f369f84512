"""Reading some rows of a data set, of the Hub or of a file, in a process of its own that is bounded in every way.

Purpose: whatever a data set is like, the app goes on, and nothing of it stays. The library datasets is loaded there and
not here; the process ends after SECONDS, where no row comes for as long as a download may stall, and before it takes
more than MOST_MEMORY; it has no token, and what it writes to the disk goes with it.
"""

import json
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil

from core.errors import UserError
from core.i18n import N_
from core.library.data_sets import own_file
from core.library.data_sets import request as requests
from core.library.data_sets.explained import too_large
from core.library.data_sets.request import Request
from core.library.data_sets.table import Reading, from_json
from core.models.environment import stall_seconds
from core.turns import set_aside

SECONDS = 90.0
"""How long one reading may take, the start of the process included."""

MOST_MEMORY = 300_000_000
"""How much memory the process may hold, in bytes; the libraries alone take half of it."""

AT_ONCE = 2
"""How many readings go on at the same time; others wait."""

_LOOK_SECONDS = 0.05
_START_SECONDS = 20.0
"""What the process may take to load its libraries, on top of the time in which something has to happen."""

_ROOT = Path(__file__).resolve().parents[3]

_SETTINGS = {
    # The library would import all of torch, to ask it something.
    "USE_TORCH": "0",
    "USE_TF": "0",
    "USE_JAX": "0",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_UPDATE_DOWNLOAD_COUNTS": "0",
}
_SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_HUB_CACHE", "HF_DATASETS_CACHE")

_log = logging.getLogger("miralab")
_places = threading.BoundedSemaphore(AT_ONCE)

Progress = Callable[[int | None], None]
"""Is told how many rows have been read; None while others are before."""


def read(request: Request, on_progress: Progress = lambda _rows: None) -> Reading:
    """Return the rows that are asked for, with what is known of the data set.

    `on_progress` is called in this thread; what it raises ends the reading. Raises UserError where there is no such
    public data set, where it cannot or must not be read here, and where it takes too long or too much memory.
    """
    with set_aside(), _place(on_progress), tempfile.TemporaryDirectory(prefix="miralab-data-") as folder:
        answer = _answer(request, Path(folder), on_progress)
    if "reading" in answer:
        return from_json(answer["reading"])
    if "error" in answer:
        raise UserError(answer["error"], **answer["values"])
    _log.error("a data set could not be read: %s", answer.get("unexpected", "the process broke down"))
    raise UserError(N_("{name} could not be read. Choose another data set."), name=request.name)


def read_file(
    data: bytes, name: str, start: int = 0, count: int = 100, on_progress: Progress = lambda _rows: None
) -> Reading:
    """Return rows of a file with those bytes and that name, from number `start` on; UserError as `read`, and where it
    is no table."""
    with tempfile.TemporaryDirectory(prefix="miralab-file-") as folder:
        return read(own_file.write(data, name, Path(folder), start, count), on_progress)


@contextmanager
def _place(on_progress: Progress) -> Iterator[None]:
    while not _places.acquire(timeout=_LOOK_SECONDS):
        on_progress(None)
    try:
        yield
    finally:
        _places.release()


def _answer(request: Request, folder: Path, on_progress: Progress) -> dict[str, Any]:
    """Return the last line of the process; {} where it broke down."""
    process = _start(folder)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert process.stdin and process.stdout  # noqa: S101 (both are pipes)
    threading.Thread(target=_pass_on, args=(process.stdout, lines), daemon=True).start()
    try:
        with suppress(OSError), process.stdin as pipe:
            json.dump(requests.to_json(request), pipe)
        return _wait(process, lines, request.name, on_progress)
    finally:
        process.kill()
        process.wait()


def _start(folder: Path) -> "subprocess.Popen[str]":
    settings = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    return subprocess.Popen(
        [sys.executable, "-m", "core.library.data_sets.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=_ROOT,
        env={**settings, **_SETTINGS, "HF_HOME": str(folder), "TMPDIR": str(folder)},
    )


def _pass_on(pipe: IO[str], lines: "queue.SimpleQueue[str]") -> None:
    with suppress(ValueError):  # The pipe may be closed meanwhile.
        for line in pipe:
            lines.put(line)
    lines.put("")


def _wait(
    process: "subprocess.Popen[str]", lines: "queue.SimpleQueue[str]", name: str, on_progress: Progress
) -> dict[str, Any]:
    began = last = time.monotonic()
    patience, rows = _START_SECONDS + stall_seconds(), 0
    while True:
        try:
            line = lines.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            now = time.monotonic()
            if _memory(process) > MOST_MEMORY:
                raise too_large(name) from None
            if now - began > SECONDS or now - last > patience:
                raise UserError(
                    N_("Reading {name} takes too long. Ask for fewer rows, or try again later."), name=name
                ) from None
            continue
        if not line:
            return {}
        answer: dict[str, Any] = json.loads(line)
        if "rows" not in answer:
            return answer
        last, patience, rows = time.monotonic(), stall_seconds(), max(rows, answer["rows"])
        on_progress(rows)
        if _memory(process) > MOST_MEMORY:
            raise too_large(name)


def _memory(process: "subprocess.Popen[str]") -> int:
    """Return the memory that a process holds, in bytes; 0 where it has ended."""
    try:
        return int(psutil.Process(process.pid).memory_info().rss)
    except psutil.Error:
        return 0
