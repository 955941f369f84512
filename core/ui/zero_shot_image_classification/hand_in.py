"""The last part of Activity 4: the student's own words, what is missing, and the ZIP."""

import streamlit as st

from core.handin.files import plain_stem, zip_of
from core.i18n import _
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.own_words import own_words
from core.ui.zero_shot_image_classification.answers import Answers, Question
from core.vision.zero_shot.hand_in import Answered, HandIn, files, missing_parts
from core.vision.zero_shot.snippets import Setup


def hand_in(answers: Answers, question: Question) -> None:
    """Draw the folded part that hands the activity in: whatever of the pictures has an answer."""
    with st.expander(_("Hand in Activity 4"), icon=":material/assignment_turned_in:"):
        st.markdown(
            _(
                "The ZIP holds the code (a script and the Gradio app), the pictures, plain and with their best label "
                "written over them, the table of all scores, and a short report with your words."
            )
        )
        own = own_words(
            "activity_4",
            _("Your words: which labels fool it? What changes with the template, or with the other CLIP?"),
        )
        answered = tuple(
            Answered(picture, answer.read.row, answer.scored)
            for picture, found in answers.items()
            for answer in found.values()
        )
        setup = Setup(question.labels, question.templates)

        def made() -> HandIn:
            # What is typed while the button is pressed is kept by then.
            return HandIn(answered, setup, own.student, own.words)

        downloads(
            Download(
                _("Download everything (ZIP)"),
                lambda: zip_of(files(made())),
                f"{plain_stem(own.student, 'zero_shot')}.zip",
                "application/zip",
                ":material/folder_zip:",
                key="activity_4_zip",
                kind="primary",
            )
        )
        # Below the button: it must not move when what was missing is there.
        if parts := missing_parts(made()):
            st.info(
                _("Still missing: {parts}.").format(parts="; ".join(map(plain, parts))),
                icon=":material/checklist:",
            )
