"""Ids both ways: those of the text, the text of ids that are pasted, and single tokens by name or by number."""

import streamlit as st

from core.errors import UserError
from core.i18n import _
from core.library.tokenizer_ids import decoded, id_of, ids_in, token_of
from core.pieces import readable, writes_bytes
from core.printable import printable_text
from core.text.border import Text
from core.ui.frame.markdown import plain
from core.ui.tokenizer.choices import KEY, Opened
from core.ui.tokenizer.cut import cut_of

_MOST_IDS = 500
_LONGEST_TYPED = 60_000
_IDS = f"{KEY}.ids"
_SPECIAL = f"{KEY}.with_special"
_TOKEN = f"{KEY}.token"
_NUMBER = f"{KEY}.number"
_LARGEST = 10**9


def show_ids(opened: Opened, text: Text | None) -> None:
    """Draw the ids of the text, and the ways back."""
    ids = ""
    if text:
        cut = cut_of(opened, text)
        ids = " ".join(map(str, cut.ids[:_MOST_IDS].tolist()))
        st.markdown(
            _("**Encode**: each token is a number in the vocabulary. These are what the model gets.")
            if len(cut.ids) <= _MOST_IDS
            else _(
                "**Encode**: each token is a number in the vocabulary. These are the first {n} of them."
            ).format(n=_MOST_IDS)
        )
        st.code(ids, language=None, wrap_lines=True)
    _decode(opened, ids)
    st.markdown(_("**One token**: what a piece's id is, and which piece an id is."))
    left, right = st.columns(2)
    with left:
        _by_token(opened)
    with right:
        _by_number(opened)


def _decode(opened: Opened, ids: str) -> None:
    st.markdown(_("**Decode**: paste ids, and read the text that they stand for."))
    if _IDS not in st.session_state:
        st.session_state[_IDS] = ids
    typed = st.text_area(_("Ids"), key=_IDS, height=90, max_chars=_LONGEST_TYPED, persist_state="session")

    def take() -> None:
        st.session_state[_IDS] = ids

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("The ids of the text"), icon=":material/content_copy:", on_click=take, disabled=not ids)
        with_special = st.toggle(_("With special tokens"), value=True, key=_SPECIAL, persist_state="session")
    try:
        numbers = ids_in(typed or "")
        found = opened.use(lambda tokenizer: decoded(tokenizer, numbers, with_special))
    except UserError as error:
        st.info(plain(str(error)), icon=":material/edit:")
        return
    st.code(printable_text(found) or "∅", language=None, wrap_lines=True)


def _by_token(opened: Opened) -> None:
    typed = st.text_input(_("Token"), key=_TOKEN, max_chars=100, persist_state="session")
    if not typed:
        return
    found = opened.use(lambda tokenizer: id_of(tokenizer, typed))
    if found:
        st.markdown(_("`token_to_id`: **{id}**").format(id=found[1]))
    else:
        st.markdown(_("The vocabulary does not have it as one token: it is cut into several."))


def _by_number(opened: Opened) -> None:
    number = st.number_input(
        _("Id"), 0, _LARGEST, None, key=_NUMBER, persist_state="session", placeholder="101"
    )
    if number is None:
        return
    found = opened.use(lambda tokenizer: (token_of(tokenizer, int(number)), writes_bytes(tokenizer)))
    if found[0] is None:
        st.markdown(_("The vocabulary has no such id."))
    else:
        shown = readable(found[0], found[1])
        st.markdown(_("`id_to_token`: **{token}**").format(token=plain(shown)))
