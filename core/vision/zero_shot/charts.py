"""The similarity matrix and the map of embeddings as charts: pure Altair (see core.handin.charts)."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.handin.charts import fitted, legend, squared
from core.i18n import _, decimal
from core.vision.zero_shot.scores import Vectors

MOST_COLUMNS = 20
"""The most labels that a matrix has room for."""

_ROW_PIXELS = 34
_MOST_NUMBERS = 8
"""With more labels than that, the numbers in the cells would not be legible."""


def best_columns(close: Vectors, most: int = MOST_COLUMNS) -> list[int]:
    """Return the labels that are closest to any of the pictures, at most so many, in their own order; `close` is
    [images, labels]."""
    order = (-close.max(axis=0)).argsort(kind="stable")[:most]
    return sorted(int(number) for number in order)


def matrix_chart(
    pictures: Sequence[str], labels: Sequence[str], close: Vectors, title: str
) -> alt.LayerChart:
    """Return how close each picture (a row) is to each label (a column): the cosines [pictures, labels], the largest of
    a row framed. Names in a list differ from one another."""
    picture, label, cosine = _("Picture"), _("Label"), _("Cosine")
    best = close.argmax(axis=1)
    table = pd.DataFrame(
        [
            {
                picture: name,
                label: text,
                cosine: float(close[row, column]),
                "best": bool(best[row] == column),
                "dark": bool(close[row, column] < (close.min() + close.max()) / 2),
            }
            for row, name in enumerate(pictures)
            for column, text in enumerate(labels)
        ]
    )
    base = alt.Chart(table).encode(
        alt.X(
            f"{label}:N",
            sort=list(labels),
            title=None,
            axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=110, ticks=False, domain=False),
        ),
        alt.Y(
            f"{picture}:N",
            sort=list(pictures),
            title=None,
            axis=alt.Axis(labelLimit=110, ticks=False, domain=False),
        ),
        tooltip=[picture, label, alt.Tooltip(cosine, format=".3f")],
    )
    cells = base.mark_rect(cornerRadius=3).encode(
        alt.Color(
            f"{cosine}:Q",
            scale=alt.Scale(scheme="viridis"),
            legend=alt.Legend(orient="bottom", format=".2f", gradientLength=180),
        )
    )
    frames = base.transform_filter("datum.best").mark_rect(
        cornerRadius=3, filled=False, stroke="#e4572e", strokeWidth=3
    )
    layers = cells + frames
    if len(labels) <= _MOST_NUMBERS:
        layers += base.mark_text(fontSize=12).encode(
            text=alt.Text(f"{cosine}:Q", format=".2f"),
            color=alt.condition("datum.dark", alt.value("white"), alt.value("black")),
        )
    chart: alt.LayerChart = fitted(layers, title, _ROW_PIXELS)
    return chart


def matrix_words(pictures: Sequence[str], labels: Sequence[str], close: Vectors) -> str:
    """Return the matrix in words, for those who cannot see the chart."""
    return "; ".join(
        _("{picture}: closest to {label}, cosine {value}").format(
            picture=name, label=labels[int(row.argmax())], value=decimal(float(row.max()), 2)
        )
        for name, row in zip(pictures, close, strict=True)
    )


def map_chart(
    pictures: Sequence[str], labels: Sequence[str], places: Sequence[Vectors], title: str
) -> alt.LayerChart:
    """Return the places of pictures and labels ([pictures, 2], [labels, 2]) as named points."""
    kind, name = _("What it is"), _("Name")
    words = {"picture": _("picture"), "label": _("label")}
    rows = [
        {kind: words[which], name: text, "x": float(x), "y": float(y)}
        for which, names, points in (("picture", pictures, places[0]), ("label", labels, places[1]))
        for text, (x, y) in zip(names, points, strict=True)
    ]
    axis = alt.Axis(labels=False, ticks=False, grid=True)
    reach = 1.25 * float(np.abs(np.concatenate(places)).max(initial=0)) or 1.0
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    kinds = list(words.values())
    color = alt.Color(
        f"{kind}:N", legend=legend(), scale=alt.Scale(domain=kinds, range=["#0e8f8a", "#d9601a"])
    )
    base = alt.Chart(pd.DataFrame(rows)).encode(
        alt.X("x:Q", axis=axis, title=_("first component"), scale=scale),
        alt.Y("y:Q", axis=axis, title=_("second component"), scale=scale),
        color,
        tooltip=[kind, name],
    )
    layers = base.mark_point(filled=True, size=90, opacity=0.9).encode(
        alt.Shape(f"{kind}:N", legend=legend(), scale=alt.Scale(domain=kinds, range=["square", "circle"]))
    )
    if len(rows) <= 3 * MOST_COLUMNS:
        # Pictures are named below their point, labels above theirs: fewer names lie on one another.
        for word, side in zip(kinds, (14, -11), strict=True):
            here = alt.datum[kind] == word
            text = base.transform_filter(here).mark_text(dy=side, fontSize=11, limit=120)
            layers += text.encode(text=f"{name}:N")
    chart: alt.LayerChart = squared(layers, title)
    return chart
