"""A visitor's work on the comparison page in the store: saved as it grows, found again by the address, shared by two.

Whose work was changed meanwhile by somebody else goes on under a new address, so that nothing of it is lost, and
chooses what becomes of both (see two_versions).
"""

import logging
import time
from collections.abc import Sequence

import streamlit as st

from core.compare.book.fitting import left_out_words
from core.compare.book.session import Session, stamp
from core.compare.measure.run import Settings
from core.errors import UserError
from core.i18n import N_, _
from core.json_files import BusyError
from core.pictures.images import Picture
from core.store import StoreError, is_key, new_key
from core.ui.compare_detectors.choices import CHOICES
from core.ui.compare_detectors.comparison import PICTURES, workbook
from core.ui.compare_detectors.kept_work import (
    KEY,
    OTHER,
    SAMPLES,
    UNREADABLE,
    Other,
    Saving,
    fall_behind,
    find,
    here,
    is_empty,
    save_here,
    saving_of_visit,
    show,
    write_keys,
)
from core.ui.compare_detectors.two_versions import do_what_was_chosen, say_two_versions
from core.ui.frame.markdown import plain
from core.ui.frame.saved import address_of, write_address
from core.ui.inputs.picture_list import pictures_from_names, public_names, start_list
from core.ui.widgets.unsaved import ask_before_leaving

_log = logging.getLogger("miralab")

_LOOKED = "work_looked_for"
_RETRY_SECONDS = 60
_MOST_OTHERS = 10

_NOT_NOW = (StoreError, BusyError)
"""What says that the work cannot be read at the moment, and nothing of the work."""

_CANNOT_READ = N_(
    "The server cannot read the work at this address at the moment. It is not lost: keep the address. The server tries "
    "again with everything that you do here, and what you do until then is not saved."
)


def restore_work() -> None:
    """Bring back the work that the address names, or its samples, when the visit begins; do what was chosen to become
    of two people's work. Call it before any widget is drawn."""
    saving = saving_of_visit()
    first = not st.session_state.get(_LOOKED)
    if first:
        st.session_state[_LOOKED] = True
        _begin(saving)
    elif isinstance(saving.damage, _NOT_NOW):
        _look_again(saving, saving.unreadable)
    if saving.unread:
        _find(saving, first=first)
    do_what_was_chosen(saving)


def _begin(saving: Saving) -> None:
    """Look at what the address asks for, once."""
    key = st.query_params.get(KEY, "")
    if is_key(key):
        saving.key, saving.unread = key, True
        others = dict.fromkeys(filter(is_key, st.query_params.get_all(OTHER)))
        saving.others = tuple(Other(other, None) for other in others if other != key)[:_MOST_OTHERS]
        _look_again(saving, st.query_params.get(UNREADABLE, ""))
    elif key:
        _say_nothing_there()
    elif PICTURES not in st.session_state:
        wanted = st.query_params.get_all(SAMPLES)
        start_list(PICTURES, pictures_from_names(wanted, workbook().truth.setdefault))


def _look_again(saving: Saving, key: str) -> None:
    """Look whether what could not be read in an earlier visit can be read by now; then it can be had or merged."""
    if not is_key(key) or key == saving.key:
        return
    try:
        found = find(key)
    except UserError as error:
        saving.unreadable, saving.damage = key, error
        return
    saving.unreadable, saving.damage = "", None
    if found:
        saving.others += (Other(key, None),)


def _find(saving: Saving, *, first: bool) -> None:
    """Bring back what is at the visit's address, unless something was done here before it could be read; `first` says
    that the visit begins."""
    try:
        found = find(saving.key)
    except _NOT_NOW:
        saving.problem = UserError(_CANNOT_READ)
        return
    except UserError as error:
        # What is there and makes no sense must not be written over: perhaps another version of the app can read it.
        _log.warning("saved work cannot be understood: %s", error.message)
        saving.unreadable, saving.damage = saving.key, error
        saving.key, saving.unread, saving.problem = "", False, None
        return
    if found is None:
        saving.key = ""
        _say_nothing_there()
    elif is_empty(here(saving)):
        if first:
            # The saved choices count, and not those of an older address of the same work. Later the address belongs to
            # the widgets, and they take over what `show` chooses.
            for name in CHOICES:
                st.query_params.pop(name, None)
        show(saving, saving.key, found.session, found)
    else:
        fall_behind(saving)
    # Only now: what was not shown, because the page was left meanwhile, must be shown the next time.
    saving.unread, saving.problem = False, None


def _say_nothing_there() -> None:
    st.info(
        _("There is no saved work at this address: it was not used for 30 days, or it is mistyped."),
        icon=":material/history:",
    )
    st.query_params.pop(KEY, None)


def save_work(pictures: Sequence[Picture], settings: Settings | None) -> bool:
    """Save what changed since it was last saved, under the key in the address.

    Return whether there is something new to say of it, for which the page has to run again (see `say_saving`).
    """
    write_address(SAMPLES, public_names(pictures))
    saving = saving_of_visit()
    session = Session(workbook(), tuple(pictures), settings)
    if not is_empty(session) and not saving.key:
        saving.key = new_key()
    write_keys(saving)
    # What was emptied by hand is saved too; what never was anything is not.
    if (is_empty(session) and not saving.stamp) or saving.unread:
        return False
    now = stamp(session)
    if now == saving.stamp or (now == saving.failed[0] and time.monotonic() < saving.failed[1]):
        return False
    said = _to_say(saving)
    try:
        save_here(saving, session)
        saving.problem = None
    except UserError as error:
        saving.problem = error
        saving.failed = (now, time.monotonic() + _RETRY_SECONDS)
    write_keys(saving)
    if len(saving.others) > said[1]:
        # Whoever types is far from the top of the page.
        st.toast(
            _("Somebody else changed this work too. At the top of the page you choose what becomes of both."),
            icon=":material/call_split:",
            duration="long",
        )
    return said != _to_say(saving)


def _to_say(saving: Saving) -> tuple[object, int]:
    """Return what changes when there is something new to say of the saving."""
    return (bool(saving.problem), saving.left_out, saving.unreadable), len(saving.others)


def ask_about_unsaved(pictures: Sequence[Picture], settings: Settings | None) -> None:
    """Have the browser ask before the tab closes with anything in it that `save_work` could not keep."""
    saving, session = saving_of_visit(), Session(workbook(), tuple(pictures), settings)
    not_kept = not is_empty(session) and stamp(session) != saving.stamp
    ask_before_leaving(unsaved=not_kept or bool(saving.left_out))


def say_saving() -> None:
    """Draw what is wrong with the saving, and the choice of what becomes of this work and somebody else's."""
    saving = saving_of_visit()
    if saving.unreadable:
        words = _(
            "The work at {address} cannot be read. {problem} It stays there as it is; what you do here is kept at an "
            "address of its own."
        )
        st.warning(
            words.format(address=address_of(KEY, saving.unreadable), problem=plain(str(saving.damage))),
            icon=":material/broken_image:",
        )
    if saving.problem:
        st.warning(plain(str(saving.problem)), icon=":material/cloud_off:")
    if saving.left_out:
        st.warning(
            _(
                "All of your work together is too large to be kept. What you typed is saved, but not: "
                "{parts}. Closing this tab would lose that: remove what you no longer need, or download everything as "
                "ZIP."
            ).format(parts=left_out_words(saving.left_out)),
            icon=":material/cloud_off:",
        )
    if saving.done:
        st.success(saving.done, icon=":material/check:")
    if saving.others:
        say_two_versions(saving)
