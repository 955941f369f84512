"""The rows that were read: a table to search, page by page, and one row as the library gives it."""

from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import _, decimal, ngettext
from core.library.data_sets.code import ROWS_FILE
from core.library.data_sets.files import cell_words, row_record, rows_csv, to_json, to_json_lines
from core.library.data_sets.steps import searched
from core.library.data_sets.table import Cell, Column, Reading, Thumbnail
from core.printable import printable_line
from core.ui.datasets.asking import kept_reading
from core.ui.datasets.choices import Wanted, go_on_to_row, go_to_row, start_before
from core.ui.frame.code import show_code
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain

_SEARCH, _TABLE = "data_search", "data_table"
_PICTURE_ROW_PIXELS = 72
_NUMBER_PIXELS = 60
_HEIGHT = 400
_LONG_RECORD, _RECORD_PIXELS = 800, 300


def show_rows(wanted: Wanted | None) -> None:
    """Draw the rows that were read, if any were: search, table, pages, the chosen row, and the files."""
    reading = kept_reading(wanted)
    if wanted is None or reading is None:
        return
    st.subheader(_("The rows that were read"), anchor=False)
    if not reading.rows:
        st.info(_("{split} has no rows.").format(split=plain(reading.split)), icon=":material/info:")
        return
    text = st.text_input(
        _("Search in the rows that were read"),
        key=_SEARCH,
        persist_state="session",
        icon=":material/search:",
        max_chars=200,
    )
    shown = searched(reading, printable_line(text or ""))
    st.markdown(_where(reading, shown))
    kept = set(map(id, shown.rows))
    numbers = [place for place, row in enumerate(reading.rows) if id(row) in kept]
    chosen = 0
    if shown.rows:
        chosen = rows_table(shown, _TABLE, [reading.start + place + 1 for place in numbers])
    _pages(reading)
    if shown.rows:
        _one_row(shown, chosen, reading.start + numbers[chosen] + 1)
        downloads(
            Download("CSV", lambda: rows_csv(shown), "rows.csv", "text/csv", ":material/csv:"),
            Download(
                "JSON", lambda: to_json(shown), "rows.json", "application/json", ":material/data_object:"
            ),
            Download(
                "JSON Lines",
                lambda: to_json_lines(shown),
                ROWS_FILE,
                "application/jsonl",
                ":material/data_array:",
                hint=_("A row a line: the file that the library datasets reads back."),
            ),
        )


def rows_table(reading: Reading, key: str, numbers: list[int] | None = None) -> int:
    """Draw rows as a table, with their numbers where they are given, and return the place of the one that is chosen (0
    where none is)."""
    table: dict[str, list[Any]] = {_("Row"): list(numbers)} if numbers else {}
    config: dict[str, Any] = {}
    if numbers:
        config[_("Row")] = st.column_config.NumberColumn(width=_NUMBER_PIXELS, format="%d")
    for place, column in enumerate(reading.columns):
        name = column.name if column.name not in table else f"{column.name} "
        table[name] = [_cell(column, row[place]) for row in reading.rows]
        if column.kind == "picture":
            config[name] = st.column_config.ImageColumn(width="small")
        elif column.kind == "text":
            config[name] = st.column_config.TextColumn(
                width="large" if len(reading.columns) <= 3 else "medium"
            )
    pictures = any(column.kind == "picture" for column in reading.columns)
    event = st.dataframe(
        pd.DataFrame(table),
        hide_index=True,
        height=_HEIGHT if len(reading.rows) > 8 or (pictures and len(reading.rows) > 4) else "auto",
        row_height=_PICTURE_ROW_PIXELS if pictures else None,
        column_config=config,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{key}_{hash((reading.name, reading.split, reading.start, len(reading.rows))) % 10**8}",
        alt=_("The rows of the data set"),
    )
    places: list[int] = event["selection"]["rows"]
    return places[0] if places and places[0] < len(reading.rows) else 0


def _cell(column: Column, cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, Thumbnail):
        return cell.address
    if column.kind in ("number", "boolean") and not isinstance(cell, str | list | dict):
        return cell
    return None if cell is None else cell_words(column, cell)


def _where(reading: Reading, shown: Reading) -> str:
    total = reading.split_rows
    first, last = reading.start + 1, reading.start + len(reading.rows)
    words = (
        _("Rows {first} to {last} of {split}.")
        if total is None
        else _("Rows {first} to {last} of {total} in {split}.")
    ).format(
        first=decimal(first, 0),
        last=decimal(last, 0),
        total=decimal(total or 0, 0),
        split=f"**{plain(reading.split)}**",
    )
    if len(shown.rows) == len(reading.rows):
        return words
    return f"{words} " + ngettext(
        "{n} of them has that text.", "{n} of them have that text.", len(shown.rows)
    )


def _pages(reading: Reading) -> None:
    before = start_before(reading.start, len(reading.rows))
    after = reading.start + len(reading.rows)
    with st.container(horizontal=True):
        st.button(
            _("The rows before"),
            icon=":material/chevron_left:",
            key="data_before",
            disabled=reading.start == 0,
            on_click=go_to_row,
            args=(before,),
        )
        st.button(
            _("The next rows"),
            icon=":material/chevron_right:",
            key="data_next",
            disabled=reading.at_end,
            on_click=go_on_to_row,
            args=(after, reading.start),
        )


def _one_row(shown: Reading, place: int, number: int) -> None:
    st.markdown(
        _("**Row {n}**, as the library gives it. Choose another in the table.").format(n=decimal(number, 0))
    )
    for column, cell in zip(shown.columns, shown.rows[place], strict=True):
        if isinstance(cell, Thumbnail):
            st.image(cell.address, alt=_("{column} of row {n}").format(column=column.name, n=number))
    lines = [f"    {name!r}: {value!r}," for name, value in row_record(shown, place).items()]
    record = "\n".join(["{", *lines, "}"])
    show_code(record, "content" if len(record) <= _LONG_RECORD else _RECORD_PIXELS)
