"""The tables of a hand-in, table.csv and table.xlsx, against what follows from the work.

A cell's words may be of another version of the app, and what a student typed is his or her own. So only figures are
compared: each number of a cell has to be, in the same order, in what the app would write there. The labels of the
objects that were found are compared as they are.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from math import isclose
from zipfile import ZIP_STORED, ZipFile

from core.compare.book.resources import same_on_other_devices
from core.compare.book.table import COLUMNS, Row, column_titles
from core.compare.grade.differences import Difference, Value
from core.compare.grade.reading import Handed
from core.compare.grade.work import Work
from core.compare.handin.exports import sheets
from core.errors import UserError
from core.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, speaking
from core.pictures.zipped import first_bytes
from core.printable import printable_text

Cells = Sequence[Sequence[object]]

_MOST_ROWS, _MOST_COLUMNS = 20_000, 60
_MOST_XLSX_BYTES, _MOST_XLSX_FILES = 20_000_000, 200
"""Unpacked: 20,000 rows of runs have half of it."""

_LONGEST = 300
"""The most characters of a cell that a difference quotes."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

_UNREADABLE = N_(
    "{name} is not as the app writes it, perhaps a spreadsheet saved it: its figures are not compared."
)


def read_tables(handed: Handed, work: Work) -> dict[str, list[Cells]]:
    """Return the sheets of each table of a hand-in, by the file's name: rows of cells, the titles first.

    A table that cannot be read goes into the work's `unreadable`.
    """
    found: dict[str, list[Cells]] = {}
    for name, read in (("table.csv", _read_csv), ("table.xlsx", _read_xlsx)):
        if name not in handed.files:
            continue
        try:
            tables = read(handed.files[name])
        except Exception:
            # openpyxl has no error of its own for most of what can be wrong with a workbook.
            tables = []
        if tables and tables[0] and language_of(tables[0]):
            found[name] = tables
        else:
            work.unreadable[name] = UserError(_UNREADABLE, name=name)
    return found


def language_of(table: Cells) -> str:
    """Return the language of a table by its titles, "" where they are not the app's."""
    said = [_plain(cell) for cell in table[0][: len(COLUMNS)]]
    for language in LANGUAGES:
        with speaking(language):
            if said == list(column_titles().values()):
                return language
    return ""


def language_of_work(tables: dict[str, list[Cells]]) -> str:
    """Return the language that a hand-in was written in."""
    return next((language_of(sheets[0]) for sheets in tables.values()), DEFAULT_LANGUAGE)


def table_differences(
    tables: dict[str, list[Cells]], work: Work, rows: Sequence[Row]
) -> Iterator[Difference]:
    """Yield the figures of the tables that do not follow from the work; `rows` is the activity's table as it follows,
    in the language in use, which is the tables'."""
    found = sheets(rows, work.comparison, work.threshold, same_on_other_devices(work.book, work.comparison))
    table, runs, settings, resources = [list(sheet.rows) for sheet in found]
    expected: list[tuple[Sequence[Sequence[Value]], int]] = [
        ([table[0], *map(_without_own, rows)], 2),
        (runs, 3),
        # Which version writes this is no figure of the work.
        ([settings[0], *(row for row in settings[1:] if row[0] != "MiraLab")], 1),
        (resources, 1),
    ]
    for name, said in tables.items():
        for theirs, (ours, keys) in zip(said, expected, strict=False):
            yield from _compare(name, theirs, ours, keys)


def _without_own(row: Row) -> tuple[str | None, ...]:
    """Return a row's cells, None where anything may stand: the student's own words, and the remarks."""
    return tuple(
        None if column in row.own or column == "remarks" else text for column, text in row.cells().items()
    )


def _compare(file: str, said: Cells, expected: Sequence[Sequence[Value]], keys: int) -> Iterator[Difference]:
    """Yield what is another in a table; the first `keys` cells of a row say which row it is."""
    if not said:
        return
    titles = [_plain(title) for title in expected[0]]
    columns = {_plain(title): number for number, title in enumerate(said[0])}
    theirs: dict[tuple[str, ...], list[Sequence[object]]] = defaultdict(list)
    for row in said[1:]:
        theirs[tuple(map(_plain, row[:keys]))].append(row)
    for row in expected[1:]:
        key = tuple(map(_plain, row[:keys]))
        picture, model = (key[0], key[1]) if keys > 1 else ("", "")
        if not theirs[key]:
            # Sheets of other versions have other quantities: only the rows of pictures can be missing.
            if keys > 1:
                yield Difference(file, " · ".join(titles[:keys]), None, " · ".join(key), picture, model)
            continue
        cells = theirs[key].pop(0)
        for title, value in list(zip(titles, row, strict=False))[keys:]:
            place = columns.get(title, len(cells))
            if place < len(cells) and not _follows(cells[place], value, exact=title == _objects_title()):
                figure = title if keys > 1 else f"{key[0]}: {title}"
                yield Difference(file, figure, _quoted(cells[place]), _quoted(value), picture, model)


def _objects_title() -> str:
    return column_titles()["objects"]


def _follows(said: object, expected: Value, *, exact: bool) -> bool:
    """Tell whether a cell says nothing but what follows; a cell without any figure says nothing."""
    if expected is None:
        return True
    if isinstance(expected, int | float):
        number = _as_number(said)
        return number is not None and isclose(number, expected, rel_tol=1e-6, abs_tol=1e-3)
    text = _plain(said)
    if exact:
        return text == _plain(expected)
    right = iter(_NUMBER.findall(_plain(expected)))
    return all(number in right for number in _NUMBER.findall(text))


def _as_number(cell: object) -> float | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    try:
        return float(_plain(cell).replace(",", "."))
    except ValueError:
        return None


def _plain(cell: object) -> str:
    """Return a cell's text in one line, without the apostrophe that keeps it from being a formula."""
    return " ".join(str("" if cell is None else cell).split()).removeprefix("'")


def _quoted(cell: object) -> Value:
    return printable_text(_plain(cell), _LONGEST) if not isinstance(cell, int | float) else cell


def _read_csv(data: bytes) -> list[Cells]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As Excel saves it in the West.
        text = data.decode("cp1252")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    rows: list[list[str]] = []
    for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
        if len(rows) >= _MOST_ROWS:
            break
        rows.append(row[:_MOST_COLUMNS])
    return [rows]


def _read_xlsx(data: bytes) -> list[Cells]:
    from openpyxl import load_workbook

    # openpyxl reads whole files, which may unpack to far more than they say: it gets them unpacked.
    flat = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(flat, "w", ZIP_STORED) as stored:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _MOST_XLSX_BYTES or len(entries) > _MOST_XLSX_FILES:
            return []
        for entry in entries:
            stored.writestr(entry.filename, first_bytes(archive, entry, entry.file_size))
    book = load_workbook(flat, read_only=True, data_only=True)
    return [
        list(sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True))
        for sheet in book.worksheets[:4]
    ]
