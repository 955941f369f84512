"""What a data set is: its name, its splits, its columns."""

import pandas as pd
import streamlit as st

from core.i18n import _, decimal, megabytes, ngettext
from core.library.data_sets.table import Reading
from core.scenes.data_sets import shipped
from core.ui.datasets.asking import kept_reading
from core.ui.datasets.choices import Wanted
from core.ui.frame.markdown import plain

_MOST_LABELS = 12
_LONGEST = 60
_LEAST_SIZE = 50_000
"""Bytes: less than that is 0.0 MB."""


def show_overview(wanted: Wanted | None) -> None:
    """Draw what was read of the data set, or what there is to do."""
    if wanted is None:
        return
    reading = kept_reading(wanted)
    if reading is None:
        st.caption(_invitation(wanted))
        return
    st.subheader(plain(_title(wanted, reading)), anchor=False)
    st.markdown(" · ".join(_facts(reading)))
    for note in _notes(reading):
        st.info(note, icon=":material/info:")
    st.dataframe(
        pd.DataFrame([{_("Split"): split.name, _("Rows"): _rows(split.rows)} for split in reading.splits]),
        hide_index=True,
        alt=_("The splits with their number of rows"),
    )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Column"): column.name,
                    _("Type"): column.type,
                    _("Labels"): _labels(column.labels),
                }
                for column in reading.columns
            ]
        ),
        hide_index=True,
        alt=_("The columns with their types"),
    )


def _invitation(wanted: Wanted) -> str:
    if wanted.source == "hub":
        return _(
            "Press the button, and the rows come from the Hub: only those, not the whole data set. That takes a few "
            "seconds, because the library datasets is loaded for it."
        )
    return _("Press the button, and the rows appear here.")


def _title(wanted: Wanted, reading: Reading) -> str:
    return _(shipped()[wanted.name].title) if wanted.source == "app" else reading.name


def _facts(reading: Reading) -> list[str]:
    counted = [split.rows for split in reading.splits]
    facts = [ngettext("{n} split", "{n} splits", len(reading.splits))]
    if None not in counted:
        facts.append(ngettext("{n} row", "{n} rows", sum(rows or 0 for rows in counted)))
    facts.append(ngettext("{n} column", "{n} columns", len(reading.columns)))
    if len(reading.configurations) > 1:
        facts.append(ngettext("{n} configuration", "{n} configurations", len(reading.configurations)))
    if reading.size_bytes >= _LEAST_SIZE:
        facts.append(_("{size} on the Hub").format(size=megabytes(reading.size_bytes)))
    if reading.licence:
        facts.append(_("licence: {name}").format(name=plain(reading.licence)))
    return facts


def _notes(reading: Reading) -> list[str]:
    words = {
        "card": _(
            "The rows are not what the data set's card says that they are, so the types are those of the data."
        ),
        "columns": _("It has more columns than are shown here: these are the first ones."),
        "bytes": _("Only the first {n} rows were read: they take much room.").format(n=len(reading.rows)),
    }
    return [words[note] for note in reading.notes]


def _rows(rows: int | None) -> str:
    return _("not stated") if rows is None else decimal(rows, 0)


def _labels(labels: tuple[str, ...]) -> str:
    shown = [f"{number} = {label[:_LONGEST]}" for number, label in enumerate(labels[:_MOST_LABELS])]
    return ", ".join([*shown, *(["…"] if len(labels) > _MOST_LABELS else [])])
