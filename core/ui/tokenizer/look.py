"""Looking closer at a tokenizer: the choice of what to look at, and that."""

from collections.abc import Sequence

import streamlit as st

from core.i18n import _
from core.text.border import Text
from core.ui.frame.markdown import plain
from core.ui.inputs.address import choice_in_address
from core.ui.tokenizer.batch import show_batch
from core.ui.tokenizer.choices import Opened
from core.ui.tokenizer.ids import show_ids
from core.ui.tokenizer.languages import show_languages
from core.ui.tokenizer.steps import show_steps
from core.ui.tokenizer.training import show_training
from core.ui.tokenizer.vocabulary import show_vocabulary
from core.ui.tokenizer.words import show_word

_VIEW = "tokenizer_view"
_OF = "tokenizer_view.of"


def look_closer(tokenizers: Sequence[Opened], text: Text | None) -> None:
    """Draw the choice of what to look at, of which tokenizer, and that."""
    st.subheader(_("Look closer"), anchor=False)
    view = _choose_view()
    if view == "train":
        show_training()
    elif not tokenizers:
        st.caption(_("This can be seen once the tokenizer is on this machine."))
    elif view == "languages":
        show_languages(tokenizers)
    else:
        opened = _choose_tokenizer(tokenizers)
        if view == "ids":
            show_ids(opened, text)
        elif view == "steps":
            show_steps(opened, text)
        elif view == "word":
            show_word(opened, text)
        elif view == "vocabulary":
            show_vocabulary(opened)
        else:
            show_batch(opened)


def _choose_view() -> str:
    """Draw the choice of what to look at; it stands in the address."""
    words = {
        "ids": _("Ids both ways"),
        "steps": _("Step by step"),
        "word": _("One word"),
        "vocabulary": _("Vocabulary"),
        "batch": _("Several texts"),
        "languages": _("Two languages"),
        "train": _("Train your own"),
    }
    return choice_in_address(_("What to look at"), words, _VIEW, "ids")


def _choose_tokenizer(tokenizers: Sequence[Opened]) -> Opened:
    """Draw the choice of a tokenizer where there are several; return the one chosen."""
    named = {opened.name: opened for opened in tokenizers}
    if len(named) == 1:
        return tokenizers[0]
    if st.session_state.get(_OF) not in named:
        st.session_state[_OF] = tokenizers[0].name
    name = st.segmented_control(
        _("Tokenizer"),
        list(named),
        format_func=lambda name: plain(named[name].title),
        required=True,
        key=_OF,
        persist_state="session",
        wrap=True,
    )
    return named[str(name)]
