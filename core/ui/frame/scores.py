"""Labels with their scores as bars, the same on every page that gives a picture several."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.ui.frame.style import style


@dataclass(frozen=True)
class ScoreBar:
    """One bar: the label's name, its score in words, the share (0..1) that the bar shows, the whole label behind an
    arrow ("" = there is nothing more to say), and whether it is the one that is right."""

    name: str
    score: str
    share: float
    more: str = ""
    right: bool = False


def show_scores(bars: Iterable[ScoreBar]) -> None:
    """Draw bars, in their order."""
    style(__file__, "scores.css")
    st.html(f'<ol class="scores">{"".join(map(_row, bars))}</ol>')


def _row(bar: ScoreBar) -> str:
    shown = escape(bar.name)
    if bar.more:
        shown = f"<details><summary>{shown}</summary><p>{escape(bar.more)}</p></details>"
    share = 100 * min(1.0, max(0.0, bar.share))
    return (
        f'<li class="{"right" if bar.right else "other"}" style="--share:{share:.1f}%"><div class="line">'
        f'<div class="name">{shown}</div><span class="score">{escape(bar.score)}</span></div></li>'
    )
