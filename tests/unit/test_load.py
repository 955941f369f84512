"""What others used of the processor while something was timed."""

import threading
import time
from dataclasses import replace

import pytest

from core import load
from core.load import CpuTimes, Load, LoadMeter
from core.machine import machine

machine_seconds = load._machine_seconds
"""The real one: while tests run, the machine is idle to the app."""


def moments(*rows: tuple) -> list[CpuTimes]:
    """Moments of rows (at, machine, process, thread, engine)."""
    return [CpuTimes(*row) for row in rows]


def measured(*runs: tuple[CpuTimes, CpuTimes], cores: int = 2) -> Load:
    read = iter([moment for run in runs for moment in run])
    meter = LoadMeter(lambda: next(read), cores)
    for _run in runs:
        with meter.running():
            pass
    return meter.load()


def one_run(before: tuple, after: tuple, cores: int = 2) -> Load:
    begin, end = moments(before, after)
    return measured((begin, end), cores=cores)


def test_without_a_run_nothing_is_known():
    assert measured() == Load()
    assert (Load().share, Load().is_disturbed) == (None, False)


def test_an_idle_machine_that_only_did_the_timed_work():
    assert one_run((0, 50, 9, 5, {7: 3}), (1, 52, 11, 6, {7: 4})) == Load(0.0, 0.0)


def test_other_programs_are_what_the_machine_did_beside_this_process():
    # Of two seconds of processor time this process used one, and others the second one.
    assert one_run((0, 50, 9, 5, {}), (1, 52, 10, 6, {})) == Load(0.5, 0.0)


def test_other_visitors_are_what_this_process_did_beside_the_timed_thread_and_its_engine():
    assert one_run((0, 50, 9, 5, {7: 3}), (1, 51, 10, 5.4, {7: 3.2})) == Load(0.0, 0.2)


def test_a_thread_of_the_engine_that_began_meanwhile_is_the_engines():
    assert one_run((0, 0, 9, 5, {}), (1, 1, 10, 5.5, {7: 0.5})) == Load(0.0, 0.0)


def test_runs_too_short_for_the_machines_clock_say_nothing_of_programs_but_of_visitors():
    assert one_run((0, 50, 9, 5, {}), (0.01, 50.01, 9.01, 5.005, {})) == Load(None, 0.25)


def test_between_runs_that_follow_at_once_no_tick_is_lost():
    one, other = moments((0, 10, 0, 0, {}), (0.03, 10, 0.03, 0.03, {}))
    third, fourth = moments((0.035, 10.04, 0.03, 0.03, {}), (0.065, 10.1, 0.06, 0.06, {}))
    assert measured((one, other), (third, fourth), cores=1).programs == pytest.approx(0.04 / 0.065, abs=0.001)


def test_what_others_do_between_runs_that_are_far_apart_does_not_count():
    one, other = moments((0, 10, 0, 0, {}), (1, 11, 1, 1, {}))
    third, fourth = moments((9, 30, 5, 1, {}), (10, 31, 6, 2, {}))
    assert measured((one, other), (third, fourth), cores=1) == Load(0.0, 0.0)


@pytest.mark.parametrize("machine", [(None, None), (0, 0)])
def test_a_machine_that_does_not_show_even_our_own_work_is_not_known(machine):
    before, after = machine
    assert one_run((0, before, 0, 0, {}), (1, after, 2, 2, {})) == Load(None, 0.0)


def test_without_the_threads_visitors_are_not_known():
    assert one_run((0, 0, 0, 0, None), (1, 1, 1, 1, None)) == Load(0.0, None)


def test_in_a_container_that_gets_less_than_its_processors_other_programs_are_not_known(monkeypatch):
    monkeypatch.setattr(load, "machine", lambda: replace(machine(), cores=0.5))
    assert machine_seconds() is None


def test_the_time_of_the_machine_is_no_less_than_that_of_one_program():
    before, own = machine_seconds(), time.process_time()
    while time.process_time() - own < 0.3:
        pass
    if before is not None:
        assert machine_seconds() - before > 0.2


@pytest.mark.parametrize(
    ("found", "share", "is_disturbed"),
    [
        (Load(0.1, 0.05), 0.15, False),
        (Load(0.1, 0.1), 0.2, True),
        (Load(None, 0.3), 0.3, True),
        (Load(0.9, 0.9), 1.0, True),
    ],
)
def test_times_are_disturbed_where_all_others_together_used_much(found, share, is_disturbed):
    assert (found.share, found.is_disturbed) == (pytest.approx(share), is_disturbed)


@pytest.mark.skipif(not load._TASKS.exists(), reason="only Linux tells what a thread used")
def test_a_thread_of_python_is_no_engine_and_its_work_is_seen():
    ended = threading.Event()
    begun = time.thread_time()

    def work():
        while not ended.is_set():
            sum(range(1000))

    meter = LoadMeter()
    thread = threading.Thread(target=work)
    thread.start()
    with meter.running():
        while time.thread_time() - begun < 0.1:
            sum(range(1000))
    ended.set()
    thread.join()
    assert (meter.load().visitors or 0) > 0.02
