"""The steps of a tokenizer on the text: normaliser, pre-tokenizer, model, post-processor, each with its result."""

import streamlit as st

from core.i18n import _, decimal
from core.library.tokenizer_steps import MOST_CHARACTERS, Steps, steps_of
from core.pieces import readable, visible, writes_bytes
from core.text.border import Text
from core.ui.frame.code import show_code
from core.ui.frame.markdown import plain
from core.ui.frame.tokens import Chip, show_chips
from core.ui.tokenizer.choices import Opened

_MOST_SHOWN = 150


def show_steps(opened: Opened, text: Text | None) -> None:
    """Draw each step in a panel of its own, with what it made of the text and the line of code that asks it."""
    found = look_into(opened, text)
    if text is None or found is None:
        return
    steps, in_bytes = found
    parts = steps.parts
    if len(text.content) > MOST_CHARACTERS:
        st.caption(
            _("These are the steps of the first {n} characters.").format(n=decimal(MOST_CHARACTERS, 0))
        )
    with st.container(border=True):
        _heading(1, _("Normalizer"), parts.normalizer, _("none: the text stays as it is"))
        st.markdown(
            _("It tidies the letters: capitals, accents, odd spaces and signs, as the model is used to.")
        )
        st.code(visible(steps.normalised), language=None, wrap_lines=True)
        if parts.normalizer:
            show_code("tokenizer.backend_tokenizer.normalizer.normalize_str(text)")
    with st.container(border=True):
        _heading(2, _("Pre-tokenizer"), parts.pre_tokenizer, _("none: the text stays whole"))
        st.markdown(_("It cuts the text into words. No token will ever reach over such a border."))
        _chips([(readable(word.text, in_bytes), word.added) for word in steps.words], _("Words"))
        if parts.pre_tokenizer:
            show_code("tokenizer.backend_tokenizer.pre_tokenizer.pre_tokenize_str(normalised)")
    with st.container(border=True):
        _heading(3, _("Model"), parts.model)
        st.markdown(
            _(
                "It cuts each word into pieces that the vocabulary has. Choose “One word” above to see how it goes "
                "about it."
            )
        )
        pieces = [(readable(piece, in_bytes), word.added) for word in steps.words for piece in word.pieces]
        _chips(pieces, _("Pieces"))
        show_code("tokenizer.backend_tokenizer.model.tokenize(word)")
    with st.container(border=True):
        _heading(4, _("Post-processor"), parts.post_processor, _("none: nothing is added"))
        st.markdown(_("It adds the special tokens that the model expects around a text."))
        _chips([(readable(token, in_bytes), False) for token in steps.tokens], _("Tokens"))
        show_code("tokenizer.convert_ids_to_tokens(tokenizer(text)['input_ids'])")
    if not steps.is_same:
        st.caption(
            _(
                "One by one, the steps make slightly other pieces of this text than all together: between them the "
                "tokenizer remembers where the text began."
            )
        )


def look_into(opened: Opened, text: Text | None) -> tuple[Steps, bool] | None:
    """Return the steps of the text and whether its pieces are bytes; None where there is no text, or where the
    tokenizer has no steps that can be seen, and say that."""
    if text is None:
        return None
    steps = opened.kept(
        ("steps", text.digest),
        lambda tokenizer: steps_of(tokenizer, text.content),
        lambda found: 200 * len(found.words) + 100 * len(found.tokens) if found else 50,
    )
    if steps is None:
        st.info(
            _(
                "This tokenizer is a slow one, written in Python: it does all in one go, so its steps cannot be looked "
                "into. Choose a fast one, such as BERT or XLM-RoBERTa."
            ),
            icon=":material/visibility_off:",
        )
        return None
    return steps, opened.kept("bytes", writes_bytes, lambda _found: 50)


def _heading(number: int, step: str, part: str, where_none: str = "") -> None:
    st.markdown(f"**{number} · {step}** · {plain(part) or where_none}")


def _chips(shown: list[tuple[str, bool]], label: str) -> None:
    show_chips(
        [Chip(text, "", kind="added" if added else "own") for text, added in shown[:_MOST_SHOWN]], label
    )
    if len(shown) > _MOST_SHOWN:
        st.caption(_("These are the first {n} of {all}.").format(n=_MOST_SHOWN, all=decimal(len(shown), 0)))
