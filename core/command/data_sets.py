"""Data sets in the terminal: `python -m core datasets ID [--split train] [--rows 5] [--json]`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from core.errors import UserError, reason_of
from core.i18n import N_, _, decimal, ngettext
from core.library.data_sets import own_file
from core.library.data_sets.files import cell_words, record, rows_csv, to_json, to_json_lines
from core.library.data_sets.reading import Progress, read, read_file
from core.library.data_sets.request import EXAMPLE, MOST_ROWS, MOST_START, HubRequest, hub_name
from core.library.data_sets.table import Reading
from core.printable import printable_line
from core.scenes import data_sets as shipped
from core.terminal import progress_line, whole_number_in, write_file

SUMMARY = N_("Reads rows of a data set of the Hub, of a file, or of one that ships with the app.")

_USUAL_ROWS = 5
_LONGEST_CELL = 120


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add the data set and what is read of it."""
    options.add_argument(
        "data_set",
        nargs="?",
        default=EXAMPLE,
        metavar=_("DATA SET"),
        help=_(
            "Its id on the Hub, the name of a file ({endings}), or one that ships: {names}. Default: {default}."
        ).format(
            endings=", ".join(f".{ending}" for ending in own_file.ENDINGS),
            names=", ".join(shipped.shipped()),
            default=EXAMPLE,
        ),
    )
    options.add_argument(
        "--config", default="", help=_("The configuration. Default: the data set's usual one.")
    )
    options.add_argument(
        "--split", default="", help=_("The split. Default: train where there is one, else the first.")
    )
    options.add_argument("--start", default="1", help=_("The number of the first row. Default: 1."))
    options.add_argument(
        "--rows",
        default=str(_USUAL_ROWS),
        help=_("How many rows are read. Default: {n}.").format(n=_USUAL_ROWS),
    )
    options.add_argument(
        "--out",
        metavar=_("FOLDER"),
        help=_("Folder for rows.csv, rows.json and rows.jsonl; it is made if there is none."),
    )


def look_up(given: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Return the rows that are asked for, and write their files; UserError where they cannot be had."""
    start = whole_number_in("--start", given.start, 1, MOST_START) - 1
    count = whole_number_in("--rows", given.rows, 1, MOST_ROWS)
    show = progress_line(sys.stderr)
    try:
        reading = _read(
            given.data_set, given.config, given.split, start, count, lambda rows: show(_progress(rows))
        )
    finally:
        show("")
    return record(reading), [*_lines(reading), *_files(reading, given.out)]


def _files(reading: Reading, folder: str | None) -> list[str]:
    """Write the files of rows to a folder, if one is named, and return a line for each."""
    if not folder:
        return []
    contents = {
        "rows.csv": rows_csv(reading),
        "rows.json": to_json(reading).encode(),
        "rows.jsonl": to_json_lines(reading).encode(),
    }
    return [f"  {write_file(Path(folder) / name, content)}" for name, content in contents.items()]


def _read(source: str, configuration: str, split: str, start: int, count: int, tell: Progress) -> Reading:
    if source in shipped.shipped():
        return shipped.read(source, split, start, count)
    path = Path(source)
    if path.suffix.lower().removeprefix(".") in own_file.ENDINGS:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise UserError(N_("There is no file {path}."), path=path) from None
        except OSError as error:
            raise UserError(
                N_("The file {path} cannot be read: {reason}."), path=path, reason=reason_of(error)
            ) from None
        return read_file(data, path.name, start, count, tell)
    return read(HubRequest(hub_name(source), configuration, split, start, count), tell)


def _progress(rows: int | None) -> str:
    return ngettext("{n} row has been read…", "{n} rows have been read…", max(0, rows or 0))


def _lines(reading: Reading) -> list[str]:
    rows = ", ".join(
        f"{split.name}: {_('not stated') if split.rows is None else decimal(split.rows, 0)}"
        for split in reading.splits
    )
    widest = max((len(column.name) for column in reading.columns), default=0)
    lines = [
        reading.name,
        f"  {rows}",
        *(f"  {column.name:<{widest}}  {column.type}" for column in reading.columns),
    ]
    for number, row in enumerate(reading.rows, start=reading.start + 1):
        lines.append(f"{reading.split} {number}")
        for column, cell in zip(reading.columns, row, strict=True):
            words = printable_line(cell_words(column, cell), _LONGEST_CELL) or "–"
            lines.append(f"  {column.name:<{widest}}  {words}")
    return [line.encode("utf-8", "replace").decode() for line in lines]
