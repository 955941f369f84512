"""Charts of the text pages: pure Altair (see core.handin.charts)."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.handin.charts import fitted
from core.i18n import _
from core.text.attention import Attention

_CELL_PIXELS = 18


def attention_chart(attention: Attention, weights: NDArray[np.float32]) -> alt.Chart:
    """Return the weights of one layer and head, [tokens, tokens], as a heat map: a row is what one token looks at."""
    # Two tokens may be alike, and a piece may be any sign.
    names = [f"{place} {token.piece}" for place, token in enumerate(attention.tokens)]
    table = pd.DataFrame(
        {
            "row": np.repeat(names, len(names)),
            "column": np.tile(names, len(names)),
            "share": weights.ravel().astype(float),
        }
    )
    axis: dict[str, Any] = {
        "labelLimit": 90,
        "ticks": False,
        "domain": False,
        "labelFontSize": 11,
        "labelOverlap": False,
    }
    chart = (
        alt.Chart(table)
        .mark_rect()
        .encode(
            alt.X(
                "column:N",
                sort=names,
                title=_("… looks at"),
                axis=alt.Axis(orient="top", labelAngle=-60, **axis),
            ),
            alt.Y("row:N", sort=names, title=_("This token …"), axis=alt.Axis(**axis)),
            alt.Color(
                "share:Q",
                scale=alt.Scale(scheme="viridis"),
                legend=alt.Legend(orient="bottom", format="%", gradientLength=180, title=_("Share")),
            ),
            tooltip=[
                alt.Tooltip("row", title=_("This token …")),
                alt.Tooltip("column", title=_("… looks at")),
                alt.Tooltip("share", title=_("Share"), format=".1%"),
            ],
        )
    )
    # As large as there are tokens: each has a cell, and a word that can be read.
    shown: alt.Chart = fitted(chart, _("Attention"), _CELL_PIXELS).properties(width=alt.Step(_CELL_PIXELS))
    return shown
