"""The memory of a server whose visitors all take fifty new scenes, twice, and leave.

The server runs in a control group with a memory limit, as in a container, so that this needs root on Linux. The
visitors say over Streamlit's own WebSocket what a browser says.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from core.ui.frame.leaving import KEPT_SECONDS
from tests.browser.conftest import start_streamlit

ROOT = Path(__file__).resolve().parents[1]
CASES = ((30, 2_700_000_000), (5, 1_000_000_000))
"""How many visitors there are, and how much memory in bytes the server has."""

TIMES = 2
SECONDS = 900
"""How long a visitor waits for the server."""

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
    with tempfile.TemporaryDirectory() as folder, _limited_group(limit) as group:
        before = _own_group()
        # A process begins in the group of the one that starts it.
        _move_to(group)
        try:
            process, address = start_streamlit(
                ROOT / "Home.py",
                {"XDG_DATA_HOME": folder, "HF_ENDPOINT": "http://127.0.0.1:9"},
                Path(folder) / "log.txt",
            )
        finally:
            _move_to(before)
        try:
            with ExitStack() as leave, ThreadPoolExecutor(visitors) as people:
                start = Barrier(visitors)
                there = [leave.enter_context(_visitor(address)) for _ in range(visitors)]
                for done in [people.submit(visitor.take_scenes, start) for visitor in there]:
                    done.result()
            time.sleep(KEPT_SECONDS + 15)
            after = psutil.Process(process.pid).memory_info().rss
            return _most_resident(process.pid), after, process.poll() is None
        except (ConnectionClosed, psutil.Error, FileNotFoundError):
            return limit, limit, False
        finally:
            process.kill()
            process.wait()


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


@dataclass
class _Visitor:
    """Somebody on the comparison page: the button for new scenes, the page, and what its address holds."""

    socket: ClientConnection
    button: str
    page: str
    query: str

    def take_scenes(self, start: Barrier) -> None:
        """Press the button when all do, and again once the page is drawn."""
        start.wait()
        for _ in range(TIMES):
            message = BackMsg()
            message.rerun_script.page_script_hash = self.page
            message.rerun_script.query_string = self.query
            message.rerun_script.widget_states.widgets.add(id=self.button, trigger_value=True)
            self.socket.send(message.SerializeToString())
            texts = []
            for one in _answer(self.socket):
                texts.append(one.delta.new_element.markdown.body)
                if one.WhichOneof("type") == "page_info_changed":
                    self.query = one.page_info_changed.query_string
            if not any("50 new scenes of seed" in text for text in texts):
                raise RuntimeError("somebody got no scenes")


@contextmanager
def _visitor(address: str) -> Iterator[_Visitor]:
    """Load the comparison page and yield the visitor who did."""
    url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(url, max_size=None, ping_timeout=None) as socket:
        message = BackMsg()
        message.rerun_script.page_name = "compare_detectors"
        message.rerun_script.query_string = "lang=en"
        socket.send(message.SerializeToString())
        (button,) = [
            one for one in _answer(socket) if one.delta.new_element.button.id.endswith("-compare.set")
        ]
        yield _Visitor(
            socket, button.delta.new_element.button.id, button.metadata.active_script_hash, "lang=en"
        )


def _answer(socket: ClientConnection) -> Iterator[ForwardMsg]:
    """Yield what the server says until the page is drawn."""
    finished = False
    while not finished:
        message = ForwardMsg.FromString(socket.recv(timeout=SECONDS, decode=False))
        finished = (
            message.WhichOneof("type") == "script_finished"
            and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        )
        yield message


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.0f} {unit}")
