"""Thirty visitors who detect, who compare, and one who measures beside twenty-nine others."""

import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from random import Random

from benchmarks.visitors import Visitor, at_once, server, visitor

VISITORS = 30
DETECTING = 15
"""How many of those beside a measurement detect; the others make scenes."""

APART_SECONDS = 0.05
"""How long after one another visitors press who all want something at once: it tells who came first."""

LOOKING_SECONDS = 5.0
"""How long somebody looks at what came, on the average, before the next press."""

ROUNDS = 5
"""How often one measures alone and beside others, in turn."""

SETTLING_SECONDS = 15.0
"""How long after their last press the others' comparisons are through."""

TWO_SCENES = "lang=en&samples=scene-6-3-easy&samples=scene-4-6-medium&step=measure"
"""What the address of two scenes holds, at the step where they are measured."""

_ROWS = 4
"""Two scenes, two models."""

_TO_THE_TABLE = ("Look", "Truth", "Table")
"""The steps from the measurement to the table."""

_MEDIAN = re.compile(r"median ([\d.,]+) (ms|s)")


def run() -> list[tuple[str, float, str]]:
    """Return the longest waits in seconds, and medians of runs as multiples of the median of one who is alone."""
    with server() as running:
        detecting, overtaken = _detecting(running.address)
    with server() as running:
        alone, disturbed = _alone(running.address)
        comparing, medians, marked = _comparing(running.address)
    with server() as running:
        beside, beside_marked = _beside_others(running.address)
    return [
        ("30 visitors detect at once: from the first press to the last answer", detecting, "s"),
        ("30 visitors detect at once: most places that somebody was overtaken", overtaken, ""),
        ("one visitor compares alone: median of the runs", alone, "ms"),
        ("one visitor compares alone: rows marked as disturbed", disturbed, ""),
        ("30 visitors compare at once: from the first press to the last answer", comparing, "s"),
        ("30 visitors compare at once: median of the runs / alone", statistics.median(medians) / alone, "x"),
        ("30 visitors compare at once: worst median / alone", max(medians) / alone, "x"),
        ("30 visitors compare at once: share of rows marked as disturbed", marked, ""),
        ("a measurement beside 29 others: median / alone", beside, "x"),
        ("a measurement beside 29 others: rows marked as disturbed", beside_marked, ""),
    ]


def _detecting(address: str) -> tuple[float, int]:
    """Return the seconds from the first press to the last answer, and by how many who pressed later somebody was
    overtaken at the most."""
    with ExitStack() as leave:
        there = [leave.enter_context(visitor(address, "object_detection")) for _ in range(VISITORS)]

        def press(one: Visitor) -> tuple[float, float]:
            time.sleep(APART_SECONDS * there.index(one))
            asked = time.perf_counter()
            one.press("Detect objects")
            return asked, time.perf_counter()

        moments = sorted(at_once(there, press))
    answered = [moment for _asked, moment in moments]
    overtaken = [sum(later < moment for later in answered[place:]) for place, moment in enumerate(answered)]
    return max(answered) - moments[0][0], max(overtaken)


def _alone(address: str) -> tuple[float, float]:
    """Return the median of one visitor's runs in ms, and how many rows of his table are marked as disturbed."""
    with visitor(address, "compare_detectors", TWO_SCENES) as one:
        one.press("Measure")
        one.press("Measure again")
        return _measured(one)


def _comparing(address: str) -> tuple[float, list[float], float]:
    """Return the seconds from the press of all to the last answer, each one's median in ms, and the share of marked
    rows."""
    with ExitStack() as leave:
        there = [
            leave.enter_context(visitor(address, "compare_detectors", TWO_SCENES)) for _ in range(VISITORS)
        ]
        waits = at_once(there, lambda one: _seconds(one, "Measure"))
        found = [_measured(one) for one in there]
    marked = sum(number for _median, number in found) / (VISITORS * _ROWS)
    return max(waits), [median for median, _number in found], marked


def _beside_others(address: str) -> tuple[float, float]:
    """Return by how much the median of one visitor's runs is longer beside the others than before and after them, and
    how many rows were marked as disturbed beside them.

    A rented machine changes its own speed from minute to minute: so both are taken in turn, ROUNDS times.
    """
    there, leave = threading.Event(), threading.Event()
    ratios, marked = [], 0.0
    with visitor(address, "compare_detectors", TWO_SCENES) as one, ThreadPoolExecutor(VISITORS) as threads:
        one.press("Measure")
        for number in range(VISITORS - 1):
            threads.submit(_use, address, number, there, leave)
        try:
            before, _marked = _again(one)
            for _ in range(ROUNDS):
                there.set()
                # By then they press at different moments.
                time.sleep(2 * LOOKING_SECONDS)
                beside, number_marked = _again(one)
                there.clear()
                time.sleep(SETTLING_SECONDS)
                after, _marked = _again(one)
                ratios.append(beside / statistics.mean([before, after]))
                before, marked = after, marked + number_marked
        finally:
            there.set()
            leave.set()
    return statistics.median(ratios), marked


def _again(one: Visitor) -> tuple[float, float]:
    one.press("Measure again")
    return _measured(one)


def _use(address: str, number: int, there: threading.Event, leave: threading.Event) -> None:
    """Be one of the others: while they are `there`, press, look at what came, press again; until they `leave`."""
    page, words = (
        ("object_detection", "Detect objects")
        if number < DETECTING
        else ("compare_detectors", "Compare on 50 new scenes")
    )
    moments = Random(number)
    with visitor(address, page) as one:
        while not leave.wait(moments.uniform(0, 2 * LOOKING_SECONDS)):
            if there.wait() and not leave.is_set():
                one.press(words)


def _seconds(one: Visitor, words: str) -> float:
    began = time.perf_counter()
    one.press(words)
    return time.perf_counter() - began


def _measured(one: Visitor) -> tuple[float, float]:
    """Return the median over the rows of a visitor's table, in ms, and how many of them are marked as disturbed."""
    times = _times(one)
    medians = [
        float(number.replace(",", "")) * (1000 if unit == "s" else 1)
        for found in map(_MEDIAN.search, times)
        if found
        for number, unit in [found.groups()]
    ]
    return statistics.median(medians), sum("disturbed" in text for text in times)


def _times(one: Visitor) -> list[str]:
    """Return the cells of the activity's table that say how long the runs of each picture and model took."""
    for title in _TO_THE_TABLE:
        one.press(f"Next: {title}")
    shown = one.shown
    for _ in _TO_THE_TABLE:
        one.press("Back")
    rows = [row for message in shown for row in message.delta.new_element.markdown.body.splitlines()]
    cells = [cell for row in rows for cell in row.split("|") if _MEDIAN.search(cell)]
    if len(cells) != _ROWS:
        raise RuntimeError(f"the table has {len(cells)} times")
    return cells


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.2f} {unit}")
