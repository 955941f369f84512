"""A file of the visitor's own as a data set: what it is, in which encoding, and what parts its columns.

Scope: the bytes before the library sees them. Text of any encoding becomes UTF-8, and what is no table is refused in a
sentence; whatever else is wrong with a file shows when its rows are read.
"""

import csv
import re
from pathlib import Path, PurePath

from core.decoding import NO_TEXT, decoded
from core.errors import UserError
from core.i18n import N_
from core.library.data_sets.request import FileKind, FileRequest
from core.printable import printable_line

MAX_FILE_BYTES = 10_000_000

ENDINGS: dict[str, FileKind] = {
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
    "json": "json",
    "jsonl": "json",
    "ndjson": "json",
    "parquet": "parquet",
}
"""The endings of the files that are read, and the library's loader for each."""

_OTHER_FILES = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b")
_SEPARATORS = ",;\t|"
_LOOKED_AT = 20_000
_DECIMAL_COMMA = re.compile(r"(?:^|;)-?\d+,\d+(?=;|$)", re.MULTILINE)


def checked_name(data: bytes, name: str) -> tuple[str, FileKind]:
    """Return a file's name in one line, and which loader it is for; UserError where none of them can read it."""
    name = printable_line(name)
    kind = ENDINGS.get(PurePath(name).suffix.lower().removeprefix("."))
    if not data:
        raise UserError(N_("{name} is empty. Choose another file."), name=name)
    if len(data) > MAX_FILE_BYTES:
        raise UserError(
            N_("{name} is too big: {limit} MB are the most. Take the first rows of it."),
            name=name,
            limit=MAX_FILE_BYTES // 10**6,
        )
    is_parquet = data.startswith(b"PAR1")
    if kind is None or data.startswith(_OTHER_FILES) or is_parquet != (kind == "parquet"):
        raise UserError(
            N_(
                "{name} is not a table that can be read here. Save it as CSV, TSV, JSON, JSON Lines or Parquet."
            ),
            name=name,
        )
    return name, kind


def write(data: bytes, name: str, folder: Path, start: int = 0, count: int = 100) -> FileRequest:
    """Write a file as the library can read it into a folder, and return what to ask for; UserError where it is no
    table."""
    name, kind = checked_name(data, name)
    path = folder / f"rows.{kind}"
    if kind == "parquet":
        path.write_bytes(data)
        return FileRequest(str(path), name, kind, (), start, count)
    text, encoding = decoded(data)
    if NO_TEXT.search(text) or not text.strip():
        raise UserError(N_("{name} is not a text file. Save it as CSV, TSV, JSON or JSON Lines."), name=name)
    path.write_text(text, encoding="utf-8", errors="replace")
    options = options_of(text) if kind == "csv" else ()
    return FileRequest(
        str(path), name, kind, options, start, count, "" if encoding == "UTF-8" else encoding.lower()
    )


def options_of(text: str) -> tuple[tuple[str, str | bool], ...]:
    """Return how a table's text is read: the sign between its columns, the decimal comma where it has one, and that no
    column is an index where every row but the first ends with one sign too many.

    >>> options_of("word;weight\\nhola;1,5")
    (('sep', ';'), ('decimal', ','))
    """
    head = text[:_LOOKED_AT]
    # Where there is one column, a comma in its texts parts nothing.
    separator = _separator(head) or next((sign for sign in _SEPARATORS if sign not in text), ",")
    return (
        ("sep", separator),
        *([("decimal", ",")] if separator == ";" and _DECIMAL_COMMA.search(head) else []),
        # Otherwise pandas takes the first column for an index, and the others stand under the wrong names.
        *([("index_col", False)] if _ends_with_nothing(head, separator) else []),
    )


def _ends_with_nothing(head: str, separator: str) -> bool:
    """Return whether the rows below the names have one field more than there are names, an empty one."""
    names, *rows = _first_rows(head, separator) or [[]]
    return bool(rows) and all(len(row) == len(names) + 1 and not row[-1] for row in rows)


def _separator(head: str) -> str:
    """Return the sign that parts the columns: the one that stands equally often in the first lines, outside quotation
    marks; "" where there is one column."""
    counts = {sign: [len(row) - 1 for row in _first_rows(head, sign)] for sign in _SEPARATORS}
    even = [sign for sign, numbers in counts.items() if numbers and numbers[0] and len(set(numbers)) == 1]
    often = [sign for sign, numbers in counts.items() if numbers and numbers[0]]
    return max(even or often, key=lambda sign: counts[sign][0], default="")


def _first_rows(head: str, separator: str) -> list[list[str]]:
    """Return the fields of the first rows, none of them empty; [] where they cannot be parted so."""
    try:
        rows = [row for row in csv.reader(head.splitlines()[:20], delimiter=separator) if row]
    except csv.Error:
        return []
    # The last line may be cut.
    return rows[:-1] or rows if len(head) == _LOOKED_AT else rows
