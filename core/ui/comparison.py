"""The comparison page's first parts: the choices and the run itself. What came out is read in core/ui/reading.py."""

from collections.abc import Sequence

import streamlit as st

from core.compare.facts import facts_of
from core.compare.run import (
    Comparison,
    Failed,
    Finished,
    Settings,
    Step,
    measure,
)
from core.compare.workbook import Workbook, begin_run, comparison_of, missing
from core.i18n import _, ngettext, seconds
from core.models.loader import load
from core.ui.model_input import find_on_hub, known_rows, where_it_is
from core.ui.status import status_line
from core.vision.images import Picture

TASK = "object-detection"
PICTURES = "compare"
"""The session's key of the chosen pictures."""

DEFAULT_MODELS = ("detr-resnet-50", "yolo11n")
MOST_MODELS = 4

_BOOK = "workbook"
_FAILED = "failed_pictures"


def workbook() -> Workbook:
    """Return this visitor's workbook, a new one on the first visit."""
    return st.session_state.setdefault(_BOOK, Workbook())


def put_back(book: Workbook, pictures: Sequence[Picture], settings: Settings | None) -> None:
    """Put saved work in the place of this visit's; call it before the page's widgets are drawn."""
    st.session_state[_BOOK] = book
    st.session_state[PICTURES] = list(pictures)
    st.session_state.pop("truth_desk", None)
    if settings:
        st.session_state["models"] = list(settings.models)
        st.session_state["threshold"] = settings.threshold
        st.session_state["repeats"] = settings.repeats
        st.session_state["warmup"] = settings.warmup
        st.session_state["device"] = settings.device


def choose_settings() -> Settings | None:
    """Draw the choices of a run and return them, or None while they cannot be run."""
    rows = known_rows(TASK)
    models = st.pills(
        _("Models"),
        list(rows),
        selection_mode="multi",
        default=[name for name in DEFAULT_MODELS if name in rows],
        # The address holds these words, so they must not depend on the language or on this machine.
        format_func=lambda name: rows[name].title,
        key="models",
        bind="query-params",
    )
    st.caption(" ".join(where_it_is(rows[name]) for name in models))
    find_on_hub()
    left, middle, right, last = st.columns(4)
    threshold = left.slider(
        _("Confidence threshold"), 0.05, 0.95, 0.5, 0.01, key="threshold", bind="query-params",
        help=_("The same for all models. Move it after the run too: nothing is measured again."),
    )  # fmt: skip
    repeats = middle.number_input(
        _("Timed runs"),
        1,
        50,
        5,
        key="repeats",
        bind="query-params",
        help=_("Of each model on each picture."),
    )
    warmup = right.number_input(
        _("Warm-up runs"), 0, 20, 2, key="warmup", bind="query-params",
        help=_("Made first and not counted: the first runs are always slower."),
    )  # fmt: skip
    device = last.selectbox(
        _("Device"), ["auto", "cpu", "cuda"], key="device", bind="query-params",
        format_func={"auto": "auto", "cpu": "CPU", "cuda": "GPU"}.__getitem__,
    )  # fmt: skip
    if not 1 <= len(models) <= MOST_MODELS:
        st.info(
            _("Choose one to {most} models; two to compare them.").format(most=MOST_MODELS),
            icon=":material/arrow_upward:",
        )
        return None
    return Settings(tuple(models), device, threshold, int(repeats), int(warmup))


def run_section(pictures: Sequence[Picture], settings: Settings) -> None:
    """Draw the run button and, once it is pressed, run: every finished picture is kept, whatever happens next."""
    left_over = missing(workbook(), settings, [picture.digest for picture in pictures])
    begun = 0 < len(left_over) < len(pictures)
    place = st.container(horizontal=True)
    again = place.button(
        _("Measure again") if pictures and not left_over else _("Measure"),
        type="primary" if left_over and not begun else "secondary",
        icon=":material/play_arrow:",
        disabled=len(pictures) < 2,
        key="run",
    )
    resume = begun and place.button(
        ngettext(
            "Measure the {n} picture that is left", "Measure the {n} pictures that are left", len(left_over)
        ),
        type="primary",
        icon=":material/resume:",
        key="resume",
    )
    if len(pictures) < 2:
        st.info(
            _("Choose two pictures at least: the activity asks for that."),
            icon=":material/add_photo_alternate:",
        )
    if again or resume:
        _run(
            [picture for picture in pictures if again or picture.digest in left_over],
            settings,
            fresh=bool(again),
        )
        st.rerun()
    for sentence in st.session_state.pop(_FAILED, []):
        st.warning(sentence, icon=":material/warning:")


def _run(pictures: Sequence[Picture], settings: Settings, *, fresh: bool) -> None:
    rows = known_rows(TASK)
    place = st.container()
    place.button(_("Stop"), icon=":material/stop:", key="stop", help=_("What is finished stays."))
    bar = place.progress(0.0, text=_("Getting the models ready…"))
    with status_line() as notify:
        loaded = [load(rows[name], settings.device, notify) for name in settings.models]
    measured = begin_run(workbook(), settings, [facts_of(model) for model in loaded], fresh=fresh)
    with status_line() as notify:
        for event in measure(pictures, loaded, settings, notify=notify):
            if isinstance(event, Step):
                bar.progress(event.done / event.total, text=_step_words(event))
            elif isinstance(event, Finished):
                measured.results[event.result.digest] = event.result
            elif isinstance(event, Failed):
                st.session_state.setdefault(_FAILED, []).append(str(event))


def _step_words(step: Step) -> str:
    phases = {"warmup": _("warm-up"), "timed": _("timed run"), "collect": _("collecting every box")}
    text = _("{image} · {model} · {phase}").format(
        image=step.image, model=step.model, phase=phases[step.phase]
    )
    if step.seconds_left is None:
        return text
    return _("{text} · about {time} left").format(text=text, time=seconds(step.seconds_left))


def finished(pictures: Sequence[Picture], settings: Settings) -> Comparison | None:
    """Return what is measured of these pictures with these choices, or None when nothing is."""
    return comparison_of(workbook(), settings, {picture.digest: picture.name for picture in pictures})
