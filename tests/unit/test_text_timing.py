"""Timing models on texts: warm-up first, then in turns, and nothing but the work is timed."""

from types import SimpleNamespace

import pytest

from core.text.timing import REPEATS, WARM_UPS, time_models

MODELS = [SimpleNamespace(name="a"), SimpleNamespace(name="b")]


@pytest.fixture
def clock():
    """A clock that the work moves: a model called "a" takes 2 ms, "b" 5 ms."""
    now = SimpleNamespace(seconds=0.0, runs=[])

    def work(model, text):
        now.runs.append((model.name, text))
        now.seconds += {"a": 0.002, "b": 0.005}[model.name]

    return SimpleNamespace(read=lambda: now.seconds, work=work, runs=now.runs)


def test_every_run_of_every_text_is_timed_by_itself(clock):
    found = list(time_models(MODELS, ["one", "two"], clock.work, clock=clock.read))
    assert [times.text for times in found] == ["one", "two"]
    for times in found:
        assert [len(runs) for runs in times.runs] == [REPEATS, REPEATS]
        assert times.runs[0] == pytest.approx([2.0] * REPEATS)
        assert times.runs[1] == pytest.approx([5.0] * REPEATS)


def test_models_are_warmed_up_and_then_take_turns_and_who_begins_changes(clock):
    list(time_models(MODELS, ["one", "two"], clock.work, clock=clock.read))
    names = [name for name, _text in clock.runs]
    warm, rest = names[: 2 * WARM_UPS], names[2 * WARM_UPS :]
    assert warm == ["a"] * WARM_UPS + ["b"] * WARM_UPS
    assert rest == ["a", "b"] * REPEATS + ["b", "a"] * REPEATS


def test_whoever_stops_keeps_what_is_finished(clock):
    times = time_models(MODELS, ["one", "two"], clock.work, clock=clock.read)
    assert next(times).text == "one"
    assert {text for _name, text in clock.runs} == {"one"}
