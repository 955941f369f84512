"""A picture with its best label written over it, and the labels as bars."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO
from operator import attrgetter

import streamlit as st

from core.pictures.images import Picture
from core.pictures.marks import percent
from core.pictures.palette import color_of, text_on
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.frame.style import style
from core.vision.zero_shot.named import best_words
from core.vision.zero_shot.scores import Scored

TOP = 10
"""How many labels have a bar."""

_SIDE = 1000


def show_named(picture: Picture, best: Scored | None, alt: str) -> None:
    """Draw a picture with its best label over its lower edge; alone where there is none."""
    style(__file__, "named.css")
    caption = ""
    if best:
        color = color_of(best.label)
        look = f"background:{color};color:{text_on(color)}"
        caption = f'<figcaption style="{look}">{escape(best_words(best))}</figcaption>'
    st.html(
        f'<figure class="named-picture"><img src="{_address(picture)}" alt="{escape(alt)}">{caption}</figure>'
    )


def show_bars(scored: Sequence[Scored]) -> None:
    """Draw the best labels with their scores, the best first."""
    show_scores(ScoreBar(item.label, percent(item.score, 1), item.score) for item in scored[:TOP])


@st.cache_data(max_entries=60, show_spinner=False, hash_funcs={Picture: attrgetter("digest")})
def _address(picture: Picture) -> str:
    """Return a picture, at most _SIDE pixels a side, as the address of an <img> that has it inside."""
    small = picture.image.copy()
    small.thumbnail((_SIDE, _SIDE))
    file = BytesIO()
    small.save(file, "JPEG", quality=88)
    return f"data:image/jpeg;base64,{b64encode(file.getvalue()).decode('ascii')}"
