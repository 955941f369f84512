"""What is read of a data set: its splits, its columns, and some rows, the same wherever they are from.

Scope: the shape and the way through JSON, in which another process hands it over. It knows neither the Hub nor the
library datasets.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal["text", "number", "boolean", "label", "picture", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Note = Literal["card", "columns", "bytes"]
"""What there is to say of a reading: the types in the card did not fit and were read from the data; the last columns
were left out; the last rows were, since the ones before them are large."""


@dataclass(frozen=True)
class Thumbnail:
    """A small copy of a picture as a data address, and the picture's own size in pixels."""

    address: str
    width: int
    height: int


Cell = str | int | float | bool | None | Thumbnail | list[Any] | dict[str, Any]
"""One value. A label is its number (see `Column.labels`), None is missing, lists and objects are as JSON has them."""

Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A column: its name, what kind of values it has, its type as the library datasets writes it, and the names of its
    labels in the order of their numbers."""

    name: str
    kind: Kind
    type: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """A part of a data set: its name, and how many rows it has (None: not stated anywhere)."""

    name: str
    rows: int | None


@dataclass(frozen=True)
class Reading:
    """Some rows of a data set, and what is known of all of it.

    `commit` is the version that was read, "" where there are none; `size_bytes` that of its files on the Hub;
    `configuration` the one of `configurations` that was read; `rows` begin with number `start` of `split` (from 0), a
    cell a column; `at_end` says that no row comes after them. `options` are those with which the library reads a file
    of one's own.
    """

    name: str
    splits: tuple[Split, ...]
    split: str
    columns: tuple[Column, ...]
    start: int
    rows: tuple[Row, ...]
    at_end: bool
    commit: str = ""
    licence: str = ""
    size_bytes: int = 0
    configurations: tuple[str, ...] = ()
    configuration: str = ""
    notes: tuple[Note, ...] = ()
    options: tuple[tuple[str, str | bool], ...] = ()

    @property
    def split_rows(self) -> int | None:
        """How many rows the split has that was read; None where that is not known."""
        return next((split.rows for split in self.splits if split.name == self.split), None)


def place_of(columns: Sequence[Column], name: str) -> int:
    """Return the place of the column called `name`; ValueError where there is none."""
    return [column.name for column in columns].index(name)


def label_of(column: Column, cell: Cell) -> str:
    """Return the name of the label in a cell, "" where it is missing, its number where it has no name."""
    if cell is None:
        return ""
    if isinstance(cell, int) and 0 <= cell < len(column.labels):
        return column.labels[cell]
    return str(cell)


def to_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as a value for json.dumps."""
    return asdict(reading)


def from_json(value: dict[str, Any]) -> Reading:
    """Return the reading that `to_json` wrote."""
    columns = tuple(Column(**{**column, "labels": tuple(column["labels"])}) for column in value["columns"])
    return Reading(
        **{
            **value,
            "splits": tuple(Split(**split) for split in value["splits"]),
            "columns": columns,
            "rows": tuple(tuple(map(_cell, columns, row)) for row in value["rows"]),
            "configurations": tuple(value["configurations"]),
            "notes": tuple(value["notes"]),
            "options": tuple(map(tuple, value["options"])),
        }
    )


def _cell(column: Column, cell: Any) -> Cell:  # noqa: ANN401 (whatever stands in JSON)
    return Thumbnail(**cell) if column.kind == "picture" and isinstance(cell, dict) else cell
