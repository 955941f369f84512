"""The true boxes of a picture one below the other, each with its label to change and a button that deletes it."""

from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from math import ceil, floor
from operator import attrgetter

import streamlit as st
from PIL import ImageOps

from core.compare.book.workbook import Workbook
from core.i18n import _, decimal, ngettext
from core.pictures.boxes import SCENE, Box, TruthBox
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.ui.compare_detectors.truth.labels import named, offered_labels, shown_as, typed_label
from core.ui.compare_detectors.truth.state import Typed, editor_state, put_boxes, relabel
from core.ui.frame.markdown import plain
from core.ui.frame.style import style

_HEIGHT = 460
_UNSCROLLED = 7
_ROWS_A_PAGE = 20
_THUMBNAIL = 44


def box_list(book: Workbook, picture: Picture, labels: Sequence[str]) -> None:
    """Draw the picture's boxes one below the other, each with its label to change and a button that deletes it."""
    boxes = book.truth.get(picture.digest, ())
    st.markdown(f"**{ngettext('{n} true box', '{n} true boxes', len(boxes))}**")
    if boxes:
        offered = offered_labels(labels, book)
        first = 0
        if len(boxes) > _ROWS_A_PAGE:
            first = _ROWS_A_PAGE * (st.pagination(ceil(len(boxes) / _ROWS_A_PAGE), key="truth_page") - 1)
        style(__file__, "box_list.css")
        rows = list(enumerate(boxes))[first : first + _ROWS_A_PAGE]
        with st.container(
            height=_HEIGHT if len(rows) > _UNSCROLLED else "content", border=False, key="truth_list"
        ):
            for index, box in rows:
                _row(book, picture, index, box, offered)
    for origin, number in Counter(box.origin for box in boxes).items():
        if origin.startswith("model:"):
            words = ngettext(
                "{n} box started as a box of {{model}}. It stays marked so, also corrected, and the report says so.",
                "{n} boxes started as boxes of {{model}}. They stay marked so, also corrected, and the report says so.",
                number,
            )
            st.caption(words.format(model=plain(origin.removeprefix("model:"))))
        elif origin == SCENE:
            words = ngettext(
                "{n} box was made by the app, together with the picture: it knows what is there.",
                "{n} boxes were made by the app, together with the picture: it knows what is there.",
                number,
            )
            st.caption(words)


def _row(book: Workbook, picture: Picture, index: int, box: TruthBox, offered: Sequence[str]) -> None:
    key = f"{picture.digest[:12]}_{index}"
    # The workbook decides what is chosen: a label also changes on the canvas, and rows move up when one is deleted.
    st.session_state[f"truth_relabel_{key}"] = box.label
    icon, words = _origin(box)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall"):
        st.image(_cutting(picture, box.box), width=_THUMBNAIL, alt="")
        st.selectbox(
            _("Label of box {number}").format(number=index + 1),
            offered,
            key=f"truth_relabel_{key}",
            label_visibility="collapsed",
            accept_new_options=True,
            format_func=shown_as(offered),
            icon=icon,
            on_change=_relabel,
            args=(book, picture.digest, index, f"truth_relabel_{key}", tuple(offered)),
        )
        st.button(
            _("Delete"),
            key=f"truth_delete_{key}",
            icon=":material/delete:",
            type="tertiary",
            help=plain(f"{with_name(box.label)} · {words} · {corner_words(box.box)}"),
            on_click=_delete,
            args=(book, picture.digest, index),
        )


def _origin(box: TruthBox) -> tuple[str, str]:
    if box.origin.startswith("model:"):
        return ":material/smart_toy:", _("started from {model}").format(
            model=box.origin.removeprefix("model:")
        )
    if box.origin == "file":
        return ":material/description:", _("from a file")
    if box.origin == SCENE:
        return ":material/landscape:", _("made by the app")
    return ":material/edit:", _("drawn")


def corner_words(box: Box) -> str:
    """Return a box's corners in whole pixels, "xmin, ymin, xmax, ymax"."""
    return ", ".join(decimal(value, 0) for value in box)


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs={Picture: attrgetter("digest")})
def _cutting(picture: Picture, box: Box) -> bytes:
    """Return the part of a picture that is in a box as a small square JPEG."""
    # A file may hold boxes that are far larger than their picture.
    width, height = picture.size
    x, y = min(max(floor(box[0]), 0), width - 1), min(max(floor(box[1]), 0), height - 1)
    right, bottom = min(ceil(box[2]), width), min(ceil(box[3]), height)
    part = picture.image.crop((x, y, max(right, x + 1), max(bottom, y + 1)))
    file = BytesIO()
    ImageOps.pad(part, (2 * _THUMBNAIL, 2 * _THUMBNAIL), color="#808080").save(file, "JPEG", quality=80)
    return file.getvalue()


def _relabel(book: Workbook, digest: str, index: int, key: str, offered: tuple[str, ...]) -> None:
    chosen = st.session_state.get(key)
    if label := named(chosen, offered):
        relabel(book, digest, index, label)
    elif typed := typed_label(chosen):
        editor_state().typed = Typed(typed, digest, index)


def _delete(book: Workbook, digest: str, index: int) -> None:
    boxes = book.truth.get(digest, ())
    put_boxes(book, digest, (boxes[:index] + boxes[index + 1 :]) or None)
