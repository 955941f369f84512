"""A tokenizer's vocabulary: how large it is, its special tokens, and all others to search and to turn the pages of."""

from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.library.tokenizer_ids import Match, Special, search, special_tokens, token_of
from core.pieces import readable, writes_bytes
from core.ui.tokenizer.choices import KEY, Opened

_PAGE = 50
_MOST_SPECIAL = 200
_WANTED = f"{KEY}.wanted"
_MATCH = f"{KEY}.match"


def show_vocabulary(opened: Opened) -> None:
    """Draw the special tokens, and the search."""
    special = opened.kept("special", special_tokens, lambda found: 200 * len(found))
    st.markdown(
        _(
            "**Special tokens**: no text is cut into these. The tokenizer adds them, or the model fills them in."
        )
    )
    st.dataframe(
        pd.DataFrame(
            [
                {_("Role"): _role(one), _("Token"): one.token, _("Id"): one.id}
                for one in special[:_MOST_SPECIAL]
            ]
        ),
        hide_index=True,
        alt=_("Special tokens with their ids"),
    )
    if len(special) > _MOST_SPECIAL:
        st.caption(
            _("The first {n} of {all} are shown.").format(n=_MOST_SPECIAL, all=decimal(len(special), 0))
        )
    _search(opened)


def _role(one: Special) -> str:
    return {
        "unk_token": _("what it does not know"),
        "pad_token": _("padding"),
        "cls_token": _("stands for the whole text"),
        "sep_token": _("parts or ends texts"),
        "mask_token": _("a gap"),
        "bos_token": _("beginning of a text"),
        "eos_token": _("end of a text"),
        "": _("added"),
    }.get(one.role, one.role)


def _search(opened: Opened) -> None:
    words: dict[Match, str] = {"contains": _("contains"), "starts": _("starts with")}
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    wanted = left.text_input(_("Search the vocabulary"), key=_WANTED, max_chars=60, persist_state="session")
    match: Match = right.segmented_control(
        _("Where"),
        list(words),
        format_func=words.__getitem__,
        default="contains",
        required=True,
        key=_MATCH,
        persist_state="session",
    )
    found = opened.kept(
        ("search", wanted, match),
        lambda tokenizer: search(tokenizer, wanted, match),
        lambda ids: int(ids.nbytes),
    )
    if not len(found):
        st.info(_("No token is like that."), icon=":material/search_off:")
        return
    pages = -(-len(found) // _PAGE)
    page = 1
    if pages > 1:
        key = f"{KEY}.vocabulary.{opened.name}.{wanted}.{match}"
        page = int(st.number_input(_("Page of the vocabulary"), 1, pages, key=key))
    ids = found[(page - 1) * _PAGE : page * _PAGE].tolist()

    def named(tokenizer: Any) -> tuple[list[str], bool]:  # noqa: ANN401 (any of transformers' tokenizers)
        return [token_of(tokenizer, number) or "" for number in ids], writes_bytes(tokenizer)

    tokens, in_bytes = opened.use(named)
    st.dataframe(
        pd.DataFrame(
            {
                _("Id"): ids,
                _("Token"): tokens,
                _("As it is read"): [readable(token, in_bytes) for token in tokens],
            }
        ),
        hide_index=True,
        alt=_("Tokens of the vocabulary"),
    )
    st.caption(
        _("{first} to {last} of {all}.").format(
            first=decimal((page - 1) * _PAGE + 1, 0),
            last=decimal((page - 1) * _PAGE + len(ids), 0),
            all=decimal(len(found), 0),
        )
    )
