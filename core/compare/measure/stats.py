"""Times summed up. Pure.

Definitions: the median is the middle run (the mean of the two middle ones where their number is even); p90
the 90th percentile with linear interpolation between neighbours (numpy's default; MLPerf's SingleStream and
optimum-benchmark report the same percentile); the spread the fastest and the slowest run, chosen over the
interquartile range because with the few runs of a class exercise quartiles are guesses, while every student
can find the fastest and the slowest. Images a second come from the median, so they are what one query after
another gives (latency, no batches).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from core.vision.detection.detect import StageTimes


@dataclass(frozen=True)
class Summary:
    """Some runs in milliseconds: how many, their median, 90th percentile, fastest and slowest."""

    runs: int
    median: float
    p90: float
    fastest: float
    slowest: float

    @property
    def spread(self) -> tuple[float, float] | None:
        """The fastest and the slowest run in ms; None for a single run, which has no spread."""
        return (self.fastest, self.slowest) if self.runs > 1 else None

    @property
    def per_second(self) -> float:
        """Images a second, one after another, at the median; infinite where the clock saw no time pass."""
        return 1000 / self.median if self.median else float("inf")


def describe(values: Sequence[float]) -> Summary:
    """Sum up run times in milliseconds (at least one; ValueError where there is none)."""
    if not values:
        raise ValueError("no run to describe")
    p90 = quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else values[0]
    return Summary(len(values), median(values), p90, min(values), max(values))


def median_run(runs: Sequence[StageTimes]) -> StageTimes:
    """Return the stages of the middle run, by the time of the whole run; of the two middle ones their means.

    Its stages add up to the median of the whole runs, which the medians of the stages need not. At least one run;
    ValueError where there is none.
    """
    if not runs:
        raise ValueError("no run to describe")
    ordered = sorted(runs, key=lambda run: run.total)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    return StageTimes(
        fmean(run.preprocess for run in middle),
        fmean(run.inference for run in middle),
        fmean(run.postprocess for run in middle),
    )


def times_faster(one: Summary, other: Summary) -> float | None:
    """Return how many times as fast `one` is as `other`: the ratio of their medians, above 1.

    None where that cannot be said: the spreads overlap, `other` is the faster, or a single run shows no
    spread.
    """
    if one.spread is None or other.spread is None or one.slowest >= other.fastest:
        return None
    return other.median / one.median if one.median else None
