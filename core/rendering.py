"""Charts and vector pictures turned into files, in a process of its own.

Purpose: the library that does it (vl-convert, with a browser's engine inside) ends its whole process where it meets
something that it cannot take; here that is never the process that serves the visitors. Scope: specifications in, PNG
and SVG out. One process serves all visitors, one picture at a time, and none while times are measured; it starts with
the first picture and ends itself when nobody has asked for one for a while. Whoever's picture takes too long, or too
much memory, has it ended; the next one's is drawn by a new one.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

from core.errors import UserError
from core.i18n import N_
from core.turns import in_turn

SECONDS = 40.0
"""How long one picture may take, the start of the process included."""

WAIT_SECONDS = 60.0
"""How long one waits for other visitors' pictures."""

IDLE_SECONDS = 120.0
"""After how long without a picture the process ends."""

MOST_BYTES = 2 * 2**30
"""How much memory the process may write to. A chart of 2,000 dots takes 0.6 GB of it, threads included; the addresses
that the browser's engine sets aside are 67 GB from the start, so that only what can be written to says anything."""

Work = Literal["vegalite_to_png", "vegalite_to_svg", "svg_to_png"]

_ROOT = Path(__file__).resolve().parents[1]
_LENGTH_BYTES = 8
_ENDING_SECONDS = 5.0
_DONE, _REFUSED = b"+", b"-"

_log = logging.getLogger("miralab")
_turn = threading.Lock()
_workers: list[subprocess.Popen[bytes]] = []
"""The process that draws: one, or none where nobody has needed it yet."""


def rendered(work: Work, content: dict[str, Any] | str, scale: float = 1.0) -> bytes:
    """Return the file that vl-convert's function `work` makes of a specification of Vega-Lite or of an SVG.

    A PNG has `scale` pixels a point; an SVG is in UTF-8. Raises UserError where the library breaks on it, where it
    takes more than SECONDS or MOST_BYTES, and where others' pictures take more than WAIT_SECONDS; whatever happens, the
    process that asks goes on.

    >>> rendered("svg_to_png", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')[:4]
    b'\\x89PNG'
    """
    request = json.dumps([work, content, scale]).encode()
    # The turn before the lock: whoever has the lock may be waited for.
    with in_turn("work"), _drawing():
        answer, ended = _ask(request)
        if not answer and ended == 0:
            # It had been idle for so long that it ended just as it was asked.
            answer, ended = _ask(request)
    if answer[:1] == _DONE:
        return answer[1:]
    reason = answer[1:300].decode("utf-8", "replace") or f"the process ended with {ended}"
    _log.warning("vl-convert could not draw a picture: %s", reason)
    raise UserError(N_("The chart could not be turned into a picture. Everything else is there."))


@contextmanager
def _drawing() -> Iterator[None]:
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise UserError(N_("The server is drawing many charts at the moment. Try it again in a minute."))
    try:
        yield
    finally:
        _turn.release()


def _ask(request: bytes) -> tuple[bytes, int | None]:
    """Return the answer of the process, and how it ended: None where it goes on.

    Where it broke down or took too long the answer is b"", and there is no process any more.
    """
    worker = _worker()
    assert worker.stdin and worker.stdout  # noqa: S101 (both are pipes)
    killed = threading.Event()

    def give_up() -> None:
        killed.set()
        worker.kill()

    too_long = threading.Timer(SECONDS, give_up)
    too_long.start()
    try:
        _write(worker.stdin, request)
        answer = _read(worker.stdout)
    except OSError:
        answer = b""
    finally:
        too_long.cancel()
        # It may be giving up at this very moment, and the next picture must not go to a process that is about to end.
        too_long.join()
    if answer and not killed.is_set():
        return answer, None
    _workers.clear()
    with suppress(subprocess.TimeoutExpired):
        return answer, worker.wait(_ENDING_SECONDS)
    worker.kill()
    return answer, worker.wait()


def _worker() -> subprocess.Popen[bytes]:
    """Return the process that draws, a new one where there is none any more."""
    if _workers and _workers[0].poll() is None:
        return _workers[0]
    worker = subprocess.Popen(  # noqa: S603 (this module, by this Python)
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
    )
    # Whenever and however it ends, somebody waits for it: no zombie stays.
    threading.Thread(target=worker.wait, name="wait for the drawing process", daemon=True).start()
    _workers[:] = [worker]
    return worker


def _write(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(_LENGTH_BYTES, "little") + content)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    """Return what `_write` wrote at the other end, b"" where that has ended."""
    length = int.from_bytes(pipe.read(_LENGTH_BYTES), "little")
    data = pipe.read(length)
    return data if len(data) == length else b""


def _serve() -> None:
    """Answer one request after another, until none comes for IDLE_SECONDS or the process that asks has ended."""
    _limit_memory()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What the library prints would otherwise be part of an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        idle = threading.Timer(IDLE_SECONDS, os._exit, [0])
        idle.daemon = True
        idle.start()
        request = _read(requests)
        idle.cancel()
        if not request:
            return
        try:
            answer = _DONE + _drawn(*json.loads(request))
        # Whatever the library finds wrong with a picture, it is told to whoever asked.
        except Exception as error:
            answer = _REFUSED + str(error).encode("utf-8", "replace")
        _write(answers, answer)


def _limit_memory() -> None:
    # Windows has no such limit; macOS has it, but not all that the library takes counts.
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))


def _drawn(work: Work, content: Any, scale: float) -> bytes:  # noqa: ANN401 (a specification or an SVG)
    import vl_convert

    if work == "vegalite_to_svg":
        return vl_convert.vegalite_to_svg(content).encode()
    if work == "vegalite_to_png":
        return vl_convert.vegalite_to_png(content, scale=scale)
    return vl_convert.svg_to_png(content, scale=scale)


if __name__ == "__main__":
    _serve()
