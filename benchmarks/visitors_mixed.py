"""Thirty visitors who do a bit of everything, leave and come: whether all of it works, and what memory is left of it.

What a visit leaves behind shows when nobody is there: the server's memory is read after everybody has done everything
once and left, and again after the time of mixed use.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from websockets.exceptions import ConnectionClosed

from benchmarks.visitors import Server, Visitor, at_once, server, visitor
from benchmarks.visitors_load import TWO_SCENES
from core.ui.frame.leaving import KEPT_SECONDS

VISITORS = 30
MINUTES = 10.0

LOOKING_SECONDS = 3.0
"""How long somebody looks at what came, on the average."""

_LINES = 4
_PAGES = ("object_detection", "quick_draw", "quick_draw_data", "compare_detectors", "")

Deed = Callable[[Visitor, Callable[[], None]], None]
"""What a visitor does, looking at what came between two presses."""


def run(minutes: float = MINUTES) -> list[tuple[str, float, str]]:
    """Return how much was done in so many minutes, what went wrong, and the server's memory in MB and as a ratio."""
    with server() as running:
        at_once(range(VISITORS), lambda number: _visit(running.address, DEEDS, Random(number)))
        before = _memory_when_left(running)
        end = time.monotonic() + 60 * minutes
        with ThreadPoolExecutor(1) as watch:
            most = watch.submit(_most_memory, running, end)
            lives = at_once(range(VISITORS), lambda number: _live(running.address, Random(number), end))
        after = _memory_when_left(running)
        logged = [line for line in running.log.read_text().splitlines() if "rror" in line]
    problems = sum((problems for _visits, problems in lives), Counter[str]())
    for problem, times in (problems + Counter(logged)).items():
        print(f"{times} x {problem}")
    name = f"{VISITORS} visitors, mixed use"
    return [
        (f"{name}: visits", sum(visits for visits, _problems in lives), ""),
        (f"{name}: failures", problems.total() + len(logged), ""),
        (f"{name}: memory at the most", most.result() / 1e6, "MB"),
        (f"{name}: memory after warm-up, all have left", before / 1e6, "MB"),
        (f"{name}: memory at the end / after warm-up", after / before, "x"),
    ]


def _memory_when_left(running: Server) -> int:
    """Return the server's memory in bytes once it has let go of everybody who was there."""
    time.sleep(KEPT_SECONDS + 15)
    return running.resident_bytes()


def _most_memory(running: Server, end: float) -> int:
    """Return the most memory in bytes that the server was seen to have until `end` (seconds, monotonic)."""
    most = 0
    while time.monotonic() < end:
        most = max(most, running.resident_bytes())
        time.sleep(1)
    return most


def _live(address: str, moments: Random, end: float) -> tuple[int, Counter[str]]:
    """Come, do some of it, and leave, until `end`; return how many visits that were, and what went wrong how often."""
    visits, problems = 0, Counter[str]()
    while time.monotonic() < end:
        some = moments.sample(range(len(DEEDS)), moments.randint(1, 3))
        try:
            _visit(address, [DEEDS[number] for number in sorted(some)], moments)
        except (RuntimeError, OSError, ConnectionClosed) as error:
            problems[f"{type(error).__name__}: {error}"] += 1
        visits += 1
    return visits, problems


def _visit(address: str, deeds: Sequence[Deed], moments: Random) -> None:
    """Come, do these things, and leave; RuntimeError where something is not as it should be."""

    def look() -> None:
        if errors := one.errors():
            raise RuntimeError(" / ".join(errors))
        time.sleep(moments.uniform(0, 2 * LOOKING_SECONDS))

    with visitor(address, "compare_detectors", TWO_SCENES) as one:
        look()
        for deed in deeds:
            deed(one, look)


def _compare(one: Visitor, look: Callable[[], None]) -> None:
    one.press("Measure")
    look()
    if "Measure again" not in one.buttons:
        raise RuntimeError("somebody's scenes were not measured")


def _make_scenes(one: Visitor, look: Callable[[], None]) -> None:
    one.open("compare_detectors")
    # The step before, in which scenes are made.
    one.press("Back")
    one.press("Compare on 50 new scenes")
    look()
    if not one.sees("50 new scenes of seed"):
        raise RuntimeError("somebody got no scenes")


def _detect(one: Visitor, look: Callable[[], None]) -> None:
    one.open("object_detection")
    look()
    one.press("Detect objects")
    look()
    one.component("viewer")


def _draw(one: Visitor, look: Callable[[], None]) -> None:
    one.open("quick_draw")
    look()
    strokes: list[list[int]] = []
    for line in range(_LINES):
        strokes.append([100, 200 * line, 500, 100 + 150 * line, 900, 200 * line])
        one.draw("free_pad", strokes)
        look()
        if not one.sees('class="guesses"'):
            raise RuntimeError("somebody who drew got no guesses")


def _look_around(one: Visitor, look: Callable[[], None]) -> None:
    for page in _PAGES:
        one.open(page)
        look()


DEEDS: Sequence[Deed] = (_compare, _make_scenes, _detect, _draw, _look_around)
"""In this order within a visit: the two scenes are those that the address of the visit names."""


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=MINUTES, help="how long (%(default)g)")
    for name, value, unit in run(arguments.parse_args().minutes):
        print(f"{name}: {value:.2f} {unit}")
