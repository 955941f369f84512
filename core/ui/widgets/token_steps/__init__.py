"""A text as it was written, token by token: at each one what else could have come, to go on from another choice.

A Streamlit component of our own (token_steps.js, token_steps.css). Looking at a token runs no script, choosing another
one does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.i18n import _
from core.pictures.marks import percent
from core.pieces import visible
from core.text.generation import Candidate, Step
from core.text.writing import pieces
from core.ui.widgets.component import component

_component = component(__file__)

_MOST_OF_BEGINNING = 600


def token_steps(
    beginning: str,
    steps: Sequence[Step],
    on_choice: Callable[[int, int], None],
    *,
    first: int = 0,
    key: str,
) -> None:
    """Show the end of a text's `beginning` and the tokens that were written behind it, step `first` (from 0) as looked
    at; `on_choice` is called with the number of a step and of the token that the visitor wants in its place."""
    start = beginning if len(beginning) <= _MOST_OF_BEGINNING else f"…{beginning[-_MOST_OF_BEGINNING:]}"
    data = {
        "beginning": start,
        "first": first,
        "steps": [_step(step, piece) for step, piece in zip(steps, pieces(steps), strict=True)],
        "words": {
            "tokens": _("What was written, token by token"),
            "token": _("Token {n} of {all}: “{token}”"),
            "chosen": _("chosen"),
            "by_hand": _("chosen by you"),
            "model": _("the model"),
            "settings": _("with the settings"),
            "out": _("left out"),
            "choose": _("Go on with “{token}”: {probability}; with the settings {chance}"),
            "help": _("Press another token, and the text goes on from there."),
        },
    }
    _component(key=key, data=data, on_choice_change=lambda: _report(key, steps, on_choice))


def _step(step: Step, piece: str) -> dict[str, Any]:
    is_listed = any(one.token == step.chosen.token for one in step.candidates)
    return {
        "piece": piece,
        "name": _shown(step.chosen.text),
        "probability": step.chosen.probability,
        "by_hand": step.by_hand,
        "candidates": [
            _candidate(one, step)
            for one in (step.candidates if is_listed else (*step.candidates, step.chosen))
        ],
    }


def _candidate(one: Candidate, step: Step) -> dict[str, Any]:
    return {
        "token": one.token,
        "name": _shown(one.text),
        "share": one.probability,
        "chance": one.chance,
        "probability": percent(one.probability, 1),
        "with_settings": percent(one.chance, 1),
        "chosen": one.token == step.chosen.token,
    }


def _shown(text: str) -> str:
    """Return a token so that its space can be seen."""
    return visible(text) or "∅"


def _report(key: str, steps: Sequence[Step], on_choice: Callable[[int, int], None]) -> None:
    state = st.session_state.get(key)
    choice = state.get("choice") if isinstance(state, Mapping) else None
    if not isinstance(choice, Mapping):
        return
    # What the browser sends may be anything.
    number, token = choice.get("step"), choice.get("token")
    if type(number) is not int or type(token) is not int or not 0 <= number < len(steps):
        return
    if any(one.token == token for one in steps[number].candidates):
        on_choice(number, token)
