"""The memory of a server whose visitors all take fifty new scenes, twice, and leave.

The server runs in a control group with a memory limit, as in a container, so that this needs root on Linux.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from websockets.exceptions import ConnectionClosed

from benchmarks.visitors import Visitor, at_once, server, visitor
from core.ui.frame.leaving import KEPT_SECONDS

CASES = ((30, 2_700_000_000), (5, 1_000_000_000))
"""How many visitors there are, and how much memory in bytes the server has."""

TIMES = 2

_GROUPS = Path("/sys/fs/cgroup")


def run() -> list[tuple[str, float, str]]:
    """Return each server's memory at the most and after all have left, in MB, and whether it was there to the end."""
    if sys.platform != "linux" or os.geteuid() != 0:
        print("the memory of many visitors is not measured: only root on Linux can set a memory limit")
        return []
    figures = []
    for visitors, limit in CASES:
        name = f"{visitors} visitors with {TIMES} x 50 scenes in {limit / 1e9:g} GB"
        peak, after, alive = _measured(visitors, limit)
        figures += [
            (f"{name}: at the most", peak / 1e6, "MB"),
            (f"{name}: when all have left", after / 1e6, "MB"),
            (f"{name}: server ended", float(not alive), ""),
        ]
    return figures


def _measured(visitors: int, limit: int) -> tuple[int, int, bool]:
    """Return the server's resident memory at the most and at the end, in bytes, and whether it still runs."""
    with _limited_group(limit) as group, ExitStack() as end:
        before = _own_group()
        # A process begins in the group of the one that starts it.
        _move_to(group)
        try:
            running = end.enter_context(server())
        finally:
            _move_to(before)
        try:
            with ExitStack() as leave:
                there = [
                    leave.enter_context(visitor(running.address, "compare_detectors"))
                    for _ in range(visitors)
                ]
                at_once(there, _take_scenes)
            time.sleep(KEPT_SECONDS + 15)
            after = running.resident_bytes()
            return _most_resident(running.process.pid), after, running.process.poll() is None
        except (ConnectionClosed, psutil.Error, FileNotFoundError):
            return limit, limit, False


@contextmanager
def _limited_group(limit: int) -> Iterator[Path]:
    """Yield the folder of a control group whose processes may use `limit` bytes together."""
    group = _memory_groups() / f"miralab-{os.getpid()}-{limit}"
    if _memory_groups() == _GROUPS:
        (_GROUPS / "cgroup.subtree_control").write_text("+memory")
    group.mkdir()
    try:
        (group / ("memory.max" if _memory_groups() == _GROUPS else "memory.limit_in_bytes")).write_text(
            str(limit)
        )
        yield group
    finally:
        group.rmdir()


def _memory_groups() -> Path:
    """Return where the groups that limit memory are: of their own in version 1, one for everything in version 2."""
    first = _GROUPS / "memory"
    return first if first.is_dir() else _GROUPS


def _own_group() -> Path:
    listed = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    kind = "" if _memory_groups() == _GROUPS else "memory"
    return _memory_groups() / next(path for _, kinds, path in listed if kind in kinds.split(",")).lstrip("/")


def _move_to(group: Path) -> None:
    (group / "cgroup.procs").write_text(str(os.getpid()))


def _most_resident(pid: int) -> int:
    """Return the most memory that a process ever had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (most,) = [line for line in lines if line.startswith("VmHWM:")]
    return 1024 * int(most.split()[1])


def _take_scenes(one: Visitor) -> None:
    """Press the button, and again once the page is drawn."""
    for _ in range(TIMES):
        one.press("Compare on 50 new scenes")
        if not one.sees("50 new scenes of seed"):
            raise RuntimeError("somebody got no scenes")


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.0f} {unit}")
