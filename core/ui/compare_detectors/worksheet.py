"""The activity's table on the page: read as a whole, and written into picture by picture."""

import streamlit as st

from core.compare.book import table
from core.compare.book.table import Row
from core.compare.book.workbook import Workbook
from core.compare.count import counting
from core.compare.handin.files import to_markdown
from core.compare.measure.run import Comparison
from core.handin.tables import LONGEST_CELL
from core.i18n import _
from core.printable import printable_text
from core.ui.frame.markdown import plain
from core.ui.frame.style import css_words, style

_SIDE_BY_SIDE = 2
_LINES_HEIGHT = 110
"""Pixels of a text of some lines."""


def worksheet(comparison: Comparison, book: Workbook, threshold: float) -> tuple[Row, ...]:
    """Draw the activity's table, and below it, picture by picture, the cells that are open to the visitor's own words.

    Return the table as it stands.
    """
    generated = _generated(comparison, book, threshold)
    style(__file__, "worksheet.css")
    titles = enumerate(table.column_titles().values(), start=1)
    css_words(".st-key-worksheet", {f"column-{number}": title for number, title in titles})
    whole = st.container(key="worksheet")
    st.markdown(_("**Your own words**"))
    st.caption(
        _(
            "What you write takes the place of the app's words, in the table above and in all files, marked as yours."
        )
    )
    pictures = {image.digest: image.image for image in comparison.images}
    chosen = next(iter(pictures))
    if len(pictures) > 1:
        chosen = st.selectbox(
            _("Picture"), list(pictures), format_func=pictures.__getitem__, key="written_about",
            persist_state="session",
        )  # fmt: skip
    cards = [row for row in generated if row.digest == chosen]
    columns = st.columns(min(len(cards), _SIDE_BY_SIDE))
    for place, row in enumerate(cards):
        with columns[place % len(columns)], st.container(border=True):
            _card(row, book)
    rows = table.merge_edits(generated, book.edits)
    with whole:
        st.markdown(to_markdown(rows))
        if any(row.own for row in rows):
            st.caption(f"✎ {table.own_cells_words(rows)}")
    return rows


def table_of(comparison: Comparison, book: Workbook, threshold: float) -> tuple[Row, ...]:
    """Return the activity's table as it stands, with the visitor's own words."""
    return table.merge_edits(_generated(comparison, book, threshold), book.edits)


def _generated(comparison: Comparison, book: Workbook, threshold: float) -> tuple[Row, ...]:
    counts = counting.error_counts(comparison, book.truth, threshold)
    return table.table_rows(comparison, threshold, counts)


def _card(row: Row, book: Workbook) -> None:
    """Draw what is said of a model on a picture, and the fields to write into."""
    (shown,) = table.merge_edits([row], book.edits)
    st.markdown(f"**{plain(row.model)}** · {plain(row.image)}")
    for column in table.EDITABLE:
        _field(row, shown, column, book)
    if row.remarks and not shown.remarks:
        st.caption(_("You could say: {words}").format(words=plain(row.remarks)))
        st.button(
            _("Take these words"),
            icon=":material/south:",
            key=f"take_{_key(row, 'remarks')}",
            on_click=_write,
            args=(book, row, "remarks", row.remarks),
        )
    if shown.own:
        st.button(
            _("Put the app's words back"),
            icon=":material/undo:",
            key=f"restore_{_key(row, '')}",
            type="tertiary",
            on_click=_restore,
            args=(book, row),
        )


def _field(row: Row, shown: Row, column: str, book: Workbook) -> None:
    key, text = _key(row, column), shown.cells()[column]
    # Only where it differs: what is being typed at the moment would be lost.
    if st.session_state.get(key) != text:
        st.session_state[key] = text
    title = table.column_titles()[column]
    label = f"✎ {title}" if column in shown.own else title

    def keep() -> None:
        _write(book, row, column, st.session_state[key])

    if column == "errors":
        st.text_input(label, key=key, max_chars=LONGEST_CELL, on_change=keep)
    else:
        st.text_area(label, key=key, height=_LINES_HEIGHT, max_chars=LONGEST_CELL, on_change=keep)


def _write(book: Workbook, row: Row, column: str, text: str) -> None:
    book.edits[row.digest, row.model_name, column] = printable_text(text, LONGEST_CELL)


def _restore(book: Workbook, row: Row) -> None:
    for column in table.EDITABLE:
        book.edits.pop((row.digest, row.model_name, column), None)


def _key(row: Row, column: str) -> str:
    return f"cell_{row.digest}_{row.model_name}_{column}"
