"""Tokens in a row: each with its piece and its id, those that the tokenizer adds set apart."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.i18n import _
from core.text.tokens import Token
from core.ui.frame.style import style

MOST_SHOWN = 150


def show_tokens(tokens: Sequence[Token]) -> None:
    """Draw the tokens of a text in their order; of very many the first ones, and that is said."""
    style(__file__, "tokens.css")
    chips = "".join(map(_chip, tokens[:MOST_SHOWN]))
    st.html(f'<ol class="tokens" aria-label="{escape(_("Tokens"))}">{chips}</ol>')
    if len(tokens) > MOST_SHOWN:
        st.caption(_("These are the first {n} of {all} tokens.").format(n=MOST_SHOWN, all=len(tokens)))


def _chip(token: Token) -> str:
    kind = "added" if token.special else "own"
    return f'<li class="{kind}"><bdi>{escape(token.piece)}</bdi><span>{token.id}</span></li>'
