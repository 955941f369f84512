"""Charts of what the layers of a network give out: pure Altair (see core.handin.charts)."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from core.handin.charts import fitted, legend
from core.i18n import _

_PIXELS = 300
_LEGEND_PIXELS = 25


def layers_chart(lines: Mapping[str, Sequence[float]], first: int, value: str, title: str) -> alt.Chart:
    """Return a line a name over the layers, the first of which has the number `first`; `value` is the title of the
    values."""
    table = pd.DataFrame(
        [
            {"layer": first + place, "value": float(number), "line": name}
            for name, numbers in lines.items()
            for place, number in enumerate(numbers)
        ]
    )
    chart = (
        alt.Chart(table)
        .mark_line(point=True)
        .encode(
            alt.X("layer:Q", title=_("Layer"), axis=alt.Axis(tickMinStep=1, format="d")),
            alt.Y("value:Q", title=value, scale=alt.Scale(zero=False)),
            alt.Color("line:N", sort=list(lines), title=None, legend=legend() if len(lines) > 1 else None),
            tooltip=[
                alt.Tooltip("line", title=" "),
                alt.Tooltip("layer", title=_("Layer")),
                alt.Tooltip("value", title=value, format=".3f"),
            ],
        )
    )
    named = len(lines) if len(lines) > 1 else 0
    shown: alt.Chart = fitted(chart, title, 0).properties(height=_PIXELS + named * _LEGEND_PIXELS)
    return shown
