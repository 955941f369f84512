"""filter, map and batch of the library datasets, tried on the rows that were read. Pure.

What these functions give is what the library's own methods give for the same rows; the lines of code stand in
core.library.data_sets.code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.library.data_sets.files import cell_words
from core.library.data_sets.table import Column, Reading, Row, place_of

Counted = Literal["words", "characters"]


@dataclass(frozen=True)
class Steps:
    """What is done to the rows, in this order: keep those whose `filter_column` is `wanted` (a label's number, or a
    text that its text contains, whatever the case), add a column that counts `counted` of `map_column`, and put
    `batch_size` rows together. A name that is "" leaves its step out, as does a size of 0."""

    filter_column: str = ""
    wanted: str | int = ""
    map_column: str = ""
    counted: Counted = "words"
    batch_size: int = 0


def filtered(reading: Reading, steps: Steps) -> Reading:
    """Return a reading with the rows that the filter keeps, in their order."""
    if not steps.filter_column:
        return reading
    place = place_of(reading.columns, steps.filter_column)
    rows = tuple(row for row in reading.rows if _is_wanted(row, place, steps.wanted))
    return replace(reading, rows=rows)


def mapped(reading: Reading, steps: Steps) -> Reading:
    """Return a reading with a column more: how many words or characters each text has; 0 where there is none."""
    if not steps.map_column:
        return reading
    place = place_of(reading.columns, steps.map_column)
    column = Column(f"n_{steps.counted}", "number", "int64")
    rows = tuple((*row, count_of(row[place], steps.counted)) for row in reading.rows)
    return replace(reading, columns=(*reading.columns, column), rows=rows)


def count_of(cell: object, counted: Counted) -> int:
    """Return how many words (parted by white space) or characters a cell's text has."""
    text = cell if isinstance(cell, str) else ""
    return len(text.split()) if counted == "words" else len(text)


def batches(rows: Sequence[Row], size: int) -> list[Sequence[Row]]:
    """Return rows in batches of `size`; the last one may be shorter.

    >>> [len(batch) for batch in batches([(1,), (2,), (3,)], 2)]
    [2, 1]
    """
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def searched(reading: Reading, text: str) -> Reading:
    """Return a reading with the rows that contain a text in any column, whatever the case; all where it is empty."""
    wanted = text.casefold().strip()
    if not wanted:
        return reading
    return replace(reading, rows=tuple(row for row in reading.rows if wanted in _words(reading.columns, row)))


def _is_wanted(row: Row, place: int, wanted: str | int) -> bool:
    cell = row[place]
    if isinstance(wanted, int):
        return cell == wanted
    return isinstance(cell, str) and wanted.casefold() in cell.casefold()


def _words(columns: Sequence[Column], row: Row) -> str:
    return "\n".join(cell_words(column, cell) for column, cell in zip(columns, row, strict=True)).casefold()
