"""The comparison's charts, as data for Altair. Colours and type come from whoever draws them."""

import altair as alt
import pandas as pd

from core.compare.run import Comparison
from core.i18n import _


def run_times(comparison: Comparison) -> alt.Chart:
    """Return the chart of every timed run: a dot a run, its whole time in milliseconds, a row a model and picture."""
    titles = {facts.name: facts.title for facts in comparison.models}
    data = pd.DataFrame(
        [
            {"image": image.image, "model": titles[run.model], "run": number, "ms": total}
            for image in comparison.images
            for run in image.models
            for number, total in enumerate(run.totals, 1)
        ]
    )
    return (
        alt.Chart(data)
        .mark_circle(size=90, opacity=0.75)
        .encode(
            x=alt.X("ms:Q", title=_("Time of one run (ms)"), scale=alt.Scale(zero=True)),
            y=alt.Y("model:N", title=None),
            color=alt.Color("model:N", title=_("Model"), legend=None),
            row=alt.Row("image:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left", labelOrient="top")),
            tooltip=[
                alt.Tooltip("image:N", title=_("Image")),
                alt.Tooltip("model:N", title=_("Model")),
                alt.Tooltip("run:Q", title=_("Run")),
                alt.Tooltip("ms:Q", title=_("Time (ms)"), format=".1f"),
            ],
        )
        .properties(width="container")
    )
