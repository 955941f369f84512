"""Two people's work on one comparison: what the visitor is told, what he can choose, and doing that."""

from collections.abc import Sequence
from functools import partial
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.compare.book.merge import Conflict, conflict_words, merge
from core.compare.book.session import Session, stamp
from core.compare.book.store import Kept
from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.pictures.images import Picture
from core.store import BehindError
from core.ui.compare_detectors.choices import TASK
from core.ui.compare_detectors.comparison import PICTURES
from core.ui.compare_detectors.kept_work import (
    KEY,
    Saving,
    find,
    here,
    save,
    save_here,
    settle,
    show,
    write_keys,
)
from core.ui.frame.markdown import plain
from core.ui.frame.saved import address_of
from core.ui.inputs.model_input import known_rows
from core.ui.inputs.picture_list import with_picture

Choice = Literal["other", "mine", "merge", "merge all the same"]

_CHOICE = "two_versions_choice"
_MERGE_TRIES = 5


def say_two_versions(saving: Saving) -> None:
    """Draw what there is to choose of this work and the first of those that somebody else has changed."""
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
        if waiting := len(saving.others) - 1:
            st.caption(
                ngettext(
                    "Then you choose about {n} more version of this work.",
                    "Then you choose about {n} more versions of this work.",
                    waiting,
                )
            )
        if saving.conflicts:
            _say_conflicts(saving.conflicts)
        buttons = st.container(horizontal=True)
        choose = partial(_button, buttons)
        if saving.conflicts:
            choose("merge all the same", _("Merge, with the other's there"), ":material/call_merge:")
        else:
            choose("merge", _("Merge both"), ":material/call_merge:")
        choose("other", _("Take the other's"), ":material/move_down:")
        choose("mine", _("Keep mine as a copy"), ":material/file_copy:")


def _button(buttons: DeltaGenerator, choice: Choice, title: str, icon: str) -> None:
    buttons.button(
        title,
        icon=icon,
        key=f"two_versions_{choice.replace(' ', '_')}",
        on_click=_note,
        args=(choice,),
    )


def _note(choice: Choice) -> None:
    # What was typed last may come with the same click, after it: the choice is acted on when all of it is here.
    st.session_state[_CHOICE] = choice


def _say_conflicts(conflicts: Sequence[Conflict]) -> None:
    names = {picture.digest: picture.name for picture in st.session_state.get(PICTURES, ())}
    titles = {name: row.title for name, row in known_rows(TASK).items()}
    listed = "\n".join(f"- {plain(conflict_words(conflict, names, titles))}" for conflict in conflicts)
    words = _("Both of you changed the same, to something different:")
    st.markdown(f"{words}\n\n{listed}")


def do_what_was_chosen(saving: Saving) -> None:
    """Do what the visitor wants to become of his work and the other's, if he has chosen; where that fails, nothing
    changes."""
    choice: Choice | None = st.session_state.pop(_CHOICE, None)
    if choice is None or not saving.others:
        return
    saving.done = ""
    try:
        # What was typed last is part of it, and is at an address of its own before anything takes its place.
        session = here(saving)
        if stamp(session) != saving.stamp:
            save_here(saving, session)
        if choice == "mine":
            settle(saving)
        elif choice == "other":
            _take_other(saving)
        else:
            _merge(saving, in_any_case=choice == "merge all the same")
        saving.problem = None
    except UserError as error:
        saving.problem = error
    write_keys(saving)


def _take_other(saving: Saving) -> None:
    found = find(saving.others[0].key)
    if found is None:
        _other_is_gone(saving)
        return
    _end_with(saving, found.session, found, _("This is the other's work now."))


def _merge(saving: Saving, *, in_any_case: bool) -> None:
    """Save both together in the other's place; name the conflicts first, where there are any."""
    other = saving.others[0]
    for _try in range(_MERGE_TRIES):
        found = find(other.key)
        if found is None:
            _other_is_gone(saving)
            return
        merged = merge(other.base, here(saving), found.session)
        if merged.conflicts and not (in_any_case and set(merged.conflicts) <= set(saving.conflicts)):
            saving.conflicts = merged.conflicts
            return
        _check_list(merged.session.pictures)
        try:
            kept = save(saving, other.key, merged.session, found.version)
        except BehindError:
            continue
        _end_with(saving, merged.session, kept, _("Both are merged, at the address that you share."))
        return
    raise UserError(N_("The other is changing this work right now. Try it again in a moment."))


def _check_list(pictures: Sequence[Picture]) -> None:
    """Raise UserError where so many pictures do not fit into one list."""
    fitting: list[Picture] = []
    for picture in pictures:
        fitting = with_picture(fitting, picture)


def _end_with(saving: Saving, session: Session, kept: Kept, words: str) -> None:
    """Go on with what is at the other's address now; say where this visit's own stays."""
    own = saving.key
    show(saving, saving.others[0].key, session, kept)
    settle(saving)
    saving.done = " ".join(
        (words, _("Yours as it was stays at {address}.").format(address=address_of(KEY, own)))
    )


def _other_is_gone(saving: Saving) -> None:
    settle(saving)
    saving.done = _("The other's work is no longer there, so yours stays as it is.")
