"""Texts a second against the batch size, as lines: pure Altair (see core.handin.charts)."""

import altair as alt
import pandas as pd

from core.handin.charts import legend
from core.i18n import N_, _, decimal
from core.library.pipeline_batches import SIZES, Case, Texts, Timed

KINDS_OF_TEXTS: dict[Texts, str] = {
    "alike": N_("all of one length"),
    "mixed": N_("very different lengths"),
    "sorted": N_("the same, sorted by length"),
}
"""What the texts are like, in the order of the legend; marked for translation."""

_PIXELS = 360
_COLORS = ["#0e8f8a", "#d9601a", "#7a6ad8"]


def speed_chart(timed: Timed) -> alt.Chart | alt.LayerChart:
    """Return the texts a second of each batch size, a line a kind of texts: the median, with a bar from the slowest to
    the fastest round."""
    size, kind, speed = _("Batch size"), _("Texts"), _("Texts a second")
    rows = []
    for texts, words in KINDS_OF_TEXTS.items():
        for number in SIZES:
            slowest, middle, fastest = speeds(timed, Case(texts, "list", number))
            rows.append(
                {size: str(number), kind: _(words), speed: middle, "slowest": slowest, "fastest": fastest}
            )
    shown = list(map(_, KINDS_OF_TEXTS.values()))
    base = alt.Chart(pd.DataFrame(rows)).encode(
        alt.X(f"{size}:O", sort=list(map(str, SIZES)), axis=alt.Axis(labelAngle=0, title=size)),
        alt.Color(f"{kind}:N", legend=legend(), scale=alt.Scale(domain=shown, range=_COLORS)),
        tooltip=[size, kind, *(alt.Tooltip(name, format=".1f") for name in (speed, "slowest", "fastest"))],
    )
    lines = base.mark_line(point=alt.OverlayMarkDef(size=60), strokeWidth=2).encode(
        alt.Y(f"{speed}:Q", title=speed, scale=alt.Scale(zero=True)), alt.StrokeDash(f"{kind}:N", legend=None)
    )
    spread = base.mark_rule(opacity=0.5).encode(alt.Y("slowest:Q", title=speed), alt.Y2("fastest:Q"))
    chart: alt.LayerChart = (lines + spread).properties(width="container", height=_PIXELS)
    return chart


def speeds(timed: Timed, case: Case) -> tuple[float, float, float]:
    """Return the texts a second of a case: in the slowest round, in the one in the middle, and in the fastest."""
    times = sorted(timed.rounds[timed.cases.index(case)])
    middle = (times[(len(times) - 1) // 2] + times[len(times) // 2]) / 2
    return tuple(1000 * timed.texts / max(ms, 1e-6) for ms in (times[-1], middle, times[0]))  # type: ignore[return-value]


def speed_words(timed: Timed) -> str:
    """Return what the chart shows in words: the batch size at which each kind of texts is fastest."""
    said = []
    for texts, words in KINDS_OF_TEXTS.items():
        best = max(SIZES, key=lambda number: speeds(timed, Case(texts, "list", number))[1])
        said.append(
            _(
                "{texts}: {one} texts a second one at a time, at best {best} with a batch size of {size}"
            ).format(
                texts=_(words),
                one=decimal(speeds(timed, Case(texts, "list", 1))[1], 1),
                best=decimal(speeds(timed, Case(texts, "list", best))[1], 1),
                size=best,
            )
        )
    return "; ".join(said) + "."
