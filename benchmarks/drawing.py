"""How long somebody who draws waits for the guesses: on the server, in the browser, and among thirty who draw."""

import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from threading import Barrier

import numpy as np
import torch
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.visitors import Visitor, visitor
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
        others = [open_.enter_context(visitor(address, "quick_draw")) for _ in range(1, SESSIONS)]
        drawn = [[[number, number]] for number in range(1, SESSIONS)]
        start = Barrier(SESSIONS)
        with ThreadPoolExecutor(SESSIONS) as people:
            waits: list[float] = []
            for number in range(ROUNDS):
                _press(page, number)
                lifted = [
                    people.submit(_lift_pen, one, strokes, start)
                    for one, strokes in zip(others, drawn, strict=True)
                ]
                start.wait()
                page.mouse.up()
                page.wait_for_function(f"window.waits.length > {number}", timeout=60_000)
                waits += [page.evaluate("window.waits.at(-1)"), *(one.result() for one in lifted)]
    page.context.close()
    return max(waits)


def _lift_pen(one: Visitor, strokes: list[list[int]], start: Barrier) -> float:
    """Have somebody lift the pen after one more stroke when all do, and return the ms until the guesses are here."""
    rng = Random(f"{strokes}")
    xs, ys = (np.linspace(rng.uniform(0, 1000), rng.uniform(0, 1000), 200).round() for _ in range(2))
    strokes.append(np.stack([xs, ys], axis=1).astype(int).ravel().tolist())
    start.wait()
    begun = time.perf_counter()
    one.draw("free_pad", strokes)
    waited = time.perf_counter() - begun
    if not one.sees('class="guesses"'):
        raise RuntimeError("somebody who drew got no guesses")
    return 1000 * waited


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
