"""A text as tokens, in colours and a page at a time, as one tokenizer cuts it or several; what that costs; files."""

import json
from collections.abc import Sequence
from functools import partial

import streamlit as st

from core import spreadsheet
from core.i18n import _, decimal, ngettext
from core.text.border import Text
from core.text.tokens import Token
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.tokens import Chip, show_chips
from core.ui.inputs.thumbnails import small
from core.ui.tokenizer.choices import KEY, Opened
from core.ui.tokenizer.cut import Cut, cut_of

PAGE = 200
"""How many tokens are drawn at once."""


def show_result(tokenizers: Sequence[Opened], text: Text | None) -> None:
    """Draw a text as the tokenizers cut it, one below the other, and which of them needs fewer tokens."""
    if text is None:
        return
    if not tokenizers:
        st.caption(_("The tokens of the text will appear here."))
        return
    cuts = [(opened, cut_of(opened, text)) for opened in tokenizers]
    for opened, cut in cuts:
        st.markdown(f"**{plain(opened.title)}**")
        small(_cost(cut))
        _tokens(opened.name, cut, text)
        _downloads(opened, cut, text)
    if len(cuts) > 1:
        st.markdown(_fewest(cuts))


def _cost(cut: Cut) -> str:
    found = cut.counts
    words = [
        ngettext("{n} token", "{n} tokens", found.tokens),
        ngettext("{n} more is added", "{n} more are added", found.added) if found.added else "",
        _("{n} per word").format(n=decimal(found.per_word, 2)) if found.per_word is not None else "",
        _("{n} characters each").format(n=decimal(found.characters_per_token, 2))
        if found.characters_per_token is not None
        else "",
        ngettext("{n} unknown", "{n} unknown", found.unknown) if found.unknown else "",
    ]
    return " · ".join(filter(None, words))


@st.fragment
def _tokens(name: str, cut: Cut, text: Text) -> None:
    """Draw one page of the tokens; turning it draws nothing else again."""
    pages = max(1, -(-len(cut.pieces) // PAGE))
    number = 1
    if pages > 1:
        key = f"{KEY}.page.{name}.{text.digest}"
        number = int(st.number_input(_("Page of tokens"), 1, pages, key=key))
    first = (number - 1) * PAGE
    tokens = cut.tokens(first, first + PAGE)
    show_chips(
        [
            _chip(cut, token, text.content, place)
            for token, place in zip(tokens, _line_ends(tokens, text.content), strict=True)
        ],
        _("Tokens"),
        _("Point at a token: its place in the text, and its bytes."),
        first,
    )
    if pages > 1:
        st.caption(
            _("Tokens {first} to {last} of {all}.").format(
                first=decimal(first + 1, 0),
                last=decimal(first + len(tokens), 0),
                all=decimal(len(cut.pieces), 0),
            )
        )
    if not cut.has_offsets:
        st.caption(
            _(
                "This tokenizer is a slow one, written in Python: it does not say where its tokens stand, so the app "
                "finds their places by their letters."
            )
        )


def _line_ends(tokens: Sequence[Token], text: str) -> list[bool]:
    """Return behind which tokens a line of the text ends; many tokenizers have no token for that."""
    nexts = [*(token.start for token in tokens[1:]), *(token.end for token in tokens[-1:])]
    return ["\n" in text[token.start : end] for token, end in zip(tokens, nexts, strict=True)]


def _chip(cut: Cut, token: Token, text: str, ends_line: bool) -> Chip:
    if token.special:
        note = _("{token}: id {id}, added by the tokenizer").format(token=token.piece, id=token.id)
    else:
        note = _("{token}: id {id}, characters {start} to {end}, bytes {bytes}").format(
            token=token.piece,
            id=token.id,
            start=token.start,
            end=token.end,
            bytes=cut.raw(token, text).hex(" ") or "–",
        )
    return Chip(cut.shown(token), str(token.id), note, "added" if token.special else "own", ends_line)


def _downloads(opened: Opened, cut: Cut, text: Text) -> None:
    downloads(
        Download(
            "JSON",
            partial(_json, cut),
            "tokens.json",
            "application/json",
            ":material/data_object:",
            key=f"{KEY}.json.{opened.name}",
        ),
        Download(
            "CSV",
            partial(_csv, cut, text.content),
            "tokens.csv",
            "text/csv",
            ":material/csv:",
            key=f"{KEY}.csv.{opened.name}",
        ),
    )


def _json(cut: Cut) -> str:
    tokens = cut.tokens(0, len(cut.pieces))
    return json.dumps(
        [{"token": one.piece, "id": one.id, "start": one.start, "end": one.end} for one in tokens],
        ensure_ascii=False,
        indent=1,
    )


def _csv(cut: Cut, text: str) -> bytes:
    return spreadsheet.to_csv(
        [_("Token"), _("Id"), _("From"), _("To"), _("In the text")],
        [
            [token.piece, token.id, token.start, token.end, text[token.start : token.end]]
            for token in cut.tokens(0, len(cut.pieces))
        ],
    )


def _fewest(cuts: Sequence[tuple[Opened, Cut]]) -> str:
    (best, least), *others = sorted(cuts, key=lambda pair: pair[1].counts.tokens)
    if all(other.counts.tokens == least.counts.tokens for _opened, other in others):
        return _("All of them need the same number of tokens for this text.")
    worst, most = others[-1]
    return _(
        "**{best}** needs the fewest tokens: {few}; **{worst}** needs {many}, {times} times as many."
    ).format(
        best=plain(best.title),
        few=decimal(least.counts.tokens, 0),
        worst=plain(worst.title),
        many=decimal(most.counts.tokens, 0),
        times=decimal(most.counts.tokens / max(1, least.counts.tokens), 2),
    )
