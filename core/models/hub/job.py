"""One piece of work on the network, in a thread of its own, so that whoever waits for it can stop waiting."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.errors import UserError
from core.i18n import N_
from core.models.environment import stall_seconds
from core.models.hub.explain import raise_explained

Progress = Callable[[int, int], None]
T = TypeVar("T")

_current = threading.local()


class GivenUpError(Exception):
    """Raised inside a download's own thread when nobody waits for it any more."""


@dataclass
class Job:
    """One piece of work on the network, done in a thread of its own so that the caller can stop waiting for
    it."""

    done: int = 0
    total: int = 0
    given_up: bool = False
    finished: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    error: BaseException | None = None


def current_job() -> Job | None:
    """Return the job that this thread works on; None in any other thread."""
    return getattr(_current, "job", None)


@contextmanager
def working_on(job: Job) -> Iterator[None]:
    """Let what this thread asks of the Hub in the with block be part of a job: it gives up at once where the Hub asks
    to slow down or has a fault, instead of trying for minutes."""
    before = current_job()
    _current.job = job
    try:
        yield
    finally:
        _current.job = before


def watched(
    work: Callable[[Job], T], on_progress: Progress, name: str, measure: Callable[[], int] | None = None
) -> T:
    """Do `work` in a thread and return its result, calling `on_progress` here while `work` moves `job.done`.

    `measure` reads the number of bytes from elsewhere, for work that cannot count. Raises UserError when no
    byte comes for `stall_seconds`, or when the work fails.
    """
    job = Job()

    def run() -> None:
        try:
            with working_on(job):
                job.result = work(job)
        except BaseException as error:
            job.error = error
        finally:
            job.finished.set()

    worker = threading.Thread(target=run, name=f"download {name}", daemon=True)
    worker.start()
    reported, last_change = (-1, -1), time.monotonic()
    try:
        while not job.finished.wait(0.1):
            if measure:
                job.done = measure()
            if (state := (job.done, job.total)) != reported:
                reported, last_change = state, time.monotonic()
            elif time.monotonic() - last_change > stall_seconds():
                raise UserError(
                    N_(
                        "The download of {name} stalled: no data came for {seconds} seconds. Try again later."
                    ),
                    name=name,
                    seconds=round(stall_seconds()),
                )
            if job.total:
                on_progress(*state)
    finally:
        job.given_up = True
    worker.join()
    if job.error:
        raise_explained(job.error, name)
    if job.total:
        on_progress(job.total, job.total)
    return job.result
