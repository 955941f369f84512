"""A visitor's work on the comparison page in the store: saved as it grows, found again by the address, shared by two.

Whose work was changed meanwhile by somebody else goes on under a new address, so that nothing of it is lost, and
chooses what becomes of both.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.compare.book import store
from core.compare.book.merge import Conflict, conflict_words, merge
from core.compare.book.session import Session, stamp
from core.compare.book.workbook import copy_of
from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import Settings
from core.errors import UserError
from core.i18n import N_, _
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.store import BehindError, StoreError, is_key, new_key
from core.store_folder import is_temporary
from core.ui.compare_detectors.comparison import CHOICES, PICTURES, TASK, restore, workbook
from core.ui.frame.markdown import plain
from core.ui.frame.saved import store_engine, write_address
from core.ui.inputs.model_input import add_model, known_rows
from core.ui.inputs.picture_list import pictures_from_names, public_names, start_list, with_picture

KEY = "work"
OTHER = "other"
"""The parts of the address that name this visit's work, and the work that somebody else changed meanwhile."""

_log = logging.getLogger("miralab")

_SAMPLES = "samples"
_SAVING = "saved_work"
_LOOKED = "work_looked_for"
_ROUND = "work_round"
_RETRY_SECONDS = 60
_MERGE_TRIES = 5

_CANNOT_READ = N_(
    "The server cannot read the work at this address at the moment. It is not lost: keep the address. The server tries "
    "again with everything that you do here, and what you do until then is not saved."
)

Choice = Literal["other", "mine", "merge", "merge all the same"]


@dataclass
class _Saving:
    """How far the saving of this visit's work is.

    `key` is the entry that it goes to ("" before the first), `unread` says that what is there could not be read yet,
    `version` is the one seen last and `saved` what it held, `stamp` that of what was saved last. `failed` is the stamp
    that could not be saved, and until when that is not tried again; `problem` what to say of it. `other` is the entry
    that somebody else has changed, `base` what both began with, `choice` what the visitor wants to become of both,
    `conflicts` what he was told stands against it, `done` what to say of what was done last.
    """

    key: str = ""
    unread: bool = False
    version: int = 0
    saved: Session | None = None
    stamp: str = ""
    failed: tuple[str, float] = ("", 0.0)
    problem: UserError | None = None
    other: str = ""
    base: Session | None = None
    choice: Choice | None = None
    conflicts: tuple[Conflict, ...] = ()
    done: str = ""


def _saving() -> _Saving:
    saving: _Saving = st.session_state.setdefault(_SAVING, _Saving())
    return saving


def restore_work() -> None:
    """Bring back the work that the address names, or its samples, when the visit begins; do what was chosen to become
    of two people's work. Call it before any widget is drawn."""
    saving = _saving()
    if not st.session_state.get(_LOOKED):
        st.session_state[_LOOKED] = True
        _begin(saving)
    if saving.unread:
        _find(saving)
    if saving.choice:
        _choose(saving, saving.choice)
        saving.choice = None


def _begin(saving: _Saving) -> None:
    """Look at what the address asks for, once."""
    key, other = st.query_params.get(KEY, ""), st.query_params.get(OTHER, "")
    if is_key(key):
        saving.key, saving.unread = key, True
        saving.other = other if is_key(other) and other != key else ""
    elif key:
        _say_nothing_there()
    elif PICTURES not in st.session_state:
        wanted = st.query_params.get_all(_SAMPLES)
        start_list(PICTURES, pictures_from_names(wanted, workbook().truth.setdefault))


def _find(saving: _Saving) -> None:
    """Bring back what is at the visit's address, unless something was done here before it could be read."""
    try:
        found = store.find(store_engine(), saving.key)
    except StoreError:
        saving.problem = UserError(_CANNOT_READ)
        return
    except UserError as error:
        # What is there and cannot be understood must not be written over.
        _log.warning("saved work cannot be understood: %s", error.message)
        saving.problem, saving.key, saving.unread = error, "", False
        return
    saving.unread, saving.problem = False, None
    if found is None:
        saving.key = ""
        _say_nothing_there()
    elif _is_empty(_here(saving)):
        # The saved choices count, and not those of an older address of the same work.
        for name in CHOICES:
            st.query_params.pop(name, None)
        _show(saving, saving.key, found.session, found.version)
    else:
        _fall_behind(saving)


def _say_nothing_there() -> None:
    st.info(
        _("There is no saved work at this address: it was not used for 30 days, or it is mistyped."),
        icon=":material/history:",
    )
    st.query_params.pop(KEY, None)


def _here(saving: _Saving) -> Session:
    """Return this visit's work as it is before the page is drawn."""
    settings = saving.saved.settings if saving.saved else None
    return Session(workbook(), tuple(st.session_state.get(PICTURES, ())), settings)


def _is_empty(session: Session) -> bool:
    book = session.book
    return not (session.pictures or book.measured or book.truth or book.student or book.comments)


def _show(saving: _Saving, key: str, session: Session, version: int) -> None:
    """Put what is kept under `key` in the place of this visit's work, and go on with it."""
    put_session(session)
    saving.key, saving.version, saving.stamp = key, version, stamp(session)
    saving.saved = session._replace(book=copy_of(session.book))


def put_session(session: Session) -> None:
    """Put a session in the place of this visit's, before any widget is drawn."""
    here = known_rows(TASK)
    for found in session.book.measured.values():
        for facts in found.facts:
            if facts.name not in here:
                add_model(_row_to_look_at(facts))
    restore(session.book, session.pictures, session.settings)
    st.session_state[_ROUND] = turn() + 1


def turn() -> int:
    """Return how often this visit's work was replaced: widgets that show it are others then."""
    return st.session_state.get(_ROUND, 0)


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


def save_work(pictures: Sequence[Picture], settings: Settings | None) -> bool:
    """Save what changed since it was last saved, under the key in the address.

    Return whether there is something new to say of it, for which the page has to run again (see `say_saving`).
    """
    write_address(_SAMPLES, public_names(pictures))
    saving = _saving()
    session = Session(workbook(), tuple(pictures), settings)
    if not _is_empty(session) and not saving.key:
        saving.key = new_key()
    _write_keys(saving)
    # What was emptied by hand is saved too; what never was anything is not.
    if (_is_empty(session) and not saving.stamp) or saving.unread:
        return False
    now = stamp(session)
    if now == saving.stamp or (now == saving.failed[0] and time.monotonic() < saving.failed[1]):
        return False
    said = (bool(saving.problem), saving.other)
    try:
        _save(saving, session, now)
        saving.problem = None
    except UserError as error:
        saving.problem = error
        saving.failed = (now, time.monotonic() + _RETRY_SECONDS)
    _write_keys(saving)
    if saving.other and saving.other != said[1]:
        # Whoever types is far from the top of the page.
        st.toast(
            _("Somebody else changed this work too. At the top of the page you choose what becomes of both."),
            icon=":material/call_split:",
            duration="long",
        )
    return said != (bool(saving.problem), saving.other)


def _save(saving: _Saving, session: Session, now: str) -> None:
    """Save the session under the visit's key, or under a new one where somebody else has changed what is there."""
    engine = store_engine()
    try:
        version = store.save(engine, saving.key, session, saving.version)
    except BehindError:
        _fall_behind(saving)
        version = store.save(engine, saving.key, session)
    saving.version, saving.stamp = version, now
    saving.saved = session._replace(book=copy_of(session.book))


def _fall_behind(saving: _Saving) -> None:
    """Go on under a new key, because what is under the visit's key is somebody else's by now."""
    saving.other, saving.base = saving.key, saving.saved
    saving.key, saving.version, saving.stamp, saving.conflicts = new_key(), 0, "", ()
    saving.done = ""


def _write_keys(saving: _Saving) -> None:
    if saving.key:
        write_address(KEY, [saving.key])
        write_address(OTHER, [saving.other] if saving.other else [])


def only_for_now() -> bool:
    """Say whether the server may forget the work when it is started again."""
    try:
        return is_temporary(store_engine())
    except StoreError:
        return False


def say_saving() -> None:
    """Draw what is wrong with the saving, and the choice of what becomes of this work and somebody else's."""
    saving = _saving()
    if saving.problem:
        st.warning(plain(str(saving.problem)), icon=":material/cloud_off:")
    if saving.done:
        st.success(saving.done, icon=":material/check:")
    if not saving.other:
        return
    with st.container(border=True, key="two_versions"):
        st.warning(
            _(
                "Meanwhile somebody else changed this work: in another tab, or on another computer with the same "
                "address. Nothing of yours is lost: it is kept at an address of its own, which this page has now."
            )
            if saving.stamp
            else _(
                "Meanwhile somebody else changed this work: in another tab, or on another computer with the same "
                "address. Yours is on this page only: save the session file before you close it."
            ),
            icon=":material/call_split:",
        )
        if saving.conflicts:
            _say_conflicts(saving.conflicts)
        buttons = st.container(horizontal=True)
        choose = partial(_button, buttons, saving)
        if saving.conflicts:
            choose("merge all the same", _("Merge, with the other's there"), ":material/call_merge:")
        else:
            choose("merge", _("Merge both"), ":material/call_merge:")
        choose("other", _("Take the other's"), ":material/move_down:")
        choose("mine", _("Keep mine as a copy"), ":material/file_copy:")


def _button(buttons: DeltaGenerator, saving: _Saving, choice: Choice, title: str, icon: str) -> None:
    buttons.button(
        title,
        icon=icon,
        key=f"two_versions_{choice.replace(' ', '_')}",
        on_click=_note,
        args=(saving, choice),
    )


def _note(saving: _Saving, choice: Choice) -> None:
    # What was typed last may come with the same click, after it: the choice is acted on when all of it is here.
    saving.choice = choice


def _say_conflicts(conflicts: Sequence[Conflict]) -> None:
    names = {picture.digest: picture.name for picture in st.session_state.get(PICTURES, ())}
    titles = {name: row.title for name, row in known_rows(TASK).items()}
    listed = "\n".join(f"- {plain(conflict_words(conflict, names, titles))}" for conflict in conflicts)
    words = _("Both of you changed the same, to something different:")
    st.markdown(f"{words}\n\n{listed}")


def _choose(saving: _Saving, choice: Choice) -> None:
    """Do what the visitor wants to become of his work and the other's; where that fails, nothing changes."""
    saving.done = ""
    try:
        # What was typed last is part of it, and is at an address of its own before anything takes its place.
        session = _here(saving)
        if (now := stamp(session)) != saving.stamp:
            _save(saving, session, now)
        if choice == "mine":
            saving.other, saving.base, saving.conflicts = "", None, ()
        elif choice == "other":
            _take_other(saving)
        else:
            _merge(saving, in_any_case=choice == "merge all the same")
        saving.problem = None
    except UserError as error:
        saving.problem = error
    _write_keys(saving)


def _take_other(saving: _Saving) -> None:
    found = store.find(store_engine(), saving.other)
    if found is None:
        _other_is_gone(saving)
        return
    _end_with(saving, found.session, found.version, _("This is the other's work now."))


def _merge(saving: _Saving, *, in_any_case: bool) -> None:
    """Save both together in the other's place; name the conflicts first, where there are any."""
    engine = store_engine()
    for _try in range(_MERGE_TRIES):
        found = store.find(engine, saving.other)
        if found is None:
            _other_is_gone(saving)
            return
        merged = merge(saving.base, _here(saving), found.session)
        if merged.conflicts and not (in_any_case and set(merged.conflicts) <= set(saving.conflicts)):
            saving.conflicts = merged.conflicts
            return
        _check_list(merged.session.pictures)
        try:
            version = store.save(engine, saving.other, merged.session, found.version)
        except BehindError:
            continue
        _end_with(saving, merged.session, version, _("Both are merged, at the address that you share."))
        return
    raise UserError(N_("The other is changing this work right now. Try it again in a moment."))


def _check_list(pictures: Sequence[Picture]) -> None:
    """Raise UserError where so many pictures do not fit into one list."""
    fitting: list[Picture] = []
    for picture in pictures:
        fitting = with_picture(fitting, picture)


def _end_with(saving: _Saving, session: Session, version: int, words: str) -> None:
    """Go on with what is at the other's address now; say where this visit's own stays."""
    own = saving.key
    _show(saving, saving.other, session, version)
    saving.other, saving.base, saving.conflicts = "", None, ()
    # As code, since it is there to be copied.
    address = f"{(st.context.url or '').split('?')[0]}?{KEY}={own}".replace("`", "")
    saving.done = " ".join((words, _("Yours as it was stays at {address}.").format(address=f"`{address}`")))


def _other_is_gone(saving: _Saving) -> None:
    saving.other, saving.base, saving.conflicts = "", None, ()
    saving.done = _("The other's work is no longer there, so yours stays as it is.")
