"""How long a comparison will be."""

import pytest

from core.compare.book.length import (
    MOST_TIMED_RUNS,
    estimated_seconds,
    is_too_long,
    most_timed_runs,
    timed_runs,
)
from core.compare.book.workbook import Workbook
from core.compare.measure.run import Settings
from tests.unit.handin_samples import handin


@pytest.mark.parametrize(
    ("pictures", "models", "repeats", "runs"), [(0, 2, 5, 0), (1, 1, 1, 1), (50, 2, 5, 500)]
)
def test_there_is_a_timed_run_for_every_picture_model_and_repeat(pictures, models, repeats, runs):
    assert timed_runs(pictures, Settings(("m",) * models, repeats=repeats)) == runs


def test_warm_up_runs_count_too(monkeypatch):
    monkeypatch.setenv("MIRALAB_MOST_RUNS", "20")
    assert not is_too_long(2, Settings(("a", "b"), repeats=5, warmup=0))
    assert is_too_long(2, Settings(("a", "b"), repeats=5, warmup=1))
    assert not is_too_long(0, Settings(("a", "b"), repeats=5, warmup=1000))


@pytest.mark.parametrize(("setting", "most"), [("", MOST_TIMED_RUNS), ("70", 70), ("many", MOST_TIMED_RUNS)])
def test_a_setting_says_how_many_there_may_be(monkeypatch, setting, most):
    monkeypatch.setenv("MIRALAB_MOST_RUNS", setting)
    assert most_timed_runs() == most


def test_nothing_is_known_before_something_was_measured():
    assert estimated_seconds(Workbook(), 2, Settings(("yolo11n",))) is None


def test_what_was_measured_before_says_how_long_it_will_take():
    book = handin().book
    (found,) = book.measured.values()
    one = estimated_seconds(book, 1, found.settings)
    assert one > 0
    assert estimated_seconds(book, 11, found.settings) > 5 * one
    other = Settings(found.settings.models, "cuda" if found.settings.device != "cuda" else "cpu")
    assert estimated_seconds(book, 1, other) is None
