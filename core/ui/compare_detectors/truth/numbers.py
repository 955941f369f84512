"""The way to a true box without a mouse: its label and its corners as numbers."""

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

import streamlit as st

from core.compare.book.workbook import Workbook
from core.compare.truth.edit import with_box
from core.i18n import _
from core.pictures.boxes import Box, TruthBox
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.ui.compare_detectors.truth.box_list import corner_words
from core.ui.compare_detectors.truth.labels import named, offered_labels, shown_as, typed_label
from core.ui.compare_detectors.truth.state import Typed, editor_state, put_boxes


def box_by_numbers(book: Workbook, picture: Picture, labels: Sequence[str]) -> None:
    """Draw the choice of a box, a new one or one that is there, and the form with its label and corners."""
    boxes = book.truth.get(picture.digest, ())
    stamp = f"{picture.digest[:12]}_{crc32(repr(boxes).encode()):08x}"

    def name(index: int | None) -> str:
        if index is None:
            return _("A new box")
        return f"{index + 1} · {with_name(boxes[index].label)} · {corner_words(boxes[index].box)}"

    chosen = st.selectbox(_("Box"), [None, *range(len(boxes))], format_func=name, key=f"truth_which_{stamp}")
    old = boxes[chosen] if chosen is not None else None
    key = f"truth_numbers_{stamp}_{chosen}"
    with st.form(key, border=False):
        typed, label = _label_field(key, offered_labels(labels, book), old)
        box = _corner_fields(key, picture.size, old)
        words = _("Add the box") if old is None else _("Change the box")
        if not st.form_submit_button(words, icon=":material/check:"):
            return
        left, top, right, bottom = box
        if left >= right or top >= bottom:
            st.error(_("Right has to be more than left, and bottom more than top."), icon=":material/error:")
            return
        if label is None:
            editor_state().typed = Typed(typed)
            # The question is drawn above.
            st.rerun(scope="fragment")
        new = replace(old or TruthBox("", box), label=label, box=box)
        put_boxes(book, picture.digest, with_box(boxes, chosen, new))
        editor_state().run_page = True


def _label_field(key: str, offered: Sequence[str], old: TruthBox | None) -> tuple[str, str | None]:
    """Draw the choice of a label and return what was chosen or typed, and the label that it means, if any."""
    first = old.label if old else editor_state().label
    chosen = st.selectbox(
        _("Label"),
        offered,
        index=offered.index(first) if first in offered else 0,
        key=f"{key}_label",
        accept_new_options=True,
        format_func=shown_as(offered),
    )
    typed = typed_label(chosen) or offered[0]
    return typed, named(typed, offered)


def _corner_fields(key: str, size: tuple[int, int], old: TruthBox | None) -> Box:
    """Draw the four numbers of a box on a picture of `size`: those of `old`, or the whole picture."""
    width, height = size
    titles = (_("Left (xmin)"), _("Top (ymin)"), _("Right (xmax)"), _("Bottom (ymax)"))
    values = old.box if old else (0, 0, width, height)
    left, top, right, bottom = (
        # A box of a file may reach out of its picture.
        column.number_input(
            title,
            0.0,
            float(most),
            min(max(float(value), 0.0), float(most)),
            1.0,
            "%.1f",
            key=f"{key}_{position}",
        )
        for position, (column, title, most, value) in enumerate(
            zip(st.columns(4), titles, (width, height, width, height), values, strict=True)
        )
    )
    st.caption(
        _("In pixels of the picture, {width} × {height}: x from its left edge, y from its top.").format(
            width=width, height=height
        )
    )
    return left, top, right, bottom
