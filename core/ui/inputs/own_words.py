"""What a student writes into a hand-in, kept for the visit."""

from dataclasses import dataclass

import streamlit as st

from core.i18n import _
from core.printable import LONGEST_TEXT, printable_line, printable_text


@dataclass
class OwnWords:
    """A student's name and words, as they were typed last."""

    student: str = ""
    words: str = ""


def own_words(name: str, question: str) -> OwnWords:
    """Draw the fields for a student's name and for his words, which answer `question`, and return what is in them.

    `name` is that of the hand-in. What is typed stays when the page is left.
    """
    own: OwnWords = st.session_state.setdefault(f"{name}_own", OwnWords())

    def keep() -> None:
        own.student = printable_line(st.session_state[f"{name}_student"])
        own.words = printable_text(st.session_state[f"{name}_words"])

    st.text_input(_("Your name"), own.student, key=f"{name}_student", max_chars=120, on_change=keep)
    st.text_area(question, own.words, key=f"{name}_words", height=140, max_chars=LONGEST_TEXT, on_change=keep)
    return own
