"""How long a comparison will be: its runs, and its seconds where something like it was measured before."""

import os
from statistics import median

from core.compare.book.workbook import Workbook
from core.compare.measure.run import Settings

MOST_TIMED_RUNS = 2000
"""The most timed runs of one comparison on a server that others use too, unless MIRALAB_MOST_RUNS says otherwise."""


def timed_runs(pictures: int, settings: Settings) -> int:
    """Return how many timed runs a comparison of so many pictures has: one a picture, model and repeat."""
    return pictures * len(settings.models) * settings.repeats


def is_too_long(pictures: int, settings: Settings) -> bool:
    """Tell whether a comparison has more runs, warm-up included, than one may have here."""
    warmup = len(settings.models) * settings.warmup if pictures else 0
    return timed_runs(pictures, settings) + warmup > most_timed_runs()


def most_timed_runs() -> int:
    """Return how many timed runs one comparison may have here."""
    text = os.environ.get("MIRALAB_MOST_RUNS", "")
    return int(text) if text.isdecimal() else MOST_TIMED_RUNS


def estimated_seconds(book: Workbook, pictures: int, settings: Settings) -> float | None:
    """Return about how many seconds a comparison of so many pictures will take, loading not counted.

    It goes by what the same models took on the same device before; None where one of them was not measured yet.
    """
    took: dict[str, list[float]] = {}
    for found in book.measured.values():
        if found.settings.device == settings.device:
            for image in found.results.values():
                for run in image.models:
                    took.setdefault(run.model, []).extend(run.totals)
    if not all(took.get(name) for name in settings.models):
        return None
    # Each model also runs once a picture to collect every box, and warms up once.
    runs = pictures * (settings.repeats + 1) + settings.warmup
    return sum(runs * median(took[name]) for name in settings.models) / 1000
