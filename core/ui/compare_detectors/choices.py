"""The comparison page's choices: models, threshold, runs and device, in the session and in the address."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.compare.book.resources import device_word
from core.compare.measure.run import MOST_RUNS, Settings
from core.i18n import _
from core.models.devices import NAMES
from core.ui.frame.markdown import plain
from core.ui.inputs.address import bound_choice, bound_number
from core.ui.inputs.domains import PictureDomain, domain_known
from core.ui.inputs.model_input import (
    find_on_hub,
    first_names,
    known_rows,
    say_no_models,
    where_it_is,
)
from core.ui.inputs.out_of_reach import why_these

TASK = "object-detection"

CHOICES = ("models", "threshold", "repeats", "warmup", "device")
"""The keys of the choices, in the session and in the address."""


def place_of_choices(*, unfolded: bool) -> DeltaGenerator:
    """Return the place where the choices are drawn: on the page, or folded away, where they can still be changed."""
    if unfolded:
        return st.container()
    return st.expander(_("Models, threshold and runs"), icon=":material/tune:", key="choices")


def threshold_of(settings: Settings | None) -> float:
    """Return the confidence threshold that is chosen, 0 to 1; the usual one while nothing can be run."""
    return settings.threshold if settings else 0.5


def choose_settings() -> Settings | None:
    """Draw the choices of a run and return them, or None while they cannot be run."""
    models = _choose_models()
    threshold, repeats, warmup, device = _choose_run()
    if not models:
        st.info(_("Choose at least one model, two to compare them."), icon=":material/arrow_upward:")
        return None
    return Settings(tuple(models), device, threshold, repeats, warmup)


def _choose_models() -> list[str]:
    # A model that the form below has just found is chosen in the list above it.
    choice = st.container()
    if found := find_on_hub(TASK, "models"):
        st.session_state["models"] = list(dict.fromkeys([*st.session_state.get("models", ()), found.name]))
    rows, first = known_rows(TASK), first_names(TASK, 2)
    if not rows:
        with choice:
            say_no_models()
        return []
    models = choice.pills(
        _("Models"),
        list(rows),
        selection_mode="multi",
        default=[name for name in first if name in rows],
        # The address holds these words, so they must not depend on the language or on this machine.
        format_func=lambda name: rows[name].title,
        key="models",
        bind=bound_choice("models", [row.title for row in rows.values()]),
    )
    st.caption(plain(" ".join(where_it_is(rows[name], TASK) for name in models)))
    if why := why_these(TASK, [rows[name] for name in models], first):
        st.info(why, icon=":material/cloud_off:")
    return models


def _choose_run() -> tuple[float, int, int, str]:
    """Draw the choices besides the models and return them: threshold (0..1), timed runs, warm-up runs, device."""
    left, middle, right, last = st.columns(4)
    threshold = left.slider(
        _("Confidence threshold"),
        0.0,
        1.0,
        0.5,
        0.01,
        format="localized",
        key="threshold",
        bind=bound_number("threshold", 0, 1),
        help=_("The same for all models. Move it after the run too: nothing is measured again."),
    )
    repeats = middle.number_input(
        _("Timed runs"),
        1,
        MOST_RUNS,
        5,
        key="repeats",
        bind=bound_number("repeats", 1, MOST_RUNS),
        help=_("Of each model on each picture."),
    )
    warmup = right.number_input(
        _("Warm-up runs"),
        0,
        MOST_RUNS,
        2,
        key="warmup",
        bind=bound_number("warmup", 0, MOST_RUNS),
        help=_("Made first and not counted: the first runs are always slower."),
    )
    device = last.selectbox(
        _("Device"),
        ["auto", *NAMES],
        format_func=device_word,
        help=_("“auto” is this machine's graphics card where there is one, and the processor otherwise."),
        key="device",
        bind=bound_choice("device", [device_word(name) for name in ("auto", *NAMES)]),
    )
    return threshold, int(repeats), int(warmup), device


def domains(settings: Settings | None) -> set[PictureDomain]:
    """Return what the chosen models learnt from; photographs while none is chosen."""
    rows = known_rows(TASK)
    return {domain_known(rows[name]) for name in settings.models} if settings else {"photographs"}


def restore_choices(settings: Settings) -> None:
    """Choose again what a run was made with; call it before the choices are drawn."""
    for name in CHOICES:
        value = getattr(settings, name)
        st.session_state[name] = list(value) if name == "models" else value
