"""Which of the pictures is shown large: the one that is chosen in the table, or the newest."""

from collections.abc import Sequence

import streamlit as st

from core.pictures.images import Picture
from core.ui.image_classification.truth import PICTURES
from core.ui.inputs.shown_large import shown_large

_SEEN = f"{PICTURES}.seen"


def chosen_picture(pictures: Sequence[Picture]) -> Picture:
    """Return which of the pictures is shown large: the one chosen in their table, else the first of those that have
    just joined them, else the one of before, else the first one."""
    digests = [picture.digest for picture in pictures]
    seen: list[str] = st.session_state.get(_SEEN, [])
    st.session_state[_SEEN] = digests
    return shown_large(PICTURES, pictures, next((digest for digest in digests if digest not in seen), ""))
