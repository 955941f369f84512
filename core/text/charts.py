"""Charts of the text pages: pure Altair (see core.handin.charts)."""

from collections.abc import Sequence
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
    pieces = [token.shown for token in attention.tokens]
    titles = (_("This token …"), _("… looks at"), _("Share"))
    return _token_map(pieces, weights, titles, ("%", ".1%"), _("Attention"))


def similarity_chart(pieces: Sequence[str], cosines: NDArray[np.float32]) -> alt.Chart:
    """Return how alike the vectors of the tokens of a text are, [tokens, tokens], as a heat map of cosines."""
    titles = (_("This token …"), _("… and this one"), _("Cosine"))
    return _token_map(pieces, cosines, titles, (".1f", ".2f"), _("Similarity of the tokens"))


def _token_map(
    pieces: Sequence[str],
    values: NDArray[np.float32],
    titles: tuple[str, str, str],
    formats: tuple[str, str],
    title: str,
) -> alt.Chart:
    """Return a value for each pair of tokens as a heat map; `titles` are those of the rows, the columns and the value,
    `formats` how the value is written beside the colours and when it is pointed at."""
    row, column, value = titles
    # Two tokens may be alike, and a piece may be any sign.
    names = [f"{place} {piece}" for place, piece in enumerate(pieces)]
    table = pd.DataFrame(
        {
            "row": np.repeat(names, len(names)),
            "column": np.tile(names, len(names)),
            "share": values.ravel().astype(float),
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
                title=column,
                axis=alt.Axis(orient="top", labelAngle=-60, **axis),
            ),
            alt.Y("row:N", sort=names, title=row, axis=alt.Axis(**axis)),
            alt.Color(
                "share:Q",
                scale=alt.Scale(scheme="viridis"),
                legend=alt.Legend(orient="bottom", format=formats[0], gradientLength=180, title=value),
            ),
            tooltip=[
                alt.Tooltip("row", title=row),
                alt.Tooltip("column", title=column),
                alt.Tooltip("share", title=value, format=formats[1]),
            ],
        )
    )
    # As large as there are tokens: each has a cell, and a word that can be read.
    shown: alt.Chart = fitted(chart, title, _CELL_PIXELS).properties(width=alt.Step(_CELL_PIXELS))
    return shown
