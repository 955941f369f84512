"""Writing, token by token, before the visitor's eyes: to be stopped at any token, and gone on with from any other.

What was written is kept whatever ends it: the model, the settings, the Stop button, or the visitor who leaves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel, Status
from core.models.loader import in_turn
from core.text.border import Text
from core.text.generation import Settings, beginning, instead, steps
from core.text.writing import Written
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask
from core.ui.inputs.text_answers import Answer
from core.ui.text_generation.choices import KEY, TASK, Lane, another_seed, settings_for, side_by_side
from core.ui.text_generation.live import Live

_STEP_BYTES = 3500
_ASKED = f"{KEY}.asked"


@dataclass(frozen=True)
class Further:
    """What was pressed under a continuation: to go on, or (`step` from 0, and its new `token`) to go on from there."""

    row: str
    is_sampled: bool
    step: int | None = None
    token: int = 0


def ask_buttons(is_ready: bool) -> None:
    """Draw the buttons that have everything written anew, the second one from another seed."""

    def anew() -> None:
        st.session_state[_ASKED] = "anew"

    def from_another_seed() -> None:
        another_seed()
        anew()

    with st.container(horizontal=True):
        st.button(
            _("Go on with the text"),
            type="primary",
            key=f"{KEY}.write",
            icon=":material/play_arrow:",
            disabled=not is_ready,
            on_click=anew,
        )
        st.button(
            _("With another seed"),
            key=f"{KEY}.reseed",
            icon=":material/casino:",
            disabled=not is_ready,
            on_click=from_another_seed,
        )


def ask_further(lane: Lane, step: int | None = None, token: int = 0) -> None:
    """Have a continuation gone on with in this run, for a callback."""
    st.session_state[_ASKED] = Further(lane.row.name, lane.is_sampled, step, token)


@dataclass
class _Kept:
    """What is written by now, and by which model.

    It is brought up to date token by token, and not once at the end: whoever presses Stop, or leaves, ends the run
    where it is, and from then on Streamlit lets it keep nothing more.
    """

    row: ModelRow
    written: Written


def kept(lane: Lane, text: Text) -> Answer[Written] | None:
    """Return what was written last in a lane behind a text, or None."""
    found: _Kept | None = answers.kept_answer(_key(lane, text))
    return Answer(found.row, found.written) if found else None


def _keep(lane: Lane, text: Text, row: ModelRow, written: Written) -> _Kept:
    found = _Kept(row, written)
    answers.keep_answer(_key(lane, text), found, _STEP_BYTES * written.settings.most_tokens)
    return found


def write(
    live: DeltaGenerator,
    place: DeltaGenerator,
    lanes: Sequence[Lane],
    text: Text | None,
    settings: Settings,
) -> None:
    """Do what was asked for in this run: write in all lanes, or go on in one. Meanwhile what is written is seen in
    `live`, and what was there before goes out of `place`; what there is to say stands here.

    What goes wrong with a model is said, and the others write.
    """
    asked = st.session_state.pop(_ASKED, None)
    if asked is None or text is None:
        return
    jobs = {
        lane: job
        for lane in lanes
        if (
            job := _Job(Written(settings_for(lane, settings)))
            if asked == "anew"
            else _further(lane, text, asked, settings)
        )
    }
    if not jobs:
        return
    place.empty()
    with live.container():
        st.button(_("Stop"), key=f"{KEY}.stop", icon=":material/stop_circle:")
        shown = {lane: Live(where, lane, text) for lane, where in side_by_side(list(jobs)).items()}
    for row in dict.fromkeys(lane.row for lane in jobs):
        with guard():
            _write_row({lane: job for lane, job in jobs.items() if lane.row == row}, text, shown)
    live.empty()


@dataclass(frozen=True)
class _Job:
    """What to do in a lane: go on with what is `written`, once the token of `step` is another one (None: it is not)."""

    written: Written
    step: int | None = None
    token: int = 0


def _further(lane: Lane, text: Text, asked: Further, settings: Settings) -> _Job | None:
    answer = kept(lane, text)
    if answer is None or (asked.row, asked.is_sampled) != (lane.row.name, lane.is_sampled):
        return None
    written = answer.found
    # What the browser shows may be older than what is kept.
    if asked.step is not None and not any(
        one.token == asked.token for step in written.steps[asked.step :][:1] for one in step.candidates
    ):
        return None
    there = len(written.steps) if asked.step is None else asked.step + 1
    if there >= written.settings.most_tokens:
        more = replace(written.settings, most_tokens=there + settings.most_tokens)
        written = replace(written, settings=more)
    return _Job(written, asked.step, asked.token)


def _write_row(jobs: Mapping[Lane, _Job], text: Text, shown: Mapping[Lane, Live]) -> None:
    """Write in the lanes of one model, a token each in turn."""
    with status_line() as notify:
        row = next(iter(jobs)).row
        ask(row, TASK, lambda loaded: _run(loaded, jobs, text, shown, notify), notify)


def _run(
    loaded: LoadedModel,
    jobs: Mapping[Lane, _Job],
    text: Text,
    shown: Mapping[Lane, Live],
    notify: Callable[[Status | None], None],
) -> None:
    going = {lane: _Run(loaded, job, text) for lane, job in jobs.items()}
    # It is in memory: nothing is loaded any more.
    notify(None)
    with in_turn() as turn:
        while going:
            for lane, run in list(going.items()):
                if not run.go_on():
                    del going[lane]
                run.kept = run.kept or _keep(lane, text, loaded.row, run.written)
                run.kept.written = run.written
                shown[lane].show(run.written)
                turn.give_way(shown[lane].waiting(notify))


class _Run:
    """One continuation under way; `kept` is where it is kept, once there is something of it."""

    kept: _Kept | None = None

    def __init__(self, loaded: LoadedModel, job: _Job, text: Text) -> None:
        tokenizer, model = loaded.model.processor, loaded.model.model
        settings = job.written.settings
        start = beginning(tokenizer, model, text.content, settings.most_tokens)
        before = job.written.steps if job.step is None else job.written.steps[: job.step]
        begun = min(len(before), settings.most_tokens - 1)
        if job.step is not None:
            step = job.written.steps[job.step]
            candidate = next(one for one in step.candidates if one.token == job.token)
            tokens = [one.chosen.token for one in before]
            before = (*before, instead(tokenizer, model, start, tokens, step, candidate))
        self.written = replace(job.written, steps=before, left_out=start.left_out, begun=begun)
        self._steps = (
            iter(())
            if self.written.is_ended
            else steps(tokenizer, model, start, settings, self.written.tokens)
        )

    def go_on(self) -> bool:
        """Write one token more, and tell whether there was one."""
        step = next(self._steps, None)
        if step is None:
            return False
        self.written = replace(self.written, steps=(*self.written.steps, step))
        return True


def _key(lane: Lane, text: Text) -> tuple[object, ...]:
    return TASK, text.digest, lane.row, lane.is_sampled
