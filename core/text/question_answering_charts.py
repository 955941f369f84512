"""Where an answer may begin and end, as lines over the tokens: pure Altair (see core.handin.charts)."""

import altair as alt
import pandas as pd

from core.handin.charts import legend
from core.i18n import _, decimal
from core.text.question_answering import Token, Window

_MOST_NAMES = 60
"""With more tokens than that their names would lie on one another."""

_PIXELS = 240


def logits_chart(window: Window) -> alt.Chart:
    """Return the logits of a window's tokens (at least one) as start and as end, two lines."""
    token, kind, logit, chance = _("Token"), _("What for"), _("Logit"), _("Probability")
    names = [f"{number} {one.text.strip()}" for number, one in enumerate(window.tokens, 1)]
    words = {"start": _("start of the answer"), "end": _("end of the answer")}
    rows = [
        {token: name, "place": place, kind: words[which], logit: value, chance: probability}
        for place, (name, one) in enumerate(zip(names, window.tokens, strict=True))
        for which, value, probability in (
            ("start", one.start_logit, one.start_probability),
            ("end", one.end_logit, one.end_probability),
        )
    ]
    axis = alt.Axis(
        labels=len(names) <= _MOST_NAMES,
        labelAngle=-60,
        labelLimit=90,
        labelOverlap=False,
        ticks=False,
        title=None,
    )
    colors = alt.Scale(domain=list(words.values()), range=["#0e8f8a", "#d9601a"])
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=True, strokeWidth=2)
        .encode(
            alt.X(f"{token}:N", sort=names, axis=axis),
            alt.Y(f"{logit}:Q", title=_("Logit")),
            alt.Color(f"{kind}:N", legend=legend(), scale=colors),
            alt.StrokeDash(f"{kind}:N", legend=None),
            tooltip=[token, kind, alt.Tooltip(logit, format=".2f"), alt.Tooltip(chance, format=".1%")],
        )
        .properties(width="container", height=_PIXELS)
    )
    return chart


def logits_words(window: Window) -> str:
    """Return what a chart shows in words: the likeliest start and the likeliest end."""
    start = max(window.tokens, key=lambda token: token.start_logit)
    end = max(window.tokens, key=lambda token: token.end_logit)
    return _(
        "Highest as a start: “{start}” ({start_logit}); highest as an end: “{end}” ({end_logit})."
    ).format(
        start=_word(start),
        start_logit=decimal(start.start_logit, 2),
        end=_word(end),
        end_logit=decimal(end.end_logit, 2),
    )


def _word(token: Token) -> str:
    return token.text.strip()
