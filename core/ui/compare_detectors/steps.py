"""The activity's six steps, one at a time on the comparison page: which one is shown, and what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.compare.book.workbook import COMMENTS, Workbook
from core.compare.measure.run import Comparison
from core.i18n import N_, _, ngettext
from core.pictures.images import Picture
from core.ui.compare_detectors.kept_work import turn
from core.ui.frame.saved import write_address
from core.ui.frame.style import style

STEPS = {
    "pictures": N_("Pictures"),
    "measure": N_("Measure"),
    "look": N_("Look"),
    "truth": N_("Truth"),
    "table": N_("Table"),
    "hand_in": N_("Hand in"),
}
"""The steps in their order, with their titles."""

STEP = "step"
"""The key of the step that is shown, in the session and in the address."""

_LOOKED_AT = "work_looked_at"


@dataclass(frozen=True)
class State:
    """How far the activity is: pictures chosen, measured with the present choices, and with a truth; and what of one's
    own is written, in the table and to hand in."""

    pictures: int
    measured: int
    with_truth: int
    own_cells: int
    ready_to_hand_in: bool

    def done(self) -> frozenset[str]:
        """Return the steps that are done, of those that can be told from the work alone."""
        finished = {
            "pictures": self.pictures > 1,
            "measure": 1 < self.pictures == self.measured,
            "truth": 0 < self.pictures == self.with_truth,
            "table": self.own_cells > 0,
            "hand_in": self.ready_to_hand_in,
        }
        return frozenset(name for name, is_done in finished.items() if is_done)

    def words(self) -> str:
        """Return the state in a line: "2 pictures · measured · truth in 1 of 2"."""
        if not self.pictures:
            return _("No pictures yet")
        parts = [ngettext("{n} picture", "{n} pictures", self.pictures)]
        if self.measured == self.pictures:
            parts.append(_("measured"))
        elif self.measured:
            parts.append(_("measured: {n} of {all}").format(n=self.measured, all=self.pictures))
        else:
            parts.append(_("not measured"))
        parts.append(
            _("truth in {n} of {all}").format(n=self.with_truth, all=self.pictures)
            if self.with_truth
            else _("no truth yet")
        )
        return " · ".join(parts)


def state_of(book: Workbook, pictures: Sequence[Picture], measured: Comparison | None) -> State:
    """Return how far the work on these pictures is; `measured` is what is measured with the present choices."""
    digests = [picture.digest for picture in pictures]
    found = {image.digest for image in measured.images} if measured else set()
    return State(
        pictures=len(digests),
        measured=sum(digest in found for digest in digests),
        with_truth=sum(digest in book.truth for digest in digests),
        own_cells=sum(bool(text) for (digest, *_cell), text in book.edits.items() if digest in digests),
        ready_to_hand_in=bool(book.student) and all(book.comments.get(name) for name in COMMENTS),
    )


def current_step() -> str:
    """Return the step that is shown, one of STEPS; a visit begins with the one that its address names."""
    asked = st.query_params.get(STEP)
    step: str = st.session_state.setdefault(STEP, asked if asked in STEPS else "pictures")
    write_address(STEP, [step])
    return step


def go_to(step: str) -> None:
    """Show another step from the next run of the page on; for the callbacks of buttons."""
    st.session_state[STEP] = step


def steps(state: State, step: str) -> DeltaGenerator:
    """Draw the steps, with a check mark on what is done, how far the work is, and the ways back and on.

    `step` is the one that is shown. Return the place beside these, for what belongs to the whole activity.
    """
    names, done = list(STEPS), set(state.done())
    if step == "look" and state.measured:
        st.session_state[_LOOKED_AT] = turn()
    # Work that took the place of this has not been looked at.
    if st.session_state.get(_LOOKED_AT) == turn():
        done.add("look")
    style(__file__, "steps.css")
    _check_marks([place for place, name in enumerate(names, start=1) if name in done])
    with st.container(key="steps", gap="xsmall"):
        st.segmented_control(
            _("Steps of the activity"),
            names,
            # The words never change: a browser sends them, and a press during a change would mean nothing.
            format_func=lambda name: f"{names.index(name) + 1}. {_(STEPS[name])}",
            required=True,
            key=STEP,
            label_visibility="collapsed",
            persist_state="session",
            wrap=True,
        )
        row = st.container(horizontal=True, vertical_alignment="center")
        with row:
            st.caption(state.words(), width="stretch")
            place = names.index(step)
            if place:
                _way(names[place - 1], _("Back"), ":material/arrow_back:", kind="tertiary")
            if place + 1 < len(names):
                onward = _("Next: {step}").format(step=_(STEPS[names[place + 1]]))
                _way(
                    names[place + 1],
                    onward,
                    ":material/arrow_forward:",
                    kind="primary" if step in done else "secondary",
                )
    return row


def _check_marks(places: Sequence[int]) -> None:
    """Put a check mark behind the steps at these places, counted from 1."""
    steps = ", ".join(f'.st-key-steps [role="radio"]:nth-of-type({place}) p::after' for place in places)
    st.html(f"<style>{steps or '.st-key-no-step'} {{ content: ' ✓'; }}</style>")


def _way(step: str, words: str, icon: str, *, kind: Literal["primary", "secondary", "tertiary"]) -> None:
    st.button(words, icon=icon, type=kind, key=f"to_{step}", on_click=go_to, args=(step,))


def say_measure_first() -> None:
    """Say that there is nothing to see before the measurement, and show the way to it."""
    st.info(_("Measure first: then you see here what each model finds."), icon=":material/timer:")
    st.button(_("Go to the measurement"), key="measure_first", on_click=go_to, args=("measure",))
