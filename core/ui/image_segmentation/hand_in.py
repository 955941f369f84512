"""The last part of Activity 3: the student's own words, what is missing, and the ZIP."""

from collections.abc import Callable
from pathlib import PurePath

import streamlit as st

from core.handin.files import plain_stem, zip_of
from core.i18n import _
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.own_words import own_words
from core.vision.segmentation.hand_in import HandIn, files, missing_parts


def hand_in(made: Callable[[str, str], HandIn]) -> None:
    """Draw the folded part that hands the activity in; `made` makes the hand-in from the student's name and words."""
    with st.expander(_("Hand in Activity 3"), icon=":material/assignment_turned_in:"):
        st.markdown(
            _(
                "The ZIP holds the code (a script and a Gradio app), the picture that went in and those that came "
                "out, the masks, all labels found, and a short report with your words."
            )
        )
        own = own_words("activity_3", _("Your words: is the mask right? Where does it fail, and why?"))
        handin = made(own.student, own.words)
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
        # Below the button: it must not move when what was missing is there.
        if parts := missing_parts(handin):
            st.info(
                _("Still missing: {parts}.").format(parts="; ".join(map(plain, parts))),
                icon=":material/checklist:",
            )
