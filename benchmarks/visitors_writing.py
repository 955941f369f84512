"""Thirty visitors who have texts gone on with at the same moment, and one who only wants a gap filled meanwhile: who
writes long gives way between two tokens, so nobody waits for somebody else's whole text."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from benchmarks.visitors import Visitor, at_once, server, visitor

VISITORS = 30
TOKENS = 100
PAGE = "text_generation"
WRITE = "Go on with the text"

_SETTLING_SECONDS = 2.0
"""How long all have been writing when the gap is to be filled."""


def run(visitors: int = VISITORS, tokens: int = TOKENS) -> list[tuple[str, float, str]]:
    """Return the waits of visitors who all write at once, and that of one who fills a gap beside them, in seconds."""
    with server() as running, ExitStack() as leave:
        query = f"lang=en&{PAGE}_tokens={tokens}"
        there = [leave.enter_context(visitor(running.address, PAGE, query)) for _ in range(visitors)]
        other = leave.enter_context(visitor(running.address, "fill_mask"))
        # The models are read, and the first run of each is over.
        there[0].press(WRITE)
        alone = _seconds(lambda: other.press("Fill the gap"))
        began = time.perf_counter()
        waits = at_once(there, _write)
        whole = time.perf_counter() - began
        beside = _beside(there[1:], leave.enter_context(visitor(running.address, "fill_mask")))
    firsts, lasts = zip(*waits, strict=True)
    name = f"{visitors} visitors write at once"
    return [
        (f"{name}: longest wait for the first token", max(firsts), "s"),
        (f"{name}: longest / shortest time of one", max(lasts) / min(lasts), "x"),
        (f"{name}: median time of one", statistics.median(lasts), "s"),
        (f"{name}: tokens a second, all together", visitors * tokens / whole, ""),
        ("a gap filled, nobody else there (with reading the model)", alone, "s"),
        (f"a gap filled beside {visitors - 1} who write", beside, "s"),
    ]


def _write(one: Visitor) -> tuple[float, float]:
    """Return after how many seconds a visitor sees his first token, and after how many his text is whole; RuntimeError
    where an error is shown."""
    began = time.perf_counter()
    one.press(WRITE)
    if wrong := one.errors():
        raise RuntimeError(wrong[0])
    moments = [
        moment
        for moment, message in zip(one.shown_at, one.shown, strict=True)
        if 'class="writing"' in message.delta.new_element.html.body
    ]
    return moments[0] - began, time.perf_counter() - began


def _beside(there: list[Visitor], other: Visitor) -> float:
    """Return how many seconds a gap takes to fill while the others write; RuntimeError where they were through."""
    with ThreadPoolExecutor(len(there)) as threads:
        writing = [threads.submit(one.press, WRITE) for one in there]
        time.sleep(_SETTLING_SECONDS)
        seconds = _seconds(lambda: other.press("Fill the gap"))
        if all(one.done() for one in writing):
            raise RuntimeError("all had written before the gap was filled")
    if wrong := other.errors():
        raise RuntimeError(wrong[0])
    return seconds


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.2f} {unit}")
