"""The last part of Activity 3: the student's own words, what is missing, and the ZIP."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st

from core.handin.files import plain_stem, zip_of
from core.i18n import _
from core.printable import LONGEST_TEXT, printable_line, printable_text
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.vision.segmentation.hand_in import HandIn, files, missing_parts

_OWN = "activity_3_own"


@dataclass
class _Own:
    """What a student writes, kept for the visit."""

    student: str = ""
    words: str = ""


def hand_in(made: Callable[[str, str], HandIn]) -> None:
    """Draw the folded part that hands the activity in; `made` makes the hand-in from the student's name and words."""
    own: _Own = st.session_state.setdefault(_OWN, _Own())

    def keep() -> None:
        own.student = printable_line(st.session_state["activity_3_student"])
        own.words = printable_text(st.session_state["activity_3_words"])

    with st.expander(_("Hand in Activity 3"), icon=":material/assignment_turned_in:"):
        st.markdown(
            _(
                "The ZIP holds the code (a script and a Gradio app), the picture that went in and those that came "
                "out, the masks, all labels found, and a short report with your words."
            )
        )
        st.text_input(_("Your name"), own.student, key="activity_3_student", max_chars=120, on_change=keep)
        st.text_area(
            _("Your words: is the mask right? Where does it fail, and why?"),
            own.words,
            key="activity_3_words",
            height=140,
            max_chars=LONGEST_TEXT,
            on_change=keep,
        )
        handin = made(own.student, own.words)
        if parts := missing_parts(handin):
            st.info(
                _("Still missing: {parts}.").format(parts="; ".join(map(plain, parts))),
                icon=":material/checklist:",
            )
        stem = plain_stem(own.student, PurePath(handin.picture.name).stem, "segmentation")
        # What is typed while the button is pressed is kept by then.
        downloads(
            Download(
                _("Download everything (ZIP)"),
                lambda: zip_of(files(made(own.student, own.words))),
                f"{stem}.zip",
                "application/zip",
                ":material/folder_zip:",
                key="activity_3_zip",
                kind="primary",
            )
        )
