"""The table of a class: filtered by what needs a look, opened row by row, and taken along."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from core.compare.grade.exports import to_csv, to_xlsx
from core.compare.grade.listing import LOOKS, Line, table
from core.i18n import _, ngettext
from core.ui.frame.downloads import Download, downloads
from core.ui.grade.hand_ins import forget_hand_ins

OPENED = "grade.opened"
_ROWS = "grade.rows"


def show_table(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Draw the table of the hand-ins with its filter and its files, and return those that the filter lets through."""
    if not lines:
        return ()
    st.subheader(_("The class"), anchor=False)
    shown = _filtered(lines)
    if not shown:
        return ()
    titles, rows = table(shown)
    data = pd.DataFrame(rows, columns=titles)
    for title, cells in data.items():
        # Of what could not be read there is no number.
        if any(isinstance(cell, int) for cell in cells):
            data[title] = pd.to_numeric(cells, errors="coerce").astype("Int64")
    names = [line.graded.name for line in shown]
    st.dataframe(
        data,
        hide_index=True,
        key=f"{_ROWS}.{hash(tuple(names))}",
        on_select=partial(_open, f"{_ROWS}.{hash(tuple(names))}", names),
        selection_mode="single-row",
        column_config={
            titles[0]: st.column_config.Column(pinned=True, width="small"),
            # However long a name is, what needs a look stands beside it.
            titles[1]: st.column_config.Column(width="medium"),
        },
        alt=_("The hand-ins of the class, a row each"),
    )
    downloads(
        Download(
            _("Table (xlsx)"),
            partial(to_xlsx, lines),
            "class.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ":material/table:",
            key="grade_xlsx",
        ),
        Download("CSV", partial(to_csv, lines), "class.csv", "text/csv", ":material/csv:", key="grade_csv"),
    )
    st.button(
        _("Take all of them away"),
        icon=":material/delete:",
        type="tertiary",
        key="grade_forget",
        on_click=forget_hand_ins,
    )
    return shown


def _filtered(lines: Sequence[Line]) -> tuple[Line, ...]:
    counts = Counter(look for line in lines for look in line.looks)
    found = [look for look in LOOKS if counts[look]]
    quiet = sum(not line.looks for line in lines)
    said = [ngettext("{n} hand-in.", "{n} hand-ins.", len(lines))]
    if quiet:
        said.append(ngettext("{n} of them needs no look.", "{n} of them need no look.", quiet))
    st.markdown(" ".join(said))
    if not found:
        return tuple(lines)
    chosen = st.pills(
        _("Show only those that need a look because of"),
        found,
        selection_mode="multi",
        format_func=lambda look: f"{_(LOOKS[look])} ({counts[look]})",
        key="grade.looks",
        persist_state="session",
    )
    return tuple(line for line in lines if not chosen or set(chosen) & set(line.looks))


def _open(key: str, names: Sequence[str]) -> None:
    rows = st.session_state[key].selection.rows
    if rows:
        st.session_state[OPENED] = names[rows[0]]
