"""What the rows that were read have in common, column by column."""

import streamlit as st

from core.i18n import _, decimal, ngettext
from core.library.data_sets.files import number_words
from core.library.data_sets.statistics import Of, Statistics, Summary, statistics
from core.pictures.marks import percent
from core.ui.datasets.asking import kept_reading
from core.ui.datasets.choices import Wanted
from core.ui.frame.markdown import plain
from core.ui.frame.scores import ScoreBar, show_scores

_COLUMN = "data_column"
_BESIDE = 2
_TELLING = ("label", "number", "text", "boolean")
"""Kinds of columns that there is something to count of."""


def show_statistics(wanted: Wanted | None) -> None:
    """Draw the statistics of the rows that were read, if any were: of all columns where they are few, else of one."""
    reading = kept_reading(wanted)
    if reading is None or not reading.rows:
        return
    st.subheader(_("Statistics of the rows that were read"), anchor=False)
    whole = reading.start == 0 and reading.at_end
    st.markdown(
        _("These are all rows of {split}.").format(split=plain(reading.split))
        if whole
        else _(
            "They are about {n} rows that stand one after the other, not about the whole split: many data sets are "
            "sorted, by label for instance."
        ).format(n=decimal(len(reading.rows), 0))
    )
    found = statistics(reading)
    if len(found) > _BESIDE:
        names = [one.column.name for one in found]
        telling = [place for place, one in enumerate(found) if one.column.kind in _TELLING]
        chosen = st.selectbox(
            _("Column"),
            names,
            index=telling[0] if telling else 0,
            key=f"{_COLUMN}_{hash(tuple(names)) % 10**8}",
        )
        found = tuple(one for one in found if one.column.name == chosen)
    for one, place in zip(found, st.columns(len(found)), strict=True):
        with place:
            _column(one)


def _column(found: Statistics) -> None:
    st.markdown(f"**{plain(found.column.name)}** · {plain(found.column.type)}")
    if found.missing:
        st.markdown(ngettext("{n} value is missing.", "{n} values are missing.", found.missing))
    there = found.rows - found.missing
    if found.values:
        most = found.values[0][1]
        bars = [
            ScoreBar(name or "–", f"{decimal(times, 0)} · {percent(times / there)}", times / most)
            for name, times in found.values
        ]
        show_scores(bars)
        if found.others:
            st.markdown(ngettext("{n} row has another value.", "{n} rows have other values.", found.others))
    for summary in found.summaries:
        _summary(summary)
    if not found.values and not found.summaries and there:
        st.markdown(_("These values are neither numbers, texts nor labels: they are not counted."))


def _summary(found: Summary) -> None:
    st.markdown(
        _("{what}: least {least}, mean {mean}, median {median}, greatest {most}").format(
            what=f"*{_of(found.of)}*",
            least=number_words(found.least),
            mean=number_words(found.mean),
            median=number_words(found.median),
            most=number_words(found.most),
        )
    )
    if len(found.counts) > 1:
        most = max(found.counts)
        show_scores(
            ScoreBar(_range(found, place), decimal(count, 0), count / most)
            for place, count in enumerate(found.counts)
        )


def _of(of: Of) -> str:
    words: dict[Of, str] = {
        "value": _("Value"),
        "characters": _("Length in characters"),
        "words": _("Length in words"),
        "width": _("Width in pixels"),
        "height": _("Height in pixels"),
        "items": _("Number of items"),
    }
    return words[of]


def _range(found: Summary, place: int) -> str:
    first, last = found.edges[place], found.edges[place + 1]
    if found.is_whole:
        last = min(last - 1, found.most)
    return number_words(first) if first == last else f"{number_words(first)} – {number_words(last)}"
