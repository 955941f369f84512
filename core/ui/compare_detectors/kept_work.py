"""How far the saving of this visit's work on the comparison page is, and its single steps."""

from dataclasses import dataclass

import streamlit as st

from core.compare.book import store
from core.compare.book.fitting import NOTHING, LeftOut, fitting, left_out_words
from core.compare.book.merge import Conflict
from core.compare.book.session import Session, stamp
from core.compare.book.store import Kept
from core.compare.book.workbook import copy_of
from core.compare.measure.facts import ModelFacts
from core.errors import UserError
from core.i18n import N_
from core.models.catalogue.row import ModelRow
from core.pictures.boxes import SCENE
from core.store import BehindError, StoreError, new_key
from core.store_folder import is_temporary
from core.ui.compare_detectors.choices import TASK
from core.ui.compare_detectors.comparison import PICTURES, restore, workbook
from core.ui.frame.saved import store_engine, write_address
from core.ui.inputs.model_input import add_model, known_rows
from core.ui.inputs.picture_list import is_public

KEY = "work"
OTHER = "other"
UNREADABLE = "unreadable"
ADDRESS = (KEY, OTHER, UNREADABLE)
"""The parts of the address that name this visit's work, what somebody else changed meanwhile, and what was at the
visit's address and cannot be read."""

SAMPLES = "samples"
"""The part of the address that names the pictures which everybody can have."""

_TOO_LARGE = N_(
    "What you have here is too large to be kept, so the file does not take its place. This would be lost: {parts}. "
    "Remove what you no longer need, or download everything as ZIP."
)

_SAVING = "saved_work"
_ROUND = "work_round"


@dataclass(frozen=True)
class Other:
    """An entry that this visit's work was in until somebody else changed it, and what both began with (None: not
    known)."""

    key: str
    base: Session | None


@dataclass
class Saving:
    """How far the saving of this visit's work is.

    `key` is the entry that it goes to ("" before the first), `unread` says that what is there could not be read yet,
    `version` is the one seen last and `saved` what it held, `stamp` that of what was saved last. `failed` is the stamp
    that could not be saved, and until when that is not tried again; `problem` what to say of it; `left_out` what was
    too much to be saved with the rest. `unreadable` is the
    entry that the visit's address named and that makes no sense ("" where none does), `damage` what is wrong with it.

    `others` are the entries that somebody else has changed, the first of them to be settled first; `conflicts` what the
    visitor was told stands against merging that one, `done` what to say of what was done last.
    """

    key: str = ""
    unread: bool = False
    version: int = 0
    saved: Session | None = None
    stamp: str = ""
    failed: tuple[str, float] = ("", 0.0)
    problem: UserError | None = None
    left_out: LeftOut = NOTHING
    unreadable: str = ""
    damage: UserError | None = None
    others: tuple[Other, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    done: str = ""


def saving_of_visit() -> Saving:
    """Return how far the saving of this visit's work is."""
    saving: Saving = st.session_state.setdefault(_SAVING, Saving())
    return saving


def find(key: str) -> Kept | None:
    """Return what the store has under a key; raises as `core.compare.book.store.find`."""
    return store.find(store_engine(), key)


def save(saving: Saving, key: str, session: Session, after: int) -> Kept:
    """Keep as much of a session under a key as there is room for, and return that.

    Raises as `core.compare.book.store.save`.
    """
    part, left_out = fitting(session)
    version = store.save(store_engine(), key, part, after)
    saving.left_out = left_out
    return Kept(part, version)


def here(saving: Saving) -> Session:
    """Return this visit's work as it is before the page is drawn."""
    settings = saving.saved.settings if saving.saved else None
    return Session(workbook(), tuple(st.session_state.get(PICTURES, ())), settings)


def is_empty(session: Session) -> bool:
    """Say whether there is nothing in a session that anybody chose, measured, drew or typed."""
    book = session.book
    return not (session.pictures or book.measured or book.truth or book.student or book.comments)


def is_set_up(session: Session) -> bool:
    """Say whether a session is only what an activity begins with: pictures and choices, and nothing measured, drawn or
    typed."""
    book = session.book
    # A truth without a box says that there is nothing to find.
    drawn = any(not boxes or any(box.origin != SCENE for box in boxes) for boxes in book.truth.values())
    return not (book.measured or book.edits or book.student or book.comments or drawn)


def show(saving: Saving, key: str, session: Session, kept: Kept) -> None:
    """Put a session in the place of this visit's work, and go on with it; `kept` is what is under `key` of it."""
    put_session(session)
    _go_on(saving, key, session, kept)


def _go_on(saving: Saving, key: str, session: Session, kept: Kept) -> None:
    saving.key, saving.version, saving.stamp = key, kept.version, stamp(session)
    saving.saved = kept.session._replace(book=copy_of(kept.session.book))


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


def save_here(saving: Saving, session: Session) -> None:
    """Save the session under the visit's key, or under a new one where somebody else has changed what is there."""
    try:
        kept = save(saving, saving.key, session, saving.version)
    except BehindError:
        fall_behind(saving)
        kept = save(saving, saving.key, session, 0)
    _go_on(saving, saving.key, session, kept)


def fall_behind(saving: Saving) -> None:
    """Go on under a new key, because what is under the visit's key is somebody else's by now."""
    if saving.key not in [other.key for other in saving.others]:
        saving.others += (Other(saving.key, saving.saved),)
    saving.key, saving.version, saving.stamp = new_key(), 0, ""
    saving.done = ""


def set_aside(saving: Saving) -> str:
    """Leave this visit's work at its address and go on under a new one; return the key of what was left there.

    That is "" where nothing is to be left: choices, and pictures that everybody can have, can be chosen again. Raises
    UserError where the work cannot be kept, and nothing changes.
    """
    session = here(saving)
    if is_set_up(session) and all(map(is_public, session.pictures)):
        return ""
    saving.key = saving.key or new_key()
    if stamp(session) != saving.stamp:
        save_here(saving, session)
    if saving.left_out:
        raise UserError(_TOO_LARGE, parts=left_out_words(saving.left_out))
    key = saving.key
    saving.key, saving.version, saving.stamp, saving.saved = "", 0, "", None
    return key


def settle(saving: Saving) -> None:
    """Be done with the first of the entries that somebody else has changed."""
    saving.others, saving.conflicts = saving.others[1:], ()


def write_keys(saving: Saving) -> None:
    """Have the address name what belongs to this visit."""
    # What cannot be read keeps the address until there is something else to be kept there.
    if key := saving.key or saving.unreadable:
        write_address(KEY, [key])
        write_address(OTHER, [other.key for other in saving.others])
        write_address(UNREADABLE, [saving.unreadable] if saving.unreadable not in ("", key) else [])


def only_for_now() -> bool:
    """Say whether the server may forget the work when it is started again."""
    try:
        return is_temporary(store_engine())
    except StoreError:
        return False
