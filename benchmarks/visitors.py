"""Many visitors at once, without browsers: a server of the app, and people who say over its WebSocket what a browser
says. What is measured is the server: each student has a machine of his own to show the pages on."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import start_streamlit

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 900
"""How long a visitor waits for the server."""


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a server of the app that has no network and no saved work."""
    with tempfile.TemporaryDirectory() as folder:
        process, address = start_streamlit(
            ROOT / "Home.py",
            {"XDG_DATA_HOME": folder, "HF_ENDPOINT": "http://127.0.0.1:9"},
            Path(folder) / "log.txt",
        )
        try:
            yield address
        finally:
            process.kill()
            process.wait()


@dataclass
class Visitor:
    """Somebody who has a page open: what is on it now, its buttons by their words, and what its address holds."""

    socket: ClientConnection
    query: str
    script: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    shown: list[ForwardMsg] = field(default_factory=list)

    def open(self, page: str) -> None:
        """Open a page, and wait until it is drawn."""
        message = BackMsg()
        message.rerun_script.page_name = page
        self._send(message)

    def press(self, words: str) -> None:
        """Press the button with these words, and wait until the page is drawn; RuntimeError where there is none."""
        if words not in self.buttons:
            raise RuntimeError(f"there is no button {words}, only {', '.join(self.buttons)}")
        message = BackMsg()
        message.rerun_script.page_script_hash = self.script
        message.rerun_script.widget_states.widgets.add(id=self.buttons[words], trigger_value=True)
        self._send(message)

    def _send(self, message: BackMsg) -> None:
        message.rerun_script.query_string = self.query
        self.socket.send(message.SerializeToString())
        self.shown, finished = [], False
        while not finished:
            one = ForwardMsg.FromString(self.socket.recv(timeout=SECONDS, decode=False))
            kind = one.WhichOneof("type")
            # A page that runs again at once is not drawn yet.
            finished = kind == "script_finished" and one.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            if kind == "page_info_changed":
                self.query = one.page_info_changed.query_string
            self.script = one.metadata.active_script_hash or self.script
            if button := one.delta.new_element.button.label:
                self.buttons[button] = one.delta.new_element.button.id
            self.shown.append(one)


@contextmanager
def visitor(address: str, page: str, query: str = "lang=en") -> Iterator[Visitor]:
    """Open a page with `query` in its address, and yield the visitor who did."""
    url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(url, max_size=None, ping_timeout=None) as socket:
        one = Visitor(socket, query)
        one.open(page)
        yield one


def at_once(visitors: Sequence[Visitor], do: Callable[[Visitor], T]) -> list[T]:
    """Return what `do` returns for each visitor, begun by all of them at the same moment."""
    start = Barrier(len(visitors))

    def begin(one: Visitor) -> T:
        start.wait()
        return do(one)

    with ThreadPoolExecutor(len(visitors)) as people:
        return [done.result() for done in [people.submit(begin, one) for one in visitors]]
