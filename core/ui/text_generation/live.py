"""A continuation while it is written: the text so far, and the likeliest tokens of the last step."""

from collections.abc import Callable
from html import escape
from time import monotonic

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.models.loaded import Status, Waiting
from core.pictures.marks import percent
from core.text.border import Text
from core.text.writing import Written, how_words
from core.ui.frame.markdown import plain
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.frame.style import style
from core.ui.text_generation.choices import Lane

_EVERY_SECONDS = 0.08
"""How often the page changes: whoever presses Stop is heard then, and thirty visitors do not drown the server."""

_PATIENCE_SECONDS = 1.0
_MOST_OF_BEGINNING = 600


class Live:
    """The place of one continuation on the page."""

    def __init__(self, where: DeltaGenerator, lane: Lane, text: Text) -> None:
        """Take a place on the page."""
        self._lane, self._text = lane, text
        self._place = where.empty()
        self._shown = self._last = 0.0
        self._written: Written | None = None
        self._is_waiting = False

    def show(self, written: Written) -> None:
        """Show what is written by now, unless something was shown just before."""
        self._last, self._written = monotonic(), written
        self._draw()

    def waiting(self, notify: Callable[[Status | None], None]) -> Callable[[int], None]:
        """Return what is told while others have their turn: it says so where that takes long, and hears Stop."""

        def told(before: int) -> None:
            if before and monotonic() - self._last > _PATIENCE_SECONDS:
                notify(Waiting("inference", before))
                self._is_waiting = True
            self._draw()

        if self._is_waiting:
            self._is_waiting = False
            notify(None)
        return told

    def _draw(self) -> None:
        written = self._written
        if written is None or not written.steps or monotonic() - self._shown < _EVERY_SECONDS:
            return
        self._shown = monotonic()
        with self._place.container():
            style(__file__, "text_generation.css")
            st.markdown(f"**{plain(self._lane.row.title)}** · {how_words(written.settings)}")
            tail = self._text.content[-_MOST_OF_BEGINNING:]
            st.html(
                f'<p class="writing" dir="auto"><span>{escape(tail)}</span>{escape(written.text)}'
                '<i aria-hidden="true"></i></p>'
            )
            last = written.steps[-1]
            show_scores(
                ScoreBar(
                    repr(one.text)[1:-1] or "∅",
                    percent(one.probability, 1),
                    one.probability,
                    right=one.token == last.chosen.token,
                )
                for one in last.candidates
            )
