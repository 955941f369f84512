"""What is tried: the task, the model, the parameters, and the texts."""

from dataclasses import dataclass

import streamlit as st

from core.i18n import N_, _
from core.library.pipeline_run import (
    DTYPES,
    GAP,
    MOST_BATCH,
    MOST_TOP_K,
    TASKS,
    WITH_TOP_K,
    Call,
)
from core.models.catalogue.row import ModelRow
from core.models.devices import devices
from core.own_labels import checked_labels, split_labels
from core.printable import printable_line
from core.text.fill_mask import with_mask_of
from core.ui.inputs.address import bound_choice, bound_number
from core.ui.inputs.model_input import choose_model
from core.ui.inputs.text_input import Example, choose_texts

TASK = "pipeline_task"
_LONGEST_LABELS = 400

_SENTIMENT = (
    Example("film", "La película me ha encantado, la volvería a ver mañana."),
    Example("hotel", "La habitación estaba sucia y nadie cogía el teléfono."),
    Example("birthday", "I'm so happy today, it's my birthday."),
)
_TAGS = (
    Example("learning", "Estamos aprendiendo a usar los grandes modelos del lenguaje"),
    Example("nobel", "Gabriel García Márquez nació en Aracataca y ganó el premio Nobel en 1982."),
)
_GAPS = (
    Example("car", f"Pedro compró un nuevo {GAP}."),
    Example("capital", f"La capital de Francia es {GAP}."),
)
_BEGINNINGS = (Example("dream", "En el sueño"), Example("night", "Era una noche"))
_TOPICS = (
    Example(
        "fourier",
        "El algoritmo de la transformada rápida de Fourier calcula la transformada discreta con muchas menos "
        "operaciones.",
        N_("The Fourier transform"),
    ),
    Example("goal", "El portero paró el penalti en el último minuto de la final."),
)
EXAMPLES = {
    "text-classification": _SENTIMENT,
    "token-classification": _TAGS,
    "fill-mask": _GAPS,
    "text-generation": _BEGINNINGS,
    "zero-shot-classification": _TOPICS,
}
LABELS = "computación, filosofía, artes, arquitectura, deporte"

_MOST_TEXTS = {"text-generation": 8}
_USUAL_MOST_TEXTS = 20


@dataclass(frozen=True)
class Tried:
    """What is chosen: the model, how its pipeline is made and called, and the texts."""

    row: ModelRow
    call: Call
    texts: tuple[str, ...]


def choose() -> Tried | None:
    """Draw the form and return what is chosen; None where something is missing, and that is said."""
    task = st.selectbox(_("Task"), TASKS, key=TASK, bind=bound_choice(TASK, TASKS), persist_state="session")
    name = task.replace("-", "_")
    row = choose_model(task, key=f"pipeline_{name}_model")
    call = _choose_call(task)
    key = f"pipeline_{name}"
    texts = tuple(text.content for text in choose_texts(key, EXAMPLES[task]))
    most = _MOST_TEXTS.get(task, _USUAL_MOST_TEXTS)
    if len(texts) > most:
        st.info(_("The first {n} texts are taken.").format(n=most), icon=":material/content_cut:")
    if task == "fill-mask":
        texts = tuple(with_mask_of(text, GAP) for text in texts)
    return Tried(row, call, texts[:most]) if row and texts else None


def _choose_call(task: str) -> Call:
    left, right = st.columns(2)
    here = devices()
    device = left.selectbox(
        "device",
        here,
        key="pipeline_device",
        bind=bound_choice("pipeline_device", here),
        help=_("What this machine has."),
    )
    dtype = right.selectbox(
        "dtype",
        DTYPES,
        key="pipeline_dtype",
        bind=bound_choice("pipeline_dtype", DTYPES),
        help=_("The type of the weights' numbers. On a processor the short ones are often slower."),
    )
    batch_size = left.number_input(
        "batch_size",
        1,
        MOST_BATCH,
        1,
        key="pipeline_batch_size",
        bind=bound_number("pipeline_batch_size", 1, MOST_BATCH),
        help=_("How many texts go through the network at once. With a single text it changes nothing."),
    )
    if task in WITH_TOP_K:
        top_k = right.number_input(
            "top_k",
            1,
            MOST_TOP_K,
            3,
            key="pipeline_top_k",
            bind=bound_number("pipeline_top_k", 1, MOST_TOP_K),
            help=_("How many answers to a text, the best first."),
        )
        return Call(task, device, dtype, int(batch_size), int(top_k))
    if task == "zero-shot-classification":
        return Call(task, device, dtype, int(batch_size), labels=choose_labels("pipeline_labels"))
    return Call(task, device, dtype, int(batch_size))


def choose_labels(key: str) -> tuple[str, ...]:
    """Draw the field for labels, parted by commas, and return them."""
    typed = st.text_input(
        "candidate_labels",
        LABELS,
        max_chars=_LONGEST_LABELS,
        key=key,
        persist_state="session",
        help=_("Labels of your own, parted by commas."),
    )
    return checked_labels(split_labels(printable_line(typed or "", _LONGEST_LABELS))).labels
