"""Tables as files: a workbook for Excel or LibreOffice, and Markdown. As CSV: core.spreadsheet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST_CELL = 32_767
"""The most characters that Excel holds in a cell."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its title, its rows, the first of which is the head, and the widths of its columns in
    characters."""

    title: str
    rows: Sequence[Sequence[str | float]]
    widths: Sequence[int]


def to_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook of these sheets, at least one, each with a bold, frozen head and wrapped cells.

    Texts are stored as texts, so that none can turn into a formula. What Excel cannot hold is left out:
    control characters, and what goes beyond 32,767 characters in a cell.

    >>> to_xlsx([Sheet("Table", [("Image", "Time (ms)"), ("bus.jpg", 190.4)], [20, 12])])[:2]
    b'PK'
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _add(book, sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def to_markdown(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown, a line a row whatever its cells hold."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cells) + " |\n"

    head = [_markdown_cell(title) for title in titles]
    return (
        line(head) + line("---" for _title in head) + "".join(line(map(_markdown_cell, row)) for row in rows)
    )


def _markdown_cell(text: str) -> str:
    """Return a text that stays itself inside a cell: no markup, and its lines as lines of the cell."""
    escaped = re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", text.strip())
    return "<br>".join(escaped.splitlines())


def _add(book: Workbook, content: Sheet) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(content.title)
    for number, values in enumerate(content.rows, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                readable = value.encode("utf-8", "replace").decode("utf-8")
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", readable)[:LONGEST_CELL]
                cell.data_type = "s"
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(content.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
