"""What else a processor does while something is timed: other programs, and other work of this process.

Scope: seconds of processor time, read before and after; who is to wait for whom is core.turns' business. It
needs psutil alone. What a machine does not tell is None, never a guess.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from core.machine import machine

DISTURBED = 0.2
"""From which share of the processor on times are called disturbed.

Work that takes a share s from a model which could use the whole processor makes its runs 1 / (1 - s) times as long: a
quarter longer at 0.2. A browser that shows this page stays below it, one busy program on four cores does not.
"""

_SHORTEST_SECONDS = 0.04
"""Below this a machine's clock, which counts in hundredths of a second, says nothing."""

_LONGEST_GAP_SECONDS = 0.02
"""Runs that follow one another so soon are read as one: each reading of the coarse clock can be wrong by a tick."""

_TASKS = Path("/proc/self/task")


@dataclass(frozen=True)
class Load:
    """The shares (0..1) of the processor that others used while something was timed; None: not known.

    `programs` are other programs of the machine, on a rented one also those of its neighbours (steal time); `visitors`
    is what this process did beside the timed work, on a server the work for other visitors.
    """

    programs: float | None = None
    visitors: float | None = None

    @property
    def share(self) -> float | None:
        """What all others used together, as far as it is known; None where nothing is."""
        known = [share for share in (self.programs, self.visitors) if share is not None]
        return min(1.0, sum(known)) if known else None

    @property
    def is_disturbed(self) -> bool:
        """Whether others used so much that the times are not those of an idle machine."""
        return (self.share or 0.0) >= DISTURBED


NOT_KNOWN = Load()


@dataclass(frozen=True)
class CpuTimes:
    """A moment (`at`, in seconds of any clock) and the processor time that was used until then, in seconds.

    `machine` is that of all programs on the processors that this process may use (None: not known), `process` that of
    this process, `thread` that of the calling thread, `engine` that of each thread that is not Python's, by its number:
    those that a model's libraries start (None: not known).
    """

    at: float
    machine: float | None
    process: float
    thread: float
    engine: dict[int, float] | None


def cpu_times() -> CpuTimes:
    """Return what the processor has done until now; it takes less than a millisecond."""
    return CpuTimes(
        time.perf_counter(), _machine_seconds(), time.process_time(), time.thread_time(), _engine_seconds()
    )


@dataclass
class LoadMeter:
    """Adds up what others do while the with blocks of `running` are under way, all in one thread."""

    read: Callable[[], CpuTimes] = cpu_times
    cores: int = field(default_factory=lambda: len(_own_processors()))
    _seconds: float = 0.0
    _programs: float | None = 0.0
    _visitors: float | None = 0.0
    _last: CpuTimes | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what others do inside the with block."""
        now = self.read()
        last = self._last
        began = last if last and now.at - last.at < _LONGEST_GAP_SECONDS else now
        yield
        self._last = ended = self.read()
        self._seconds += ended.at - began.at
        self._programs = _plus(self._programs, _by_programs(began, ended))
        self._visitors = _plus(self._visitors, _by_visitors(began, ended))

    def load(self) -> Load:
        """Return the shares so far."""
        if not self._seconds:
            return NOT_KNOWN
        all_of_it = self._seconds * self.cores
        programs = self._programs if self._seconds >= _SHORTEST_SECONDS else None
        # Own work that the machine's clock does not show: it is not the clock of these processors.
        if programs is not None and programs < -all_of_it / 2:
            programs = None
        return Load(_share(programs, all_of_it), _share(self._visitors, all_of_it))


def _plus(sum_so_far: float | None, more: float | None) -> float | None:
    return None if sum_so_far is None or more is None else sum_so_far + more


def _share(seconds: float | None, of: float) -> float | None:
    return None if seconds is None else round(min(1.0, max(0.0, seconds / of)), 3)


def _by_programs(began: CpuTimes, ended: CpuTimes) -> float | None:
    """Return the seconds of other programs: those of the machine without those of this process."""
    if began.machine is None or ended.machine is None:
        return None
    return (ended.machine - began.machine) - (ended.process - began.process)


def _by_visitors(began: CpuTimes, ended: CpuTimes) -> float | None:
    """Return the seconds of this process that neither the timed thread nor the threads of its libraries used."""
    if began.engine is None or ended.engine is None:
        return None
    engine = sum(
        max(0.0, seconds - began.engine.get(number, 0.0)) for number, seconds in ended.engine.items()
    )
    return (ended.process - began.process) - (ended.thread - began.thread) - engine


def _machine_seconds() -> float | None:
    """Return the time that the processors of this process were in use, by whomever; None where a container gets less
    than whole processors: what others use then says nothing of what it gets."""
    processors = _own_processors()
    if machine().cores < len(processors):
        return None
    each = psutil.cpu_times(percpu=True)
    if len(each) <= max(processors):
        return None
    kinds = ("user", "nice", "system", "irq", "softirq", "steal")
    return float(sum(getattr(each[number], kind, 0.0) for number in processors for kind in kinds))


def _own_processors() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def _engine_seconds() -> dict[int, float] | None:
    if not _TASKS.exists():
        return None
    ours = {thread.native_id for thread in threading.enumerate()}
    seconds = {}
    for number in {int(task.name) for task in _TASKS.iterdir()} - ours:
        # A thread may end at any moment.
        with suppress(OSError):
            # The clock of one thread of this process, as clock_getcpuclockid(3) makes it of a thread's number.
            seconds[number] = time.clock_gettime(~number << 3 | 6)
    return seconds
