"""Session files on the comparison page: written, read, and put in the place of what is there."""

import streamlit as st

from core.compare.book.fitting import fitting
from core.compare.book.session import MAX_SESSION_BYTES, Session, read_session, session_json
from core.errors import UserError
from core.i18n import _, ngettext
from core.turns import in_turn
from core.ui.compare_detectors.comparison import PICTURES
from core.ui.compare_detectors.kept_work import (
    KEY,
    is_set_up,
    put_session,
    saving_of_visit,
    set_aside,
    turn,
)
from core.ui.compare_detectors.steps import go_to
from core.ui.frame.markdown import plain
from core.ui.frame.saved import address_of
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.picture_list import add_known_truth, keeping_what_was_before
from core.ui.inputs.scene_input import as_scene

_LOADED = "session_loaded"


def session_file(session: Session) -> bytes:
    """Return as much of a session as fits into a file, as the content of that file."""
    # What does not fit is said at the top of the page: it does not fit into the store either.
    return session_json(fitting(session).session)


def session_uploader(words: str, name: str) -> None:
    """Draw a way in for session files, and what came of the last file that came through it.

    `name` begins the widget's key. The work in the file takes the place of the page's; a set-up (see
    `core.ui.compare_detectors.share`) begins the activity anew, and the page's work stays at its address.
    """
    key = f"{name}_{turn()}"
    limit_words(key, MAX_SESSION_BYTES, ["JSON"])
    st.file_uploader(
        words,
        type="json",
        max_upload_size=MAX_SESSION_BYTES // 1_000_000,
        key=key,
        on_change=_load,
        args=(name, key),
        help=_("It takes the place of what is on this page."),
    )
    if name in st.session_state.get(_LOADED, {}):
        show, said = st.session_state[_LOADED].pop(name)
        show(said)


def _load(name: str, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    try:
        # A widget's callback runs before the page has its turn.
        with in_turn("work"):
            session = read_session(file.getvalue())
            said = _begin_with(session) if is_set_up(session) else _go_on_with(session)
        st.session_state[_LOADED] = {name: (st.success, said)}
    except UserError as error:
        st.session_state[_LOADED] = {name: (st.error, plain(str(error)))}


def _go_on_with(session: Session) -> str:
    """Put a session in the place of the visit's work, and return what to say of it."""
    put_session(session)
    pictures = ngettext("{n} picture", "{n} pictures", len(session.pictures))
    return _("The session is loaded: {pictures}.").format(pictures=pictures)


def _begin_with(session: Session) -> str:
    """Begin the activity with a set-up, and return what to say of it; raises UserError where the visit's work could
    not be kept."""
    before = set_aside(saving_of_visit())
    for picture in session.pictures:
        add_known_truth(as_scene(picture), session.book.truth.setdefault)
    with keeping_what_was_before(PICTURES):
        put_session(session)
    go_to("pictures")
    pictures = ngettext("{n} picture", "{n} pictures", len(session.pictures))
    said = _("The activity begins with what the file holds: {pictures}.").format(pictures=pictures)
    if before:
        kept = _("What you had here stays at {address}.").format(address=address_of(KEY, before))
        return f"{said} {kept}"
    return said
