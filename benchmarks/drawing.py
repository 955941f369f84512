"""How long somebody who draws waits for the guesses: on the server, in the browser, and among thirty who draw."""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Barrier

import numpy as np
import torch
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from core.models.catalogue.rows import rows_for
from core.models.loader import load
from core.sketch.data_set import held_out
from core.sketch.guessing import TASK, bitmap_probabilities
from core.sketch.strokes import bitmap, hint_for, strokes_of
from core.ui.quick_draw.free_drawing import answer_to
from core.ui.widgets.sketch_pad import UNITS
from tests.browser.conftest import CHROMIUM, FLAGS, start_streamlit, wait_until_drawn

STROKES = 20
SESSIONS = 30
ROUNDS = 3

_WATCH = """() => {
    window.waits = [];
    let lifted = null;
    document.addEventListener("pointerup", () => { lifted = performance.now(); }, true);
    new MutationObserver(() => {
        if (lifted === null || !document.querySelector(".guesses")) return;
        const text = document.querySelector(".guesses").innerHTML + document.querySelector(".seen img").src;
        if (text === window.shown) return;
        window.shown = text;
        window.waits.push(performance.now() - lifted);
        lifted = null;
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


def run() -> list[tuple[str, float, str]]:
    """Return the milliseconds of the network, of a stroke's answer on the server and on the screen, and of thirty's."""
    with tempfile.TemporaryDirectory() as folder:
        process, address = start_streamlit(
            Path(__file__).resolve().parents[1] / "Home.py",
            {"XDG_DATA_HOME": folder, "OMP_NUM_THREADS": "1"},
            Path(folder) / "log.txt",
        )
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(args=FLAGS, executable_path=CHROMIUM)
                alone, together = _alone(browser, address), _together(browser, address)
        finally:
            process.terminate()
    return [
        ("a drawing through the better network, one core", _network(), "ms"),
        ("a stroke's guesses, server code", _server(), "ms"),
        ("a stroke's guesses, on the screen in Chromium", alone, "ms"),
        ("the longest wait of 30 sessions that draw at once", together, "ms"),
    ]


def _network() -> float:
    """Return the median time of the network's own work for one drawing on one core."""
    loaded, threads = load(rows_for(TASK)[0], "cpu"), torch.get_num_threads()
    picture, times = bitmap(held_out().strokes(0))[None], []
    torch.set_num_threads(1)
    for _ in range(50):
        start = time.perf_counter()
        bitmap_probabilities(loaded, picture)
        times.append(time.perf_counter() - start)
    torch.set_num_threads(threads)
    return 1000 * statistics.median(times)


def _server() -> float:
    """Return the median of what the app computes for a stroke: the drawing read, guessed, and written as HTML."""
    loaded, drawings, times = load(rows_for(TASK)[0], "cpu"), held_out(), []
    for index in range(0, len(drawings), len(drawings) // 50):
        sent = [[float(value) * 3.9 for value in stroke.ravel()] for stroke in drawings.strokes(index)]
        start = time.perf_counter()
        strokes = strokes_of(sent)
        hint_for(strokes, UNITS)
        answer_to(loaded, strokes)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def _alone(browser: Browser, address: str) -> float:
    """Return the median time from the end of a stroke to new guesses on the screen, of one who draws alone."""
    page = _ready(browser, address)
    for number in range(STROKES + 1):
        _draw(page, number)
        page.wait_for_function(f"window.waits.length > {number}", timeout=20_000)
    waits = page.evaluate("window.waits")
    page.context.close()
    # The first stroke waits for the network's first answer, which warms it up.
    return float(statistics.median(waits[1:]))


def _together(browser: Browser, address: str) -> float:
    """Return the longest wait, in ms, of thirty people who all lift their pens at once, three times.

    What is measured is the server: each of thirty students has a machine of their own to show the guesses on, and
    thirty browsers on the server's cores would measure themselves. So one of the thirty is a browser, from the lifted
    pen to the new guesses on its screen. The others say over Streamlit's own WebSocket what a browser says: they load
    the page, send what the pad sends, and wait for the guesses and the end of the run. RuntimeError when anybody is
    left without guesses.
    """
    page = _ready(browser, address)
    with ExitStack() as open_:
        sessions = [open_.enter_context(_session(address, number)) for number in range(1, SESSIONS)]
        start = Barrier(SESSIONS)
        with ThreadPoolExecutor(SESSIONS) as people:
            waits: list[float] = []
            for number in range(ROUNDS):
                _press(page, number)
                others = [people.submit(session.draw, start) for session in sessions]
                start.wait()
                page.mouse.up()
                page.wait_for_function(f"window.waits.length > {number}", timeout=60_000)
                waits += [page.evaluate("window.waits.at(-1)"), *(other.result() for other in others)]
    page.context.close()
    return max(waits)


@dataclass
class _Session:
    """Somebody who draws, without a browser: the pad and the fragment around it, as the server named them."""

    socket: ClientConnection
    pad: str
    fragment: str
    page: str
    strokes: list[list[int]]

    def draw(self, start: Barrier) -> float:
        """Lift the pen when all do, and return the ms until the guesses are here and the run is over."""
        rng = Random(f"{self.strokes}")
        xs, ys = (np.linspace(rng.uniform(0, 1000), rng.uniform(0, 1000), 200).round() for _ in range(2))
        self.strokes.append(np.stack([xs, ys], axis=1).astype(int).ravel().tolist())
        drawing = {"paper": "", "strokes": self.strokes, "widths": [20] * len(self.strokes)}
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = self.fragment
        message.rerun_script.widget_states.widgets.add(
            id=self.pad, json_value=json.dumps({"drawing": drawing})
        )
        start.wait()
        begun = time.perf_counter()
        self.socket.send(message.SerializeToString())
        answer = list(_answer(self.socket))
        waited = time.perf_counter() - begun
        if not any('class="guesses"' in one.delta.new_element.html.body for one in answer):
            raise RuntimeError("somebody who drew got no guesses")
        return 1000 * waited


@contextmanager
def _session(address: str, seed: int) -> Iterator[_Session]:
    """Load the page and yield the session that did."""
    with connect(f"{address.replace('http', 'ws', 1)}/_stcore/stream", max_size=None) as socket:
        message = BackMsg()
        message.rerun_script.page_name = "quick_draw"
        socket.send(message.SerializeToString())
        (pad,) = [
            one for one in _answer(socket) if one.delta.new_element.bidi_component.id.endswith("-free_pad")
        ]
        yield _Session(
            socket,
            pad.delta.new_element.bidi_component.id,
            pad.delta.fragment_id,
            pad.metadata.active_script_hash,
            [[seed, seed]],
        )


def _answer(socket: ClientConnection) -> Iterator[ForwardMsg]:
    """Yield what the server says until the script or fragment is through."""
    finished = False
    while not finished:
        message = ForwardMsg.FromString(socket.recv(timeout=60, decode=False))
        finished = message.WhichOneof("type") == "script_finished"
        yield message


def _ready(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1000, "height": 800}).new_page()
    page.goto(f"{address}/quick_draw", timeout=120_000)
    page.locator(".pad canvas").wait_for(timeout=120_000)
    wait_until_drawn(page)
    page.evaluate(_WATCH)
    return page


def _draw(page: Page, number: int) -> None:
    """Draw one line, each number another one."""
    _press(page, number)
    page.mouse.up()


def _press(page: Page, number: int) -> None:
    """Draw a line but for its end: the pen stays down."""
    box = page.locator(".pad canvas").bounding_box()
    if box is None:
        raise RuntimeError("the pad cannot be seen")
    place = 0.1 + 0.8 * (number * 8 % 21) / 21
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + place * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + (1 - place) * box["height"], steps=5)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.0f} {unit}")
