"""What temperature makes of the probabilities of the next token, as lines: pure Altair (see core.handin.charts)."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.i18n import _, decimal
from core.pictures.marks import percent
from core.text.generation import Candidate, bent

LINES = 5
"""How many of the likeliest tokens have a line of their own; the others share one."""

_TEMPERATURES = np.linspace(0.1, 3.0, 30)
_IN_WORDS = (0.5, 1.0, 2.0)
_COLORS = ("#0e8f8a", "#d9601a", "#7a68d6", "#c2367b", "#6b8e23", "#7f8c8d")
_PIXELS = 360


def bending_chart(logits: NDArray[np.float32], likeliest: Sequence[Candidate], now: float) -> alt.LayerChart:
    """Return the probabilities of the `likeliest` tokens, and of all others together, over the temperature, with a mark
    where it is `now`; logits are [vocabulary]."""
    token, share, temperature = _("Token"), _("Probability"), _("Temperature")
    names = [f"{place} “{one.text}”" for place, one in enumerate(likeliest[:LINES], start=1)]
    rows = [
        {token: name, temperature: float(warmth), share: chance}
        for warmth in _TEMPERATURES
        for name, chance in zip(
            [*names, _("all others")], _shares(logits, likeliest, float(warmth)), strict=True
        )
    ]
    colors = alt.Scale(domain=[*names, _("all others")], range=[*_COLORS[: len(names)], _COLORS[-1]])
    # A phone has room for two beside each other.
    legend = alt.Legend(orient="bottom", direction="horizontal", title=None, columns=2, labelLimit=120)
    lines = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(strokeWidth=2.5)
        .encode(
            alt.X(f"{temperature}:Q", title=temperature, scale=alt.Scale(domain=[0, 3])),
            alt.Y(f"{share}:Q", title=share, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
            alt.Color(f"{token}:N", legend=legend, scale=colors, sort=names),
            alt.StrokeDash(f"{token}:N", legend=None, sort=names),
            tooltip=[
                token,
                alt.Tooltip(temperature, format=".1f"),
                alt.Tooltip(share, format=".1%"),
            ],
        )
    )
    mark = (
        alt.Chart(pd.DataFrame({temperature: [now]}))
        .mark_rule(strokeDash=[3, 3])
        .encode(x=f"{temperature}:Q")
    )
    chart: alt.LayerChart = (lines + mark).properties(width="container", height=_PIXELS)
    return chart


def bending_words(logits: NDArray[np.float32], likeliest: Sequence[Candidate]) -> str:
    """Return what the chart shows in words: what the likeliest token has at three temperatures."""
    shares = [
        _("{share} at temperature {temperature}").format(
            share=percent(_shares(logits, likeliest, warmth)[0], 1), temperature=decimal(warmth, 1)
        )
        for warmth in _IN_WORDS
    ]
    return _("The likeliest token, “{token}”, has {shares}.").format(
        token=likeliest[0].text.strip() or repr(likeliest[0].text), shares=", ".join(shares)
    )


def _shares(logits: NDArray[np.float32], likeliest: Sequence[Candidate], temperature: float) -> list[float]:
    """Return the probabilities of the likeliest tokens at a temperature, and that of all others together."""
    probabilities = bent(logits, temperature)
    own = [float(probabilities[one.token]) for one in likeliest[:LINES]]
    return [*own, max(0.0, 1.0 - sum(own))]
