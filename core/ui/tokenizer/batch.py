"""Several texts at once, as a table of cells: what fills them up, what is cut off, and the attention mask."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.i18n import _, decimal, ngettext
from core.library.tokenizer_batch import Padded, Side, batch, padding_id
from core.library.tokenizer_ids import token_of
from core.pieces import readable, writes_bytes
from core.printable import printable_text
from core.text.border import lines_of
from core.ui.frame.code import show_code
from core.ui.frame.markdown import plain
from core.ui.frame.style import style
from core.ui.inputs.address import bound_number
from core.ui.tokenizer.choices import KEY, Opened

_TEXTS = f"{KEY}.batch"
_SIDE = f"{KEY}.side"
_MOST = "tokenizer_most"
_TO_THE_MOST = "tokenizer_fill"
_MOST_TEXTS = 12
_LONGEST_TYPED = 4000
_LEAST, _USUAL, _LARGEST = 2, 12, 64
_BEGINS = "Hola\n¿Qué tal estás?\nHoy hace un día estupendo para aprender cómo funcionan los tokens."


def show_batch(opened: Opened) -> None:
    """Draw the texts, how they are brought to one length, and the batch."""
    st.markdown(
        _(
            "A model works on many texts at once, as a table of numbers: so all rows have to be of one length. "
            "Shorter texts are filled up (**padding**), longer ones cut off (**truncation**), and the **attention "
            "mask** says what counts: 1, or 0 for what only fills up."
        )
    )
    texts, side, most, fill = _choose()
    if not texts:
        st.info(_("There is no text yet. Write one on each line."), icon=":material/edit:")
        return
    rows, in_bytes, filler, has_padding = opened.use(
        lambda tokenizer: (
            batch(tokenizer, texts[:_MOST_TEXTS], side, most, fill),
            writes_bytes(tokenizer),
            token_of(tokenizer, padding_id(tokenizer)) or "",
            tokenizer.pad_token is not None,
        )
    )
    if len(texts) > _MOST_TEXTS:
        st.caption(_("These are the first {n} of {all}.").format(n=_MOST_TEXTS, all=decimal(len(texts), 0)))
    if not has_padding:
        st.info(
            _(
                "This tokenizer has no token for padding: its model learnt without. People take another one for it, "
                "here {token}; the mask hides it anyway."
            ).format(token=plain(filler)),
            icon=":material/info:",
        )
    _table(rows, in_bytes)
    cut = sum(row.cut for row in rows)
    if cut:
        st.caption(ngettext("{n} token was cut off.", "{n} tokens were cut off.", cut))
    padding = '"max_length"' if fill else "True"
    show_code(
        f"tokenizer(texts, padding={padding}, truncation=True, max_length={most}, "
        f'padding_side="{side}", return_tensors="pt")'
    )


def _choose() -> tuple[list[str], Side, int, bool]:
    """Draw the texts and the choices; return the texts, the side that is filled up, the most tokens, and whether all
    rows are filled up to so many."""
    if _TEXTS not in st.session_state:
        st.session_state[_TEXTS] = _BEGINS
    typed = st.text_area(
        _("Texts, one a line"), key=_TEXTS, height=110, max_chars=_LONGEST_TYPED, persist_state="session"
    )
    sides: dict[Side, str] = {"right": _("behind"), "left": _("in front")}
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    side: Side = left.segmented_control(
        _("Fill up"),
        list(sides),
        format_func=sides.__getitem__,
        default="right",
        required=True,
        key=_SIDE,
        persist_state="session",
    )
    most = int(
        middle.number_input(
            _("At most tokens (max_length)"),
            _LEAST,
            _LARGEST,
            _USUAL,
            key=_MOST,
            bind=bound_number(_MOST, _LEAST, _LARGEST),
            persist_state="session",
        )
    )
    fill = right.toggle(
        _("Fill up to that length"), key=_TO_THE_MOST, bind="query-params", persist_state="session"
    )
    return lines_of(printable_text(typed or "")), side, most, bool(fill)


def _table(rows: Sequence[Padded], in_bytes: bool) -> None:
    style(__file__, "batch.css")
    lines = "".join(_line(number, row, in_bytes) for number, row in enumerate(rows, start=1))
    label = _("The batch: a row a text, under each token its attention mask")
    st.html(
        f'<div class="batch" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><tbody>{lines}</tbody></table></div>"
    )


def _line(number: int, row: Padded, in_bytes: bool) -> str:
    cells = "".join(
        f'<td class="{"counts" if mask else "fills"}"><bdi>{escape(readable(token, in_bytes))}</bdi>'
        f"<span>{mask}</span></td>"
        for token, mask in zip(row.tokens, row.mask, strict=True)
    )
    return f'<tr><th scope="row">{number}</th>{cells}</tr>'
