"""Thirty visitors who detect, who compare, and one who measures beside twenty-nine others."""

import re
import statistics
import threading
import time
from contextlib import ExitStack
from random import Random

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from benchmarks.visitors import Visitor, at_once, server, visitor

VISITORS = 30
DETECTING = 15
"""How many of those beside a measurement detect; the others make scenes."""

LOOKING_SECONDS = 5.0
"""How long somebody looks at what came, on the average, before the next press."""

_COMPARISON = "lang=en&samples=scene-6-3-easy&samples=scene-4-6-medium"
_MEDIAN = re.compile(r"median ([\d.,]+) (ms|s)")


def run() -> list[tuple[str, float, str]]:
    """Return the longest waits in seconds, and medians of runs as multiples of the median of one who is alone."""
    with server() as address:
        detecting = _detecting(address)
    with server() as address:
        alone, disturbed = _alone(address)
        comparing, medians, marked = _comparing(address)
    with server() as address:
        before, beside, after, beside_marked = _beside_others(address)
    return [
        ("30 visitors detect at once: the longest wait", detecting, "s"),
        ("one visitor compares alone: median of the runs", alone, "ms"),
        ("one visitor compares alone: rows marked as disturbed", disturbed, ""),
        ("30 visitors compare at once: from the first press to the last answer", comparing, "s"),
        ("30 visitors compare at once: median of the runs / alone", statistics.median(medians) / alone, "x"),
        ("30 visitors compare at once: worst median / alone", max(medians) / alone, "x"),
        ("30 visitors compare at once: share of rows marked as disturbed", marked, ""),
        ("a measurement beside 29 others: median / alone", beside / statistics.mean([before, after]), "x"),
        ("a measurement beside 29 others: rows marked as disturbed", beside_marked, ""),
    ]


def _detecting(address: str) -> float:
    """Return the seconds from the press of all to the last answer."""
    with ExitStack() as leave:
        there = [leave.enter_context(visitor(address, "object_detection")) for _ in range(VISITORS)]
        return max(at_once(there, lambda one: _seconds(one, "Detect objects")))


def _alone(address: str) -> tuple[float, float]:
    """Return the median of one visitor's runs in ms, and how many rows of his table are marked as disturbed."""
    with visitor(address, "compare_detectors", _COMPARISON) as one:
        one.press("Measure")
        one.press("Measure again")
        return _measured(one)


def _comparing(address: str) -> tuple[float, list[float], float]:
    """Return the seconds from the press of all to the last answer, each one's median in ms, and the share of marked
    rows."""
    with ExitStack() as leave:
        there = [
            leave.enter_context(visitor(address, "compare_detectors", _COMPARISON)) for _ in range(VISITORS)
        ]
        waits = at_once(there, lambda one: _seconds(one, "Measure"))
        found = [_measured(one) for one in there]
    marked = sum(number for _median, number in found) / sum(len(_times(one)) for one in there)
    return max(waits), [median for median, _number in found], marked


def _beside_others(address: str) -> tuple[float, float, float, float]:
    """Return the median of one visitor's runs in ms before the others come, beside them, and when they have left; and
    how many rows were marked as disturbed beside them."""
    with visitor(address, "compare_detectors", _COMPARISON) as one:
        one.press("Measure")
        one.press("Measure again")
        before, _marked = _measured(one)
        leave = threading.Event()
        others = [
            threading.Thread(target=_use, args=(address, number, leave)) for number in range(VISITORS - 1)
        ]
        for other in others:
            other.start()
        # By then they have their pages, and press at different moments.
        time.sleep(2 * LOOKING_SECONDS)
        one.press("Measure again")
        beside, marked = _measured(one)
        leave.set()
        for other in others:
            other.join()
        one.press("Measure again")
        after, _marked = _measured(one)
    return before, beside, after, marked


def _use(address: str, number: int, leave: threading.Event) -> None:
    """Be one of the others: press, look at what came, press again."""
    page, words = (
        ("object_detection", "Detect objects")
        if number < DETECTING
        else ("compare_detectors", "Compare on 50 new scenes")
    )
    moments = Random(number)
    with visitor(address, page) as one:
        while not leave.wait(moments.uniform(0, 2 * LOOKING_SECONDS)):
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
    """Return the cells that say how long the runs of each picture and model took."""
    for message in one.shown:
        data = message.delta.new_element.dataframe.arrow_data.data
        if data:
            table: pd.DataFrame = convert_arrow_bytes_to_pandas_df(data)
            if "time" in table:
                return [str(text) for text in table["time"]]
    raise RuntimeError("there is no table")


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.2f} {unit}")
