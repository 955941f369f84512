"""Tokens in a row: each with its piece and its id, those that the tokenizer adds set apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

from core.i18n import _
from core.text.tokens import Token
from core.ui.frame.style import style

MOST_SHOWN = 150

_COLOURS = 5


@dataclass(frozen=True)
class Chip:
    """A token as it is drawn: what is shown of it, what stands under that, what is said when it is pointed at, its kind
    (the text's own, added by the tokenizer, or marked), and whether a line of the text ends with it."""

    shown: str
    under: str
    note: str = ""
    kind: Literal["own", "added", "marked"] = "own"
    ends_line: bool = False


def show_tokens(tokens: Sequence[Token]) -> None:
    """Draw the tokens of a text in their order; of very many the first ones, and that is said."""
    style(__file__, "tokens.css")
    chips = "".join(
        _chip(Chip(token.shown, str(token.id), kind="added" if token.special else "own"))
        for token in tokens[:MOST_SHOWN]
    )
    st.html(f'<ol class="tokens" aria-label="{escape(_("Tokens"))}">{chips}</ol>')
    if len(tokens) > MOST_SHOWN:
        st.caption(_("These are the first {n} of {all} tokens.").format(n=MOST_SHOWN, all=len(tokens)))


def show_chips(chips: Sequence[Chip], label: str, hint: str = "", first: int = 0) -> None:
    """Draw tokens in changing colours, all of them, lines as the text has them. `label` says to a screen reader what
    they are, `hint` what pointing at one shows, and `first` how many come before them, so that colours stay."""
    style(__file__, "tokens.css")
    items = "".join(_chip(chip, f"c{number % _COLOURS}") for number, chip in enumerate(chips, start=first))
    below = f'<p class="hint">{escape(hint)}</p>' if hint else ""
    st.html(f'<div class="pointed"><ol class="tokens" aria-label="{escape(label)}">{items}</ol>{below}</div>')


def _chip(chip: Chip, colour: str = "") -> str:
    note = f'<span class="note">{escape(chip.note)}</span>' if chip.note else ""
    focus = ' tabindex="0"' if chip.note else ""
    end = '<li class="end" aria-hidden="true"></li>' if chip.ends_line else ""
    under = f"<span>{escape(chip.under)}</span>" if chip.under else ""
    kind = " ".join(filter(None, (chip.kind, colour)))
    return f'<li class="{kind}"{focus}><bdi>{escape(chip.shown)}</bdi>{under}{note}</li>{end}'
