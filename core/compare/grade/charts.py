"""The chart of a class's times: pure Altair, and in words for who cannot see it."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from core.compare.grade.times import ModelTime, by_machine
from core.handin.charts import fitted, legend, name_axis
from core.i18n import _, milliseconds, ngettext


def machine_times(times: Sequence[ModelTime]) -> alt.Chart:
    """Return the chart of a class's times: a dot a hand-in and model, its median run in ms on a logarithmic axis, a row
    a machine."""
    data = pd.DataFrame(
        [
            {
                "machine": one.hardware,
                "model": one.model,
                "work": one.work,
                "ms": one.runs.median,
                "state": _("disturbed") if one.disturbed else _("undisturbed"),
            }
            # A logarithm has no zero, and no run takes no time.
            for one in times
            if one.runs.median > 0
        ],
        columns=["machine", "model", "work", "ms", "state"],
    )
    models = list(dict.fromkeys(one.model for one in times))
    chart = (
        alt.Chart(data)
        .mark_point(size=80, filled=True, opacity=0.7)
        .encode(
            x=alt.X("ms:Q", title=_("Median (ms, logarithmic)"), scale=alt.Scale(type="log", nice=True)),
            y=alt.Y("machine:N", title=None, sort=None, axis=name_axis()),
            yOffset=alt.YOffset("model:N", sort=None),
            color=alt.Color(
                "model:N", title=_("Model"), sort=None, scale=alt.Scale(domain=models), legend=legend()
            ),
            shape=alt.Shape(
                "state:N",
                title=None,
                scale=alt.Scale(domain=[_("undisturbed"), _("disturbed")], range=["circle", "triangle-up"]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("work:N", title=_("Student")),
                alt.Tooltip("model:N", title=_("Model")),
                alt.Tooltip("machine:N", title=_("Machine")),
                alt.Tooltip("ms:Q", title=_("Time (ms)"), format=",.1f"),
                alt.Tooltip("state:N", title=_("State")),
            ],
        )
    )
    return fitted(chart, _("Time of each hand-in"), max(32, 22 * len(models)))


def machine_times_words(times: Sequence[ModelTime]) -> str:
    """Return what the chart shows: each model on each machine, its median, and how far the hand-ins are apart."""
    said = [
        _("{model} on {machine}: {works}, from {fastest} to {slowest}, median {median}").format(
            model=row.model,
            machine=row.hardware,
            works=ngettext("{n} hand-in", "{n} hand-ins", row.medians.runs),
            fastest=milliseconds(row.medians.fastest),
            slowest=milliseconds(row.medians.slowest),
            median=milliseconds(row.medians.median),
        )
        for row in by_machine(times)
    ]
    return _("The median run of each hand-in as a dot, by machine and model. {figures}.").format(
        figures="; ".join(said)
    )
