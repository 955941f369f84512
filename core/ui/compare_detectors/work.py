"""A visitor's work on the comparison page: handed in as files, and kept so that the same address finds it again."""

import re
import time
from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Engine

from core.compare.book import store
from core.compare.book.comments import comment_facts
from core.compare.book.resources import same_on_other_devices
from core.compare.book.session import MAX_SESSION_BYTES, Session, read_session, session_json, stamp
from core.compare.book.table import Row
from core.compare.book.workbook import COMMENTS, Workbook, copy_of
from core.compare.handin.files import build_zip
from core.compare.handin.hand_in import HandIn
from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import Comparison, Settings
from core.errors import UserError
from core.i18n import _, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.printable import LONGEST_TEXT, printable_line, printable_text
from core.ui.compare_detectors.comparison import CHOICES, PICTURES, TASK, restore, workbook
from core.ui.compare_detectors.reading import file_stem
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.model_input import add_model, known_rows
from core.ui.inputs.picture_list import pictures_from_names, public_names, start_list

_KEY = "work"
_SAMPLES = "samples"
_LOADED = "session_loaded"
_WELL_FORMED = re.compile("[A-Za-z0-9_-]{22}")
"""What store.new_key makes: anything shorter could be guessed."""

_SAVED = "work_saved"
_LOOKED = "work_looked_for"
_FAILED = "work_not_saved"
_PROBLEM = "work_problem"
_RETRY_SECONDS = 60
_ROUND = "work_round"


@st.cache_resource(show_spinner=False, ttl="1d")
def _engine() -> Engine:
    """Return the store's engine, SQLite unless the secrets name another one, and forget old entries once a day."""
    try:
        if st.secrets.load_if_toml_exists() and "store" in st.secrets.get("connections", {}):
            engine = st.connection("store", type="sql").engine
        else:
            engine = st.connection("store", type="sql", url=store.default_url()).engine
    except Exception as error:
        # A mistake in the secrets or a driver that is not installed: each library has an error of its own for it.
        raise UserError(store.CANNOT_KEEP) from error
    store.forget_old(engine)
    return engine


def restore_work() -> None:
    """Bring back the work that the address names, or its samples, once, when the visit begins."""
    if st.session_state.get(_LOOKED):
        return
    st.session_state[_LOOKED] = True
    key = st.query_params.get(_KEY)
    if not key:
        if PICTURES not in st.session_state:
            wanted = st.query_params.get_all(_SAMPLES)
            start_list(PICTURES, pictures_from_names(wanted, workbook().truth.setdefault))
        return
    try:
        found = store.find(_engine(), key) if _WELL_FORMED.fullmatch(key) else None
    except UserError as error:
        st.session_state[_PROBLEM] = str(error)
        # What is there and cannot be read now must not be written over.
        st.session_state[_KEY] = store.new_key()
        return
    if found is None:
        st.info(
            _("There is no saved work at this address: it was not used for 30 days, or it is mistyped."),
            icon=":material/history:",
        )
        del st.query_params[_KEY]
    else:
        # The saved choices count, and not those of an older address of the same work.
        for name in CHOICES:
            st.query_params.pop(name, None)
        _restore(found)
        st.session_state[_SAVED] = stamp(found)


def save_work(pictures: Sequence[Picture], settings: Settings | None) -> None:
    """Save what changed since it was last saved, under the key in the address; say so once when it cannot be done."""
    _write_address(_SAMPLES, public_names(pictures))
    session = Session(workbook(), tuple(pictures), settings)
    book = session.book
    if not (pictures or book.measured or book.truth or book.student or book.comments):
        return
    named = st.query_params.get(_KEY, "")
    key = st.session_state.setdefault(_KEY, named if _WELL_FORMED.fullmatch(named) else store.new_key())
    _write_address(_KEY, [key])
    now = stamp(session)
    failed = st.session_state.get(_FAILED)
    if now == st.session_state.get(_SAVED) or (failed and failed[0] == now and time.monotonic() < failed[1]):
        return
    try:
        store.save(_engine(), key, session)
        st.session_state[_SAVED] = now
        st.session_state.pop(_PROBLEM, None)
    except UserError as error:
        st.session_state[_PROBLEM] = str(error)
        st.session_state[_FAILED] = (now, time.monotonic() + _RETRY_SECONDS)


def _write_address(name: str, values: list[str]) -> None:
    """Set a part of the address, only where it changes: each message could overtake what the browser writes there."""
    if st.query_params.get_all(name) != values:
        st.query_params[name] = values


def _restore(session: Session) -> None:
    """Put a session in the place of this visit's, before any widget is drawn."""
    here = known_rows(TASK)
    for found in session.book.measured.values():
        for facts in found.facts:
            if facts.name not in here:
                add_model(_row_to_look_at(facts))
    restore(session.book, session.pictures, session.settings)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _row_to_look_at(facts: ModelFacts) -> ModelRow:
    """Return the row of a model that was measured elsewhere, without a place to load it from.

    A session file may come from anybody: what it says of a path or a repository must not be opened.
    """
    return ModelRow(
        name=facts.name,
        title=facts.title,
        hub_id="",
        tasks=(TASK,),
        library="ultralytics" if facts.library == "ultralytics" else "transformers",
        parameters=facts.parameters,
    )


def comments(comparison: Comparison, book: Workbook, threshold: float) -> None:
    """Draw the student's name and the three comments that the activity asks for, each beside its figures."""
    turn = st.session_state.get(_ROUND, 0)
    key = f"student_{turn}"
    st.text_input(
        _("Your name"), book.student, key=key, max_chars=120, on_change=_keep_name, args=(book, key)
    )
    facts = comment_facts(comparison, threshold, book.truth, same_on_other_devices(book, comparison))
    for name, title in COMMENTS.items():
        own, figures = st.columns([3, 2], gap="medium")
        key = f"comment_{name}_{turn}"
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
    downloads(
        Download(
            _("Download everything (ZIP)"),
            partial(build_zip, HandIn(comparison, tuple(pictures), rows, threshold, copy_of(book))),
            f"{file_stem(comparison)}.zip",
            "application/zip",
            ":material/folder_zip:",
            key="zip",
            kind="primary",
        )
    )


def save_and_load(pictures: Sequence[Picture], settings: Settings | None) -> None:
    """Draw the section about where the work is kept, with the session file to save and to load."""
    problem = st.session_state.get(_PROBLEM)
    if problem:
        st.warning(problem, icon=":material/cloud_off:")
    with st.expander(_("Save and continue later"), icon=":material/save:"):
        st.markdown(
            _(
                "Your work is saved as you go. Keep this page's address: it brings everything back, for 30 days after "
                "your last change. Whoever has the address can see and change the work, so do not publish it."
            )
        )
        st.markdown(
            _(
                "To have others begin with the same models, settings, samples and made scenes, give them this "
                "address, without your work:"
            )
        )
        st.code(_setup_address(settings), language=None, wrap_lines=True)
        as_json = partial(session_json, Session(copy_of(workbook()), tuple(pictures), settings))
        downloads(
            Download(
                _("Save the session file"), as_json, "session.json", "application/json", key="save_session"
            )
        )
        st.file_uploader(
            _("Go on from a session file"),
            type="json",
            max_upload_size=MAX_SESSION_BYTES // 1_000_000,
            key=f"load_session_{st.session_state.get(_ROUND, 0)}",
            on_change=_load,
            help=_("It takes the place of what is on this page."),
        )
    if _LOADED in st.session_state:
        show, words = st.session_state.pop(_LOADED)
        show(plain(words))


def _setup_address(settings: Settings | None) -> str:
    """Return the address of this page with its choices, but without the visitor's work."""
    choices = {name: st.query_params.get_all(name) for name in st.query_params if name != _KEY}
    if settings:
        # The address bar leaves out what a page begins with, and that depends on the visitor's network and machine.
        rows = known_rows(TASK)
        choices["models"] = [rows[name].title for name in settings.models]
    return f"{(st.context.url or '').split('?')[0]}?{urlencode(choices, doseq=True)}"


def _load() -> None:
    file = st.session_state[f"load_session_{st.session_state.get(_ROUND, 0)}"]
    if file is None:
        return
    try:
        session = read_session(file.getvalue())
    except UserError as error:
        st.session_state[_LOADED] = (st.error, str(error))
        return
    _restore(session)
    words = ngettext("{n} picture", "{n} pictures", len(session.pictures))
    st.session_state[_LOADED] = (st.success, _("The session is loaded: {pictures}.").format(pictures=words))
