"""How charts look in a hand-in and on a page: pure Altair, one view to fit any width.

On a page colours and type follow the page's theme; `chart_png` and `chart_svg` draw with the fixed ones below.
"""

from typing import Any

import altair as alt

from core.i18n import current_language
from core.rendering import rendered

_PALETTES = {
    False: {"paper": "#ffffff", "ink": "#16262b", "soft": "#4d5f63", "line": "#c9d6d5",
            "series": ["#0b6e6e", "#b4530a", "#5b4bb5", "#a3195b", "#3f6212"]},
    True: {"paper": "#0f1719", "ink": "#e6efee", "soft": "#b4c3c2", "line": "#34464a",
           "series": ["#4fc3bd", "#f2a65a", "#a99cf0", "#f285b5", "#a3cf62"]},
}  # fmt: skip
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_LABEL_PIXELS = 130
_SQUARE_PIXELS = 360


def chart_png(chart: alt.Chart | alt.LayerChart, dark: bool = False) -> bytes:
    """Return a chart as a PNG, 640 points wide and two pixels to the point, for the light or the dark page; UserError
    where it cannot be drawn."""
    return rendered("vegalite_to_png", _drawable(chart, 640, dark), scale=2)


def chart_svg(chart: alt.Chart | alt.LayerChart) -> str:
    """Return a chart as SVG, 520 wide, for a white page; text stays text, and nothing is fetched when it is shown.

    Raises UserError where it cannot be drawn.
    """
    return rendered("vegalite_to_svg", _drawable(chart, 520, dark=False)).decode()


def fitted(chart: alt.Chart | alt.LayerChart, title: str, step: int) -> Any:  # noqa: ANN401 (as Altair's own methods)
    """Return a chart under its title, as wide as what it stands in, `step` pixels high a row, with the language's
    decimal sign."""
    return _titled(chart.properties(width="container", height=alt.Step(step, **{"for": "position"})), title)


def squared(chart: alt.Chart | alt.LayerChart, title: str) -> Any:  # noqa: ANN401 (as Altair's own methods)
    """Return a chart under its title, as high as wide, for two axes of the same unit; with the language's decimal
    sign."""
    return _titled(chart.properties(width=_SQUARE_PIXELS, height=_SQUARE_PIXELS), title)


def _titled(chart: Any, title: str) -> Any:  # noqa: ANN401 (as Altair's own methods)
    return localized(chart.properties(title=alt.Title(title, anchor="start", frame="bounds", offset=8)))


def localized(chart: Any) -> Any:  # noqa: ANN401 (as Altair's own methods)
    """Return a chart whose numbers are written in the signs of the language in use."""
    if current_language() != "es":
        return chart
    number = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " €"]}
    config = {} if chart.config is alt.Undefined else chart.config.to_dict()
    return chart.properties(config=alt.Config.from_dict({**config, "locale": {"number": number}}))


def legend() -> alt.Legend:
    """Return a legend over its chart, an entry a line, so that a phone has room for it."""
    return alt.Legend(orient="top", direction="horizontal", title=None, columns=1, labelLimit=300)


def name_axis() -> alt.Axis:
    """Return an axis of names: long ones are cut, so that a phone has room for the chart too."""
    return alt.Axis(labelLimit=_LABEL_PIXELS, labelPadding=6, ticks=False, domain=False)


def _drawable(chart: alt.Chart | alt.LayerChart, width: int, dark: bool) -> dict[str, Any]:
    """Return the chart's specification with our colours and type; `width` for one that fits any, names included."""
    colors = _PALETTES[dark]
    # Altair's own limit of 5,000 rows is meant for notebooks; a picture has a limit of time.
    with alt.data_transformers.disable_max_rows():
        sized = chart.properties(width=width - _LABEL_PIXELS) if chart.width == "container" else chart
        spec = sized.to_dict()
    axis = {
        "labelColor": colors["soft"], "titleColor": colors["soft"], "gridColor": colors["line"],
        "domainColor": colors["line"], "tickColor": colors["line"], "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal",
    }  # fmt: skip
    ours = {
        "background": colors["paper"], "font": _FONT, "axis": axis,
        "legend": {"labelColor": colors["ink"], "titleColor": colors["soft"], "labelFontSize": 12},
        "title": {"color": colors["ink"], "fontSize": 14},
        "range": {"category": colors["series"]}, "view": {"stroke": None},
    }  # fmt: skip
    return {**spec, "config": {**spec.get("config", {}), **ours}}
