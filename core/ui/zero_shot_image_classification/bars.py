"""A picture with its best label written over it, and the labels as bars."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.pictures.images import Picture
from core.pictures.marks import percent
from core.pictures.palette import color_of, text_on
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.frame.style import style
from core.ui.widgets.viewer import picture_data
from core.vision.zero_shot.named import best_words
from core.vision.zero_shot.scores import Scored

TOP = 10
"""How many labels have a bar."""


def show_named(picture: Picture, best: Scored | None, alt: str) -> None:
    """Draw a picture with its best label over its lower edge; alone where there is none."""
    style(__file__, "named.css")
    caption = ""
    if best:
        color = color_of(best.label)
        look = f"background:{color};color:{text_on(color)}"
        caption = f'<figcaption style="{look}">{escape(best_words(best))}</figcaption>'
    shown = picture_data(picture.pixels, alt)
    st.html(f'<figure class="named-picture"><img src="{shown["src"]}" alt="{escape(alt)}">{caption}</figure>')


def show_bars(scored: Sequence[Scored]) -> None:
    """Draw the best labels with their scores, the best first."""
    show_scores(ScoreBar(item.label, percent(item.score, 1), item.score) for item in scored[:TOP])
