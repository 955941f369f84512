"""The game's head: the thing to draw, the clock, and what the network says, aloud where that is wanted.

A Streamlit component of our own (clock.js, clock.css) that stays on the page from the first round to the last. Scope:
it shows and speaks; the time is kept on the server, and when the clock here runs out, the script or fragment around
runs once, so that the server can look at its own.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import streamlit as st

from core.i18n import _, current_language

Mark = Literal["right", "wrong", "now", "next"]
"""How a round stands: recognised, not recognised, being played, still to come."""

_HERE = Path(__file__).parent
_OVER = ("right", "wrong")
_MARK_WORDS = {"right": "✓", "wrong": "✗", "now": "●", "next": "○"}

_component = st.components.v2.component(
    "miralab.game_clock",
    css=(_HERE / "clock.css").read_text(encoding="utf-8"),
    js=(_HERE / "clock.js").read_text(encoding="utf-8"),
)


def clock(
    key: str,
    *,
    name: str,
    left: float,
    total: float,
    running: bool,
    grace: float,
    word: str,
    says: str,
    marks: Sequence[Mark],
    aloud: bool,
) -> None:
    """Show the head of a round.

    `name` names the round: another name is another count down. `left` and `total` are seconds; while `running`, the
    browser counts down by itself, and `grace` seconds after zero the script runs once. `word` is what to draw, with its
    article, `says` what the network says, `aloud` whether it is also heard, and `marks` how the rounds stand. Once all
    rounds are over, clock and word are not shown.
    """
    _component(
        key=key,
        data={
            "name": name,
            "left": left,
            "total": total,
            "running": running,
            "grace": grace,
            "word": word,
            "says": says,
            "aloud": aloud,
            "language": current_language(),
            "over": all(mark in _OVER for mark in marks),
            "marks": [{"kind": mark, "sign": _MARK_WORDS[mark]} for mark in marks],
            "words": _words(marks),
        },
        on_rang_change=lambda: None,
    )


def _words(marks: Sequence[Mark]) -> dict[str, str]:
    over = sum(mark in _OVER for mark in marks)
    return {
        "draw": _("Draw:"),
        "round": _("Drawing {n} of {total}").format(n=min(over + 1, len(marks)), total=len(marks)),
        "marks": _("Recognised so far: {n}").format(n=marks.count("right")),
        "clock": _("Time left"),
        "seconds": _("{n} seconds left"),
    }
