"""What the rows that were read have in common, column by column. Pure.

Scope: the rows of one reading. What is true of them need not be true of the whole data set, whose rows are often
sorted; whoever shows these numbers says so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean, median
from typing import Literal

from core.library.data_sets.table import Cell, Column, Reading, Thumbnail, label_of

Of = Literal["value", "characters", "words", "width", "height", "items"]

MOST_COUNTED = 12
"""The most values that are counted one by one; the rest is counted together."""

_BINS = 8
_LARGEST = 1e300
"""Beyond it stands what means "none" or "infinite" (1.8e308); sums of it are no numbers."""


@dataclass(frozen=True)
class Summary:
    """The least, the mean, the median and the greatest of some numbers, and how many fall from each of `edges` to below
    the next; the last part of numbers that are not whole has its right edge, too. `of` says what of a cell was
    measured."""

    of: Of
    least: float
    mean: float
    median: float
    most: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    is_whole: bool


@dataclass(frozen=True)
class Statistics:
    """What is known of one column: how many of its `rows` have no value, summaries of what can be measured, and how
    often its values are there: (value, times), the most frequent first; `others` counts the values beyond those."""

    column: Column
    rows: int
    missing: int
    summaries: tuple[Summary, ...] = ()
    values: tuple[tuple[str, int], ...] = ()
    others: int = 0


def statistics(reading: Reading) -> tuple[Statistics, ...]:
    """Return the statistics of every column of a reading."""
    return tuple(
        column_statistics(column, [row[place] for row in reading.rows])
        for place, column in enumerate(reading.columns)
    )


def column_statistics(column: Column, cells: Sequence[Cell]) -> Statistics:
    """Return the statistics of one column.

    >>> column_statistics(Column("n", "number", "int64"), [1, 3, None]).summaries[0].mean
    2.0
    """
    there = [cell for cell in cells if cell is not None]
    known = Statistics(column, len(cells), len(cells) - len(there))
    if not there:
        return known
    values: tuple[tuple[str, int], ...] = ()
    others = 0
    if column.kind in ("label", "boolean"):
        counted = Counter(
            label_of(column, cell) if column.kind == "label" else str(cell) for cell in there
        ).most_common()
        values, others = tuple(counted[:MOST_COUNTED]), sum(times for _value, times in counted[MOST_COUNTED:])
    measured = _measured(column, there)
    return Statistics(
        column,
        known.rows,
        known.missing,
        tuple(summary(of, numbers) for of, numbers in measured.items() if numbers),
        values,
        others,
    )


def _measured(column: Column, cells: Sequence[Cell]) -> dict[Of, list[float]]:
    if column.kind == "number":
        numbers = (float(cell) for cell in cells if isinstance(cell, int | float))
        return {"value": [number for number in numbers if abs(number) <= _LARGEST]}
    if column.kind == "text":
        texts = [cell for cell in cells if isinstance(cell, str)]
        return {
            "characters": [float(len(text)) for text in texts],
            "words": [float(len(text.split())) for text in texts],
        }
    if column.kind == "picture":
        pictures = [cell for cell in cells if isinstance(cell, Thumbnail)]
        return {
            "width": [float(picture.width) for picture in pictures],
            "height": [float(picture.height) for picture in pictures],
        }
    if column.kind == "other":
        return {"items": [float(len(cell)) for cell in cells if isinstance(cell, list)]}
    return {}


def summary(of: Of, numbers: Sequence[float]) -> Summary:
    """Return the summary of at least one number, in parts of equal width: of whole numbers whole ones, else those of
    numpy's histogram."""
    least, most = min(numbers), max(numbers)
    is_whole = all(number.is_integer() for number in numbers)
    if is_whole:
        width = float(ceil((most - least + 1) / _BINS))
        bins = ceil((most - least + 1) / width)
    else:
        bins = _BINS if most > least else 1
        width = (most - least) / bins
    counts = [0] * bins
    for number in numbers:
        counts[min(int((number - least) / width) if width else 0, bins - 1)] += 1
    edges = tuple(least + width * place for place in range(bins + 1))
    return Summary(of, least, fmean(numbers), median(numbers), most, edges, tuple(counts), is_whole)
