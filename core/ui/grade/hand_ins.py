"""The hand-ins that a teacher chose: read, and kept for the visit."""

import hashlib
from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.compare.grade.graded import Graded, grade_all
from core.compare.grade.listing import Line, lines_of
from core.compare.grade.reading import ENDINGS, is_handed_in
from core.i18n import _
from core.json_files import BusyError
from core.names import distinct_name
from core.pictures.zipped import MAX_ZIP_BYTES
from core.printable import printable_line
from core.tasks import offered_tasks
from core.turns import in_turn
from core.ui.frame.markdown import plain
from core.ui.frame.widget_words import limit_words

_KEPT = "grade.graded"
_UPLOADS = "grade.uploads"


def stop_where_switched_off() -> None:
    """Say that the page is switched off where it is, and draw nothing more of it."""
    if not any(row.page == "grade" for row in offered_tasks()):
        st.info(_("This page is switched off on this server."), icon=":material/visibility_off:")
        st.stop()


def choose_hand_ins() -> tuple[Line, ...]:
    """Draw the ways in for hand-ins, read what came through them, and return all that were read."""
    kept: list[Graded] = st.session_state.setdefault(_KEPT, [])
    number = st.session_state.setdefault(_UPLOADS, 0)
    single, folder = st.columns(2, gap="large")
    with single:
        files = _uploader(f"grade.files.{number}", _("The ZIPs and session files of your class"))
    with folder:
        folder_files = _uploader(f"grade.folder.{number}", _("Or the folder that they are in"), folder=True)
    st.caption(
        _(
            "Nothing is sent anywhere: this server reads the files, forgets them, and keeps the table until you close "
            "the page. Download it."
        )
    )
    # Of what else is in a folder nobody said that it is a hand-in.
    chosen = [*files, *(file for file in folder_files if is_handed_in(file.name))]
    if files or folder_files:
        _read(kept, chosen)
        if not chosen:
            st.session_state["grade.none"] = True
        st.session_state[_UPLOADS] += 1
        st.rerun()
    if st.session_state.pop("grade.none", False):
        st.warning(_("There is no ZIP and no session file in this folder."), icon=":material/folder_off:")
    if not kept:
        st.info(
            _("Choose what your students handed in: each becomes a row of the table here."),
            icon=":material/fact_check:",
        )
    return lines_of(kept)


def _uploader(key: str, words: str, *, folder: bool = False) -> list[UploadedFile]:
    limit_words(key, MAX_ZIP_BYTES, [ending.upper() for ending in ENDINGS])
    return st.file_uploader(
        words,
        type=list(ENDINGS),
        accept_multiple_files="directory" if folder else True,
        max_upload_size=MAX_ZIP_BYTES // 1_000_000,
        key=key,
    )


def _read(kept: list[Graded], files: Sequence[UploadedFile]) -> None:
    """Grade the files one after the other. Each is kept as soon as it is read, so that a run which is cut off loses
    none; those that are there already are passed over."""
    place = st.empty()
    # What the server had no time for may be chosen again.
    kept[:] = [one for one in kept if not isinstance(one.problem, BusyError)]
    there = {one.digest for one in kept}
    new = {
        file.file_id: file
        for file in files
        if hashlib.sha256(file.getbuffer()).hexdigest() not in there or not _is_called(kept, file.name)
    }
    with in_turn("work") as turn:
        done = 0

        def between(name: str) -> None:
            turn.give_way()
            place.progress(
                done / len(new),
                _("Reading {name} ({n} of {all})").format(name=plain(name), n=done + 1, all=len(new)),
            )

        names = [one.name for one in kept]
        contents = []
        for file in new.values():
            name = distinct_name(printable_line(file.name), names)
            names.append(name)
            contents.append((name, partial(bytes, file.getbuffer())))
        for one in grade_all(contents, between):
            kept.append(one)
            done += 1
    place.empty()


def _is_called(kept: Sequence[Graded], name: str) -> bool:
    return any(one.name == printable_line(name) for one in kept)


def forget_hand_ins() -> None:
    """Take all hand-ins away."""
    st.session_state[_KEPT] = []
