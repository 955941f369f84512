"""The confusion matrix as a chart: pure Altair (see core.handin.charts)."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from core.handin.charts import fitted
from core.i18n import _, ngettext
from core.vision.classification.names import short_names

_ROW_PIXELS = 34


def confusion_chart(cells: Mapping[tuple[str, str], int]) -> alt.LayerChart:
    """Return a confusion matrix: a row a right label, a column a best label, in each cell how many pictures.

    `cells` is what `metrics.confusion` returns; labels come in the same order both ways, so that what is right stands
    on the diagonal.
    """
    labels = list(dict.fromkeys([truth for truth, _guess in cells] + [guess for _truth, guess in cells]))
    names = dict(zip(labels, short_names(labels), strict=True))
    order = [names[label] for label in labels]
    really, said = _("Really there"), _("The model says")
    table = pd.DataFrame(
        [
            {really: names[truth], said: names[guess], "n": count, "right": truth == guess}
            for (truth, guess), count in cells.items()
        ]
    )
    both = alt.Scale(domain=order)
    base = alt.Chart(table).encode(
        alt.X(
            f"{said}:N", scale=both, axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=110, ticks=False)
        ),
        alt.Y(f"{really}:N", scale=both, axis=alt.Axis(labelLimit=110, ticks=False)),
    )
    color = alt.Color(
        "right:N", scale=alt.Scale(domain=[True, False], range=["#0b6e6e", "#b4530a"]), legend=None
    )
    tiles = base.mark_rect(cornerRadius=3).encode(
        color, tooltip=[really, said, alt.Tooltip("n", title=_("Pictures"))]
    )
    numbers = base.mark_text(color="white", fontSize=13, fontWeight="bold").encode(text="n:Q")
    chart: alt.LayerChart = fitted(tiles + numbers, _("Confusion matrix"), _ROW_PIXELS)
    return chart


def confusion_words(cells: Mapping[tuple[str, str], int]) -> str:
    """Return the matrix in words, for those who cannot see the chart."""
    return "; ".join(
        _("really {truth}, called {guess}: {pictures}").format(
            truth=truth, guess=guess, pictures=ngettext("{n} picture", "{n} pictures", count)
        )
        for (truth, guess), count in cells.items()
    )
