import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.compare.measure.stats import describe, median_run, times_faster
from core.vision.detection.detect import StageTimes

times = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40)


def test_no_run_cannot_be_described():
    with pytest.raises(ValueError, match="no run"):
        describe([])


def test_a_single_run_has_no_spread():
    summary = describe([190.0])
    assert (summary.runs, summary.median, summary.p90, summary.spread) == (1, 190.0, 190.0, None)


def test_the_spread_is_the_fastest_and_the_slowest_run():
    assert describe([200.0, 190.0, 185.0]).spread == (185.0, 200.0)


@given(times)
def test_median_and_p90_are_numpys(values):
    summary = describe(values)
    assert summary.median == pytest.approx(np.median(values))
    assert summary.p90 == pytest.approx(np.percentile(values, 90))


@given(st.lists(st.builds(StageTimes, *[st.floats(0.001, 1e6)] * 3), min_size=1, max_size=40))
def test_the_stages_of_the_median_run_add_up_to_the_median(runs):
    assert median_run(runs).total == pytest.approx(describe([run.total for run in runs]).median)


def test_of_two_middle_runs_the_stages_are_means():
    runs = [StageTimes(1, 9, 0), StageTimes(3, 9, 0), StageTimes(0, 1, 0), StageTimes(50, 50, 50)]
    assert median_run(runs) == StageTimes(2, 9, 0)


@pytest.mark.parametrize(("median", "expected"), [(200.0, 5.0), (0.5, 2000.0), (0.0, float("inf"))])
def test_images_a_second_come_from_the_median(median, expected):
    assert describe([median]).per_second == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Two runs each, clearly apart.
        ([10.0, 20.0], [30.0, 60.0], 3.0),
        # The other is the faster.
        ([30.0, 60.0], [10.0, 20.0], None),
        # They touch.
        ([10.0, 30.0], [30.0, 60.0], None),
        # Without a spread nothing can be said.
        ([10.0], [30.0, 60.0], None),
        ([10.0, 20.0], [30.0], None),
    ],
)
def test_faster_is_said_only_where_the_spreads_are_apart(one, other, expected):
    assert times_faster(describe(one), describe(other)) == expected
