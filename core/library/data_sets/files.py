"""The rows of a data set as files, and as words. Pure."""

import json
from typing import Any

from core.i18n import decimal
from core.library.data_sets.table import Cell, Column, Reading, Thumbnail, label_of
from core.spreadsheet import to_csv


def cell_words(column: Column, cell: Cell) -> str:
    """Return a cell as one reads it: a label by its name, a picture by its size, lists and objects as JSON."""
    if cell is None:
        return ""
    if column.kind == "label":
        return label_of(column, cell)
    if isinstance(cell, Thumbnail):
        return f"{cell.width} × {cell.height} px"
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


def number_words(number: float) -> str:
    """Return a number as one reads it, with two decimals where it is not whole."""
    return decimal(number, 0 if float(number).is_integer() else 2)


def row_record(reading: Reading, number: int) -> dict[str, Any]:
    """Return row `number` of a reading (from 0) as the library gives it: a label is its number."""
    return {
        column.name: _value(cell) for column, cell in zip(reading.columns, reading.rows[number], strict=True)
    }


def record(reading: Reading) -> dict[str, Any]:
    """Return a reading as a value for json.dumps: splits with their rows, columns with their types, and the rows."""
    return {
        "name": reading.name,
        "split": reading.split,
        "start": reading.start,
        "splits": {split.name: split.rows for split in reading.splits},
        "columns": {
            column.name: {"type": column.type, **({"labels": list(column.labels)} if column.labels else {})}
            for column in reading.columns
        },
        "rows": [row_record(reading, number) for number in range(len(reading.rows))],
    }


def to_json(reading: Reading) -> str:
    """Return a reading as JSON text, as `record` has it."""
    return json.dumps(record(reading), ensure_ascii=False, indent=2)


def to_json_lines(reading: Reading) -> str:
    """Return the rows alone, an object a line: the file that the library reads back."""
    rows = (row_record(reading, number) for number in range(len(reading.rows)))
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def rows_csv(reading: Reading) -> bytes:
    """Return the rows as CSV for a spreadsheet, labels by their names."""
    return to_csv(
        [column.name for column in reading.columns],
        (
            [
                cell
                if column.kind == "number" and isinstance(cell, int | float)
                else cell_words(column, cell)
                for column, cell in zip(reading.columns, row, strict=True)
            ]
            for row in reading.rows
        ),
    )


def _value(cell: Cell) -> Any:  # noqa: ANN401
    if isinstance(cell, Thumbnail):
        return {"width": cell.width, "height": cell.height}
    return cell
