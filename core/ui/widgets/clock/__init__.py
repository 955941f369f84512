"""The game's head: the thing to draw, the clock, and what the network says, aloud where that is wanted.

A Streamlit component of our own (clock.js, clock.css) that stays on the page from the first round to the last. Scope:
it shows and speaks; the time is kept on the server, and when the clock here runs out, the script or fragment around
runs once, so that the server can look at its own.
"""

from collections.abc import Sequence
from typing import Literal

from core.i18n import _, current_language
from core.ui.widgets.component import component

RoundState = Literal["right", "wrong", "now", "next"]
"""How a round stands: recognised, not recognised, being played, still to come."""

_OVER = ("right", "wrong")
_SIGNS = {"right": "✓", "wrong": "✗", "now": "●", "next": "○"}

_component = component(__file__)


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
    rounds: Sequence[RoundState],
    aloud: bool,
) -> None:
    """Show the head of a round.

    `name` names the round: another name is another count down. `left` and `total` are seconds; while `running`, the
    browser counts down by itself, and `grace` seconds after zero the script runs once. `word` is what to draw, with its
    article, `says` what the network says, `aloud` whether it is also heard, and `rounds` how they stand. Once all
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
            "over": all(state in _OVER for state in rounds),
            "marks": [{"kind": state, "sign": _SIGNS[state]} for state in rounds],
            "words": _words(rounds),
        },
        on_rang_change=lambda: None,
    )


def _words(rounds: Sequence[RoundState]) -> dict[str, str]:
    over = sum(state in _OVER for state in rounds)
    return {
        "draw": _("Draw:"),
        "round": _("Drawing {n} of {total}").format(n=min(over + 1, len(rounds)), total=len(rounds)),
        "marks": _("Recognised so far: {n}").format(n=rounds.count("right")),
        "clock": _("Time left"),
        "seconds": _("{n} seconds left"),
    }
