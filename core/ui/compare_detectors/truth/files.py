"""The way in and out for truth files: COCO JSON and YOLO."""

import json
from collections.abc import Sequence

import streamlit as st

from core.compare.book.workbook import Workbook
from core.compare.truth.coco import to_coco
from core.compare.truth.edit import Boxes
from core.compare.truth.files import ENDINGS, MAX_TRUTH_BYTES, read_files
from core.compare.truth.truth import PictureInfo, info_of
from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.pictures.images import Picture
from core.printable import printable_line
from core.turns import in_turn
from core.ui.compare_detectors.truth.state import editor_state, put_boxes
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.widget_words import limit_words


def truth_files(book: Workbook, pictures: Sequence[Picture]) -> None:
    """Draw the way in and out for truth files, and what came of the last one."""
    state = editor_state()
    infos = [info_of(picture) for picture in pictures]
    key = f"truth_files_{state.uploads}"
    limit_words(key, MAX_TRUTH_BYTES, [ending.upper() for ending in ENDINGS])
    st.file_uploader(
        _("COCO JSON, or YOLO txt files with their classes"),
        type=list(ENDINGS),
        accept_multiple_files=True,
        max_upload_size=MAX_TRUTH_BYTES // 1_000_000,
        key=key,
        on_change=_load,
        args=(book, infos, key),
        help=_(
            "One .json file; or one .txt a picture, called as the picture is, with the list of classes that your tool "
            "wrote: classes.txt, data.yaml, obj.names…"
        ),
    )
    if state.error:
        st.error(plain(state.error), icon=":material/error:")
    if state.loaded:
        st.success(plain(state.loaded), icon=":material/check:")
    for text in state.warnings:
        st.warning(plain(text), icon=":material/warning:")
    counted = [info for info in infos if info.key in book.truth]
    downloads(
        Download(
            _("Save the truth (COCO JSON)"),
            json.dumps(to_coco(book.truth, counted), ensure_ascii=False, indent=1),
            "truth.json",
            "application/json",
            key="truth_save",
            disabled=not counted,
        )
    )


def _load(book: Workbook, infos: Sequence[PictureInfo], key: str) -> None:
    """Read the uploaded files; pictures that they do not speak of keep what they have."""
    uploaded = st.session_state.get(key) or []
    if not uploaded:
        return
    state = editor_state()
    # A fresh uploader every time: what was loaded is told beside it.
    state.uploads += 1
    state.error, state.warnings, state.loaded = "", (), ""
    try:
        files = {printable_line(file.name): file.getvalue() for file in uploaded}
        if len(files) < len(uploaded):
            raise UserError(N_("Two of these files have the same name: load them one after the other."))
        # A widget's callback runs before the page has its turn.
        with in_turn("work"):
            found = read_files(files, infos)
            if len(found.named) < len(infos):
                found = read_files(files, [info for info in infos if info.key in found.named])
    except UserError as error:
        state.error = str(error)
        return
    for digest, boxes in found.truth.items():
        if book.truth.get(digest) != boxes:
            put_boxes(book, digest, boxes)
        book.truth_notes[digest] = found.warnings
    loaded = [
        f"{info.name} ({_state_words(found.truth[info.key])})" for info in infos if info.key in found.truth
    ]
    state.loaded = _("Loaded: {pictures}. What was there before comes back with Undo.").format(
        pictures=", ".join(loaded)
    )
    state.warnings = found.warnings
    state.run_page = True


def _state_words(boxes: Boxes | None) -> str:
    if boxes is None:
        return _("not counted")
    return ngettext("{n} true box", "{n} true boxes", len(boxes)) if boxes else _("nothing to find")
