"""How long each model took on the machines of a class."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from core.compare.book.resources import resources
from core.compare.grade.graded import Graded
from core.compare.measure.stats import Summary, describe


@dataclass(frozen=True)
class ModelTime:
    """One model in one hand-in: the model's title, the processor or graphics card, whose work it is, its timed runs on
    all pictures in ms, and whether others used the processor meanwhile."""

    model: str
    hardware: str
    work: str
    runs: Summary
    disturbed: bool


@dataclass(frozen=True)
class MachineTimes:
    """One model on one kind of machine: the medians of so many hand-ins in ms, summed up."""

    model: str
    hardware: str
    medians: Summary


def model_times(graded: Sequence[Graded]) -> tuple[ModelTime, ...]:
    """Return the times of each model in each hand-in; the same runs handed in twice are counted once."""
    found: list[ModelTime] = []
    seen = set()
    for one in graded:
        if one.content is None:
            continue
        comparison = one.content.comparison
        work = one.content.book.student.strip() or one.name
        for row in resources([comparison]):
            runs = [run.runs for image in comparison.images for run in image.models if run.model == row.name]
            if (row.name, *runs) in seen:
                continue
            seen.add((row.name, *runs))
            disturbed = any(image.others.is_disturbed for image in comparison.images)
            found.append(ModelTime(row.model, row.hardware, work, row.total, disturbed))
    return tuple(found)


def by_machine(times: Sequence[ModelTime]) -> tuple[MachineTimes, ...]:
    """Return the times of a class by model and machine, each model's fastest machine first."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in times:
        groups[one.model, one.hardware].append(one.runs.median)
    return tuple(
        MachineTimes(model, hardware, describe(medians))
        for (model, hardware), medians in sorted(
            groups.items(), key=lambda item: (item[0][0], median(item[1]))
        )
    )
