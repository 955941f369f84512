"""A text with the answers lit up where they stand."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.i18n import _
from core.text.question_answering import Answer
from core.ui.frame.style import style

AROUND = 1500
"""How many characters of a long text are shown before and behind the best answer."""


def show_context(context: str, answers: Sequence[Answer]) -> None:
    """Draw a text with answers, the best first, marked and numbered; of a long one what is around the best."""
    style(__file__, "context.css")
    first, last = _shown(context, answers[0])
    parts, at = [], first
    for number, one in sorted(enumerate(answers, 1), key=lambda item: item[1].start):
        if first <= one.start and one.end <= last:
            kind = "best" if number == 1 else "next"
            marked = escape(context[one.start : one.end])
            parts.append(
                f'{escape(context[at : one.start])}<mark class="{kind}">{marked}<sup>{number}</sup></mark>'
            )
            at = one.end
    text = "".join(parts) + escape(context[at:last])
    before, behind = "…" if first else "", "…" if last < len(context) else ""
    label = escape(_("The text, with its answers numbered"))
    # What scrolls has to be reached by keyboard.
    st.html(
        f'<div class="answered" tabindex="0" role="region" aria-label="{label}">{before}{text}{behind}</div>'
    )


def _shown(context: str, best: Answer) -> tuple[int, int]:
    return max(0, best.start - AROUND), min(len(context), best.end + AROUND)
