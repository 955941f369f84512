"""The comparison page's run: what is to be measured, measuring it, and what came of it. It is read in `reading`."""

from collections.abc import Callable, Sequence
from time import monotonic

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.compare.book.length import estimated_seconds, is_too_long, most_timed_runs, timed_runs
from core.compare.book.workbook import (
    Workbook,
    comparison_of,
    disturbed,
    keep,
    latest_settings,
    measured_for,
    missing,
)
from core.compare.measure.disturbed import disturbed_words
from core.compare.measure.facts import facts_of
from core.compare.measure.run import (
    Comparison,
    ImageResult,
    NextRun,
    PictureFailed,
    PictureMeasured,
    Settings,
    measure,
)
from core.errors import UserError
from core.i18n import N_, _, decimal, ngettext, seconds
from core.models.catalogue.row import ModelRow
from core.models.defaults import on_this_machine
from core.models.devices import devices
from core.models.loaded import LoadedModel, Status, unable_words
from core.models.loader import answer, check_together, together
from core.pictures.images import Picture
from core.ui.compare_detectors.choices import TASK, restore_choices
from core.ui.compare_detectors.truth.state import forget_editing
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs.domains import domain_gap
from core.ui.inputs.model_input import known_rows
from core.ui.inputs.picture_list import start_list
from core.vision.detection.detect import try_out

PICTURES = "compare"
"""The session's key of the chosen pictures."""

_BOOK = "workbook"
_FAILED = "failed_pictures"
_RUNNING = "measuring"
_UNABLE = "devices_that_could_not"
_SHOWN_EVERY = 0.5
"""Seconds."""


def workbook() -> Workbook:
    """Return this visitor's workbook, a new one on the first visit."""
    return st.session_state.setdefault(_BOOK, Workbook())


def restore(book: Workbook, pictures: Sequence[Picture], settings: Settings | None) -> None:
    """Put saved work in the place of this visit's; call it before the page's widgets are drawn."""
    st.session_state[_BOOK] = book
    start_list(PICTURES, pictures)
    forget_editing()
    if settings:
        restore_choices(settings)


def measured_now(pictures: Sequence[Picture], settings: Settings | None) -> Comparison | None:
    """Return what is measured of these pictures with these choices, or None."""
    names = {picture.digest: picture.name for picture in pictures}
    return comparison_of(workbook(), settings, names) if settings else None


def explain_gap(done: Comparison, pictures: Sequence[Picture]) -> None:
    """Say where measured models met pictures of a kind that they did not learn from."""
    rows = known_rows(TASK)
    measured = {image.digest for image in done.images}
    domain_gap(
        [rows[facts.name] for facts in done.models if facts.name in rows],
        [picture for picture in pictures if picture.digest in measured],
    )


def run_section(pictures: Sequence[Picture], settings: Settings, save: Callable[[], object]) -> None:
    """Draw the run button and, once it is pressed, run: every finished picture is kept, whatever happens next.

    `save` is called after each of them.
    """
    rows = known_rows(TASK)
    domain_gap([rows[name] for name in settings.models if name in rows], pictures)
    todo, fresh = _run_buttons(pictures, settings)
    if len(pictures) < 2:
        st.info(
            _("Choose two pictures at least: the activity asks for that."),
            icon=":material/add_photo_alternate:",
        )
    if todo:
        placeholder = st.empty()
        st.session_state[_RUNNING] = True
        try:
            with placeholder.container():
                _run(todo, settings, save, fresh=fresh)
        except Exception:
            del st.session_state[_RUNNING]
            raise
        finally:
            placeholder.empty()
        del st.session_state[_RUNNING]
        st.rerun()
    _say_unable()


def _run_buttons(pictures: Sequence[Picture], settings: Settings) -> tuple[Sequence[Picture], bool]:
    """Draw the buttons; return the pictures to measure now, and whether that begins a measurement anew: with all
    pictures, and not with those left over or those that others disturbed."""
    digests = [picture.digest for picture in pictures]
    left_over, spoilt = missing(workbook(), settings, digests), disturbed(workbook(), settings, digests)
    begun = 0 < len(left_over) < len(pictures)
    too_many = is_too_long(len(pictures), settings)
    buttons = st.container(horizontal=True)
    again = buttons.button(
        _("Measure again") if pictures and not left_over else _("Measure"),
        type="primary" if left_over and not begun else "secondary",
        icon=":material/play_arrow:",
        disabled=len(pictures) < 2 or too_many,
        key="run",
    )
    resume = (
        begun
        and not too_many
        and buttons.button(
            ngettext(
                "Measure the {n} picture that is left",
                "Measure the {n} pictures that are left",
                len(left_over),
            ),
            type="primary",
            icon=":material/resume:",
            key="resume",
        )
    )
    if len(pictures) > 1:
        _say_length(len(pictures), settings, too_many=too_many)
    if again:
        return pictures, True
    wanted = set(left_over) if resume else _ask_for_disturbed(spoilt, too_many=too_many)
    return [picture for picture in pictures if picture.digest in wanted], False


def _ask_for_disturbed(found: Sequence[ImageResult], *, too_many: bool) -> set[str]:
    """Say which times others disturbed, and return the digests of their pictures once they are to be measured again."""
    if not found:
        return set()
    with st.container(border=True):
        st.warning(disturbed_words(found), icon=":material/speed:")
        again = st.button(
            ngettext(
                "Measure the disturbed picture again", "Measure the {n} disturbed pictures again", len(found)
            ),
            icon=":material/replay:",
            key="again_disturbed",
            disabled=too_many,
            help=_("The new times take the place of the old ones; everything else stays."),
        )
    return {image.digest for image in found} if again else set()


def _say_length(pictures: int, settings: Settings, *, too_many: bool) -> None:
    """Say how many timed runs there will be, and about how long they take; or that they are too many."""
    runs = ngettext("{n} timed run", "{n} timed runs", timed_runs(pictures, settings))
    if too_many:
        st.warning(
            _(
                "{runs} would keep this server busy for too long: {limit} are allowed. Choose fewer pictures, models "
                "or runs of each."
            ).format(runs=runs, limit=decimal(most_timed_runs(), 0)),
            icon=":material/hourglass_disabled:",
        )
        return
    estimated = estimated_seconds(workbook(), pictures, settings)
    st.caption(_("{runs}, about {time}").format(runs=runs, time=seconds(estimated)) if estimated else runs)


def say_what_failed() -> None:
    """Say, once, in whatever step one is by then, that the last run was stopped, and which pictures failed in it."""
    if st.session_state.pop(_RUNNING, False):
        st.info(
            _(
                "The measurement was stopped. What was finished is kept; the other pictures are still to be measured."
            ),
            icon=":material/stop_circle:",
        )
    for sentence in st.session_state.pop(_FAILED, []):
        st.warning(sentence, icon=":material/warning:")


def _say_unable() -> None:
    """Say which models could not run on the device in the last run."""
    for title, device in st.session_state.get(_UNABLE, {}).items():
        st.warning(unable_words(title, device), icon=":material/memory_alt:")


def _run(pictures: Sequence[Picture], settings: Settings, save: Callable[[], object], *, fresh: bool) -> None:
    rows = known_rows(TASK)
    st.button(_("Stop"), icon=":material/stop:", key="stop", help=_("What is finished stays."))
    bar = st.progress(0.0, text=_("Getting the models ready…"))
    chosen = [rows[name] for name in settings.models]
    with status_line() as notify:
        check_together(chosen)
        for row in chosen:
            _load(row, settings.device, notify)
        with together(chosen, settings.device, notify) as loaded:
            st.session_state[_UNABLE] = {model.row.title: model.unable for model in loaded if model.unable}
            _measure(pictures, settings, loaded, save, bar, fresh=fresh)


def _measure(
    pictures: Sequence[Picture],
    settings: Settings,
    loaded: Sequence[LoadedModel],
    save: Callable[[], object],
    bar: DeltaGenerator,
    *,
    fresh: bool,
) -> None:
    book = workbook()
    measured = measured_for(book, settings, [facts_of(model) for model in loaded], fresh=fresh)
    shown = 0.0
    with status_line() as notify:
        for event in measure(pictures, loaded, settings, notify=notify):
            if isinstance(event, NextRun):
                # A browser that draws every step would take the processor from the next run, on the same machine.
                if monotonic() - shown < _SHOWN_EVERY:
                    continue
                shown = monotonic()
                bar.progress(event.done / event.total, text=_step_words(event))
            elif isinstance(event, PictureMeasured):
                keep(book, measured, event.result)
                save()
            elif isinstance(event, PictureFailed):
                st.session_state.setdefault(_FAILED, []).append(plain(str(event)))


def _load(row: ModelRow, device: str, notify: Callable[[Status], None]) -> None:
    """Load a model; where that fails, say which it was and which others are at hand."""
    try:
        # What the accelerator lacks is found here, not in the middle of the measurement.
        answer(row, try_out, device, notify)
    except UserError as error:
        others = [other.title for other in on_this_machine(TASK) if other.name != row.name]
        # Where there is no such device, no other model runs on it either.
        if not others or device not in ("auto", *devices()):
            raise
        raise UserError(
            N_(
                "{model} is not ready. {problem} To go on without it, choose from what is on this machine: {others}."
            ),
            model=row.title,
            problem=error,
            others=", ".join(others),
        ) from error


def _step_words(step: NextRun) -> str:
    phases = {"warmup": _("warm-up"), "timed": _("timed run"), "collect": _("collecting every box")}
    text = _("{image} · {model} · {phase}").format(
        image=plain(step.image), model=plain(step.model), phase=phases[step.phase]
    )
    if step.seconds_left is None:
        return text
    return _("{text} · about {time} left").format(text=text, time=seconds(step.seconds_left))


def finished(pictures: Sequence[Picture], settings: Settings | None) -> Comparison | None:
    """Return what is measured of these pictures with these choices, or else, saying so, what was measured last.

    None when none of the pictures was ever measured.
    """
    if found := measured_now(pictures, settings):
        return found
    book, names = workbook(), {picture.digest: picture.name for picture in pictures}
    last = latest_settings(book, list(names))
    if last is None:
        return None
    st.info(
        _(
            "These choices are not measured yet. What is below was measured before, with {models} and {runs}: measure "
            "again, or go back to those choices. Nothing is lost."
        ).format(models=plain(", ".join(last.models)), runs=ngettext("{n} run", "{n} runs", last.repeats)),
        icon=":material/history:",
    )
    st.button(
        _("Go back to those choices"),
        icon=":material/undo:",
        key="back",
        on_click=restore_choices,
        args=(last,),
    )
    return comparison_of(book, last, names)
