"""A model's best labels as bars: the first name of each, its score, and its other names behind the arrow."""

from html import escape

import streamlit as st

from core.i18n import decimal
from core.pictures.marks import percent
from core.ui.frame.style import style
from core.vision.classification.classify import Prediction, Rule, Scored, best
from core.vision.classification.names import short_names, synonyms


def show_bars(prediction: Prediction, truth: str = "") -> None:
    """Draw the best labels with their scores, the best first; the one that is right (`truth`) has a tick."""
    style(__file__, "bars.css")
    scored = best(prediction)
    names = short_names([item.label for item in scored])
    rows = "".join(
        _row(item, name, score_words(prediction.rule, item.score), item.label == truth)
        for item, name in zip(scored, names, strict=True)
    )
    st.html(f'<ol class="scores">{rows}</ol>')


def score_words(rule: Rule, score: float) -> str:
    """Return a score as it is read: a share in per cent, or a regression's number as it is."""
    return decimal(score, 2) if rule == "none" else percent(score, 1)


def _row(item: Scored, name: str, score: str, right: bool) -> str:
    shown = escape(name)
    if name != item.label and (len(synonyms(item.label)) > 1 or name.endswith("…")):
        shown = f"<details><summary>{shown}</summary><p>{escape(item.label)}</p></details>"
    share = 100 * min(1.0, max(0.0, item.score))
    return (
        f'<li class="{"right" if right else "other"}" style="--share:{share:.1f}%"><div class="line">'
        f'<div class="name">{shown}</div><span class="score">{escape(score)}</span></div></li>'
    )
