"""Many visitors at once, without browsers: a server of the app, and people who say over its WebSocket what a browser
says. What is measured is the server: each student has a machine of his own to show the pages on."""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import NamedTuple, TypeVar

import psutil
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import start_streamlit

S = TypeVar("S")
T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 900
"""How long a visitor waits for the server."""

_DRAWN = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass(frozen=True)
class Server:
    """A server of the app: where it is, its process, and the file with what it logs."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def resident_bytes(self) -> int:
        """Return the memory that the server has now; psutil.Error where it has ended."""
        return int(psutil.Process(self.process.pid).memory_info().rss)


@contextmanager
def server() -> Iterator[Server]:
    """Yield a server of the app that has no network and no saved work; it ends with the with block."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        process, address = start_streamlit(
            ROOT / "Home.py", {"XDG_DATA_HOME": folder, "HF_ENDPOINT": "http://127.0.0.1:9"}, log
        )
        try:
            yield Server(address, process, log)
        finally:
            process.kill()
            process.wait()


class Place(NamedTuple):
    """A button or a component on a page: its id, and the fragment that runs again with it ("": the whole page)."""

    id: str
    fragment: str


@dataclass
class Visitor:
    """Somebody who has a page open.

    `buttons` are those on it by their words, `components` the app's own, `query` what is in the address, and `shown`
    what the server said to the last thing that was done, each at a moment of `shown_at` (seconds of perf_counter).
    """

    socket: ClientConnection
    query: str
    script: str = ""
    buttons: dict[str, Place] = field(default_factory=dict)
    components: list[Place] = field(default_factory=list)
    shown: list[ForwardMsg] = field(default_factory=list)
    shown_at: list[float] = field(default_factory=list)

    def open(self, page: str) -> None:
        """Open a page ("" is the first one), and wait until it is drawn."""
        message = BackMsg()
        message.rerun_script.page_name = page
        self._send(message)

    def press(self, words: str) -> None:
        """Press the button with these words, and wait until the page is drawn; RuntimeError where there is none."""
        if words not in self.buttons:
            raise RuntimeError(f"there is no button {words}, only {', '.join(self.buttons)}")
        message = BackMsg()
        message.rerun_script.page_script_hash = self.script
        message.rerun_script.widget_states.widgets.add(id=self.buttons[words].id, trigger_value=True)
        self._send(message)

    def draw(self, pad: str, strokes: Sequence[Sequence[int]]) -> None:
        """Send what is drawn on a pad by now (x and y of each stroke's points, in turn), and wait for the answer."""
        drawing = {"paper": "", "strokes": strokes, "widths": [20] * len(strokes)}
        place = self.component(pad)
        message = BackMsg()
        message.rerun_script.page_script_hash = self.script
        message.rerun_script.fragment_id = place.fragment
        message.rerun_script.widget_states.widgets.add(
            id=place.id, json_value=json.dumps({"drawing": drawing})
        )
        self._send(message)

    def component(self, key: str) -> Place:
        """Return the component whose key begins so; RuntimeError where there is none."""
        for place in self.components:
            if f"-{key}" in place.id:
                return place
        raise RuntimeError(f"there is no component {key}")

    def sees(self, words: str) -> bool:
        """Say whether these words are in a text or in HTML of what was shown last."""
        elements = [one.delta.new_element for one in self.shown]
        return any(words in element.markdown.body or words in element.html.body for element in elements)

    def errors(self) -> list[str]:
        """Return the errors that were shown last: sentences of the app's, and Streamlit's own."""
        elements = [one.delta.new_element for one in self.shown]
        said = [element.alert.body for element in elements if element.alert.format == Alert.ERROR]
        return said + [element.exception.message for element in elements if element.HasField("exception")]

    def _send(self, message: BackMsg) -> None:
        message.rerun_script.query_string = self.query
        self.socket.send(message.SerializeToString())
        self.shown, self.shown_at, finished = [], [], False
        if not message.rerun_script.fragment_id:
            self.buttons, self.components = {}, []
        while not finished:
            one = ForwardMsg.FromString(self.socket.recv(timeout=SECONDS, decode=False))
            kind = one.WhichOneof("type")
            # A page that runs again at once is not drawn yet.
            finished = kind == "script_finished" and one.script_finished in _DRAWN
            if kind == "page_info_changed":
                self.query = one.page_info_changed.query_string
            self.script = one.metadata.active_script_hash or self.script
            element, fragment = one.delta.new_element, one.delta.fragment_id
            if element.button.label:
                self.buttons[element.button.label] = Place(element.button.id, fragment)
            if component := element.bidi_component.id:
                self.components.append(Place(component, fragment))
            self.shown.append(one)
            self.shown_at.append(time.perf_counter())


@contextmanager
def visitor(address: str, page: str, query: str = "lang=en") -> Iterator[Visitor]:
    """Open a page with `query` in its address, and yield the visitor who did."""
    url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(url, max_size=None, ping_timeout=None) as socket:
        one = Visitor(socket, query)
        one.open(page)
        yield one


def at_once(people: Sequence[S], do: Callable[[S], T]) -> list[T]:
    """Return what `do` returns for each of some people, begun by all of them at the same moment."""
    start = Barrier(len(people))

    def begin(one: S) -> T:
        start.wait()
        return do(one)

    with ThreadPoolExecutor(len(people)) as pool:
        return [done.result() for done in [pool.submit(begin, one) for one in people]]
