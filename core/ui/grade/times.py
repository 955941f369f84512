"""How long the models took on the machines of the class: a dot a hand-in, and a table."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.compare.grade.charts import machine_times, machine_times_words
from core.compare.grade.listing import Line
from core.compare.grade.times import by_machine, model_times
from core.i18n import _, decimal, milliseconds
from core.ui.frame.charts import show_chart


def show_times(lines: Sequence[Line]) -> None:
    """Draw how long each model took on each machine, and how far the hand-ins are apart."""
    times = model_times([line.graded for line in lines])
    if not times:
        return
    st.subheader(_("Time by machine"), anchor=False)
    show_chart(machine_times(times), machine_times_words(times))
    rows = [
        {
            _("Model"): row.model,
            _("Machine"): row.hardware,
            _("Hand-ins"): decimal(row.medians.runs, 0),
            _("Median"): milliseconds(row.medians.median),
            _("Fastest"): milliseconds(row.medians.fastest),
            _("Slowest"): milliseconds(row.medians.slowest),
        }
        for row in by_machine(times)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("The times of each model by machine"))
    st.caption(
        _(
            "The time of a hand-in is the median of its runs on all its pictures; runs that were handed in twice "
            "count once. Triangles were measured while others used the processor."
        )
    )
