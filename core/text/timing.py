"""Timing models on texts fairly: the same protocol as the comparison of detectors, for any task on texts.

Every model is warmed up; then they take turns, run by run, text by text, and who begins changes from text to text, so
that a machine that slows down slows all of them alike. Each run is alone: other visitors' pages and models wait.
Scope: the order of the runs and their times; loading is not timed, and what is answered is not kept.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from core.load import Load, LoadMeter
from core.models.loaded import LoadedModel, Notify, ignore
from core.models.loader import in_turn

REPEATS = 5
WARM_UPS = 2

Work = Callable[[LoadedModel, str], object]


@dataclass(frozen=True)
class TextTimes:
    """How long each model took for one text: milliseconds, a tuple of runs a model in the order of the models; and what
    others used of the processor meanwhile."""

    text: str
    runs: tuple[tuple[float, ...], ...]
    others: Load


def time_models(
    models: Sequence[LoadedModel],
    texts: Sequence[str],
    work: Work,
    notify: Notify = ignore,
    clock: Callable[[], float] = perf_counter,
) -> Iterator[TextTimes]:
    """Yield the times of each text as they come; whoever stops keeps those that are finished.

    `work` answers a text with a model, all of it: tokenizer, network and what is made of its numbers. Where others had
    their turn before a timed run, the one that it follows is made once more, untimed: a run finds the processor as the
    one before left it. `clock` counts seconds.
    """
    for model in models:
        for _repeat in range(WARM_UPS):
            with in_turn(notify, "measure"):
                work(model, texts[0])
    before = models[-1]
    for position, text in enumerate(texts):
        order = [*range(position % len(models), len(models)), *range(position % len(models))]
        runs: list[list[float]] = [[] for _model in models]
        others = LoadMeter()
        for number in order * REPEATS:
            model = models[number]
            with in_turn(notify, "measure") as turn:
                if turn.after_others:
                    work(before, text)
                with others.running():
                    start = clock()
                    work(model, text)
                    runs[number].append(1000 * (clock() - start))
            before = model
        yield TextTimes(text, tuple(map(tuple, runs)), others.load())
