"""A visitor's work on the comparison page: commented, handed in as files, and taken along as a session file."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.compare.book.comments import comment_facts
from core.compare.book.resources import same_on_other_devices
from core.compare.book.session import Session
from core.compare.book.table import Row
from core.compare.book.workbook import COMMENTS, Workbook, copy_of
from core.compare.handin.files import LEFT_OUT, files
from core.compare.handin.hand_in import HandIn
from core.compare.handin.missing import missing_parts
from core.compare.measure.run import Comparison, Settings
from core.handin.files import plain_stem, zip_of
from core.i18n import _, ngettext
from core.pictures.images import Picture
from core.printable import LONGEST_TEXT, printable_line, printable_text
from core.ui.compare_detectors.comparison import workbook
from core.ui.compare_detectors.kept_work import only_for_now, turn
from core.ui.compare_detectors.reading import file_stem
from core.ui.compare_detectors.session_files import session_file, session_uploader
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain

_LEFT_OUT = "left_out_of_zip"


def comments(comparison: Comparison, book: Workbook, threshold: float) -> None:
    """Draw the student's name and the three comments that the activity asks for, each beside its figures."""
    key = f"student_{turn()}"
    st.text_input(
        _("Your name"), book.student, key=key, max_chars=120, on_change=_keep_name, args=(book, key)
    )
    facts = comment_facts(comparison, threshold, book.truth, same_on_other_devices(book, comparison))
    for name, title in COMMENTS.items():
        own, figures = st.columns([3, 2], gap="medium")
        key = f"comment_{name}_{turn()}"
        own.text_area(
            _(title),
            book.comments.get(name, ""),
            key=key,
            height=190,
            max_chars=LONGEST_TEXT,
            on_change=_keep_comment,
            args=(book, name, key),
        )
        figures.markdown(_("**Figures that support it**"))
        figures.markdown("\n".join(f"- {plain(fact)}" for fact in facts[name]))


def _keep_name(book: Workbook, key: str) -> None:
    book.student = printable_line(st.session_state[key])


def _keep_comment(book: Workbook, name: str, key: str) -> None:
    book.comments[name] = printable_text(st.session_state[key])


def hand_in(
    comparison: Comparison,
    pictures: Sequence[Picture],
    rows: tuple[Row, ...],
    threshold: float,
    book: Workbook,
) -> None:
    """Draw the button that gives the whole activity away as one ZIP file."""
    left_out = len(pictures) - len(comparison.images)
    if left_out:
        st.warning(
            ngettext(
                "{n} picture is not measured yet and will not be in the file: measure it first.",
                "{n} pictures are not measured yet and will not be in the file: measure them first.",
                left_out,
            ),
            icon=":material/warning:",
        )
    st.markdown(
        _(
            "One file with all that the activity asks for: the table (xlsx, csv, Markdown), the images and the "
            "annotated images, the Python script, the report, and the session to go on with another day."
        )
    )
    if parts := missing_parts(book, comparison):
        st.info(
            _("Still missing: {parts}.").format(parts="; ".join(map(plain, parts))),
            icon=":material/checklist:",
        )
    # The file is made in a thread of its own: what it says of it is drawn when the page runs the next time.
    not_in_it: list[str] = st.session_state.setdefault(_LEFT_OUT, [])
    for sentence in not_in_it:
        st.warning(plain(sentence), icon=":material/folder_off:")

    def handin() -> HandIn:
        # What is typed while the button is pressed is in the book by then.
        return HandIn(comparison, tuple(pictures), rows, threshold, copy_of(book))

    downloads(
        Download(
            _("Download everything (ZIP)"),
            partial(_zip, handin, not_in_it),
            f"{plain_stem(book.student, file_stem(comparison))}.zip",
            "application/zip",
            ":material/folder_zip:",
            key="zip",
            kind="primary",
        )
    )


def _zip(handin: Callable[[], HandIn], left_out: list[str]) -> bytes:
    """Return the ZIP of all files, and put what is not in them into `left_out`, a sentence each."""
    made = files(handin())
    left_out[:] = made.get(LEFT_OUT, b"").decode().splitlines()
    return zip_of(made)


def save_and_load(pictures: Sequence[Picture], settings: Settings | None) -> None:
    """Draw the section about where the work is kept, with the session file to save and to load."""
    with st.expander(_("Save and continue later"), icon=":material/save:"):
        st.markdown(
            _(
                "Your work is saved as you go. Keep this page's address: it brings everything back, for 30 days after "
                "your last change. Whoever has the address can see and change the work, so do not publish it."
            )
        )
        if only_for_now():
            st.warning(
                _(
                    "This server has no folder of its own for saved work: when it is started again, yours may be gone. "
                    "Save the session file too."
                ),
                icon=":material/auto_delete:",
            )
        as_json = partial(session_file, Session(copy_of(workbook()), tuple(pictures), settings))
        downloads(
            Download(
                _("Save the session file"), as_json, "session.json", "application/json", key="save_session"
            )
        )
        session_uploader(_("Go on from a session file"), "load_session")
