"""The one way in which a page shows a chart: in the signs of its language."""

from typing import Literal

import altair as alt
import streamlit as st

from core.handin.charts import localized


def show_chart(
    chart: alt.Chart | alt.LayerChart,
    words: str,
    *,
    width: Literal["stretch", "content"] = "stretch",
    height: Literal["content"] | int = "content",
) -> None:
    """Draw a chart; `words` say what it shows to whoever cannot see it, `height` is in pixels."""
    st.altair_chart(localized(chart), width=width, height=height, alt=words)
