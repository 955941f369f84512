"""What the page begins with, what a visitor chooses, and what is asked of the models."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.errors import UserError
from core.i18n import N_, _, decimal
from core.models.loaded import LoadedModel
from core.own_labels import LONGEST_LABEL, Labels, checked_labels, checked_template, label_notes, split_new
from core.text.border import Text
from core.text.zero_shot import LABELS, TASK, TEMPLATE, Judged, Progress, filled, judge
from core.turns import in_turn
from core.ui.frame.markdown import plain
from core.ui.inputs.text_answers import Question
from core.ui.inputs.text_input import Example
from core.ui.inputs.thumbnails import small

KEY = "zero_shot_classification"
_LABELS = "zero_shot_text_labels"
_TEMPLATE = "zero_shot_text_template"
_SEVERAL = "zero_shot_text_several"
_SAID = "zero_shot_text.said"

MOST_LABELS = 100
"""Each label is a run of the network: more would keep others waiting."""

EXAMPLES = (
    Example(
        "course", "El algoritmo de la transformada rápida de Fourier calcula las frecuencias de una señal."
    ),
    Example(
        "film", "La película dura casi tres horas, pero la actriz principal está magnífica.", N_("A film")
    ),
    Example("help", "No me llega el pedido y nadie contesta al teléfono.", N_("A complaint")),
    Example(
        "english",
        "The new phone has a better camera, but its battery lasts half a day.",
        N_("In English"),
        language="en",
    ),
)
TEMPLATES = (TEMPLATE, "Este texto trata de {}.", "La persona que escribe está {}.", "This example is {}.")


@dataclass(frozen=True)
class Asked:
    """What is asked of the models: the labels, the sentence that each is put into, and whether several may be true."""

    labels: tuple[str, ...]
    template: str
    several: bool


def choose_labels() -> tuple[str, ...]:
    """Draw the labels, which can be added to, and return them; () where there are none, and that is said."""
    st.multiselect(
        _("Your labels"),
        LABELS,
        default=LABELS,
        accept_new_options=True,
        placeholder=_("Type a label and press Enter"),
        key=_LABELS,
        bind="query-params",
        persist_state="session",
        on_change=_labels_changed,
        help=_("Several at once can be pasted, parted by commas."),
    )
    # An address may say anything: what is shown there is not yet what can be used.
    found = _usable(st.session_state[_LABELS])
    for words in dict.fromkeys([*st.session_state.pop(_SAID, ()), *_notes(st.session_state[_LABELS])]):
        st.caption(plain(words))
    if not found.labels:
        st.info(_("Write at least one label first."), icon=":material/label:")
    return found.labels


def choose_template(labels: tuple[str, ...]) -> str:
    """Draw the choice of the template, with what the model is sent, and return it."""
    typed = st.text_input(
        _("Template: the sentence that a label is put into"),
        TEMPLATE,
        max_chars=LONGEST_LABEL,
        key=_TEMPLATE,
        bind="query-params",
        persist_state="session",
        help=_("{} stands for the label. Write one of your own: it should be in the language of the text."),
    )
    with st.container(horizontal=True, gap="xsmall"):
        for number, offered in enumerate(TEMPLATES):
            st.button(
                plain(offered),
                key=f"{_TEMPLATE}.{number}",
                on_click=st.session_state.__setitem__,
                args=(_TEMPLATE, offered),
            )
    template = TEMPLATE
    try:
        template = checked_template(typed or TEMPLATE)
    except UserError as error:
        st.error(plain(str(error)), icon=":material/error:")
    if labels:
        small(_("What the model is asked: “{text}”").format(text=plain(filled(template, labels[0]))))
    return template


def choose_several() -> bool:
    """Draw the switch that lets several labels be true, and return whether it is on."""
    return bool(
        st.toggle(
            _("Several labels may be true"),
            key=_SEVERAL,
            bind="query-params",
            persist_state="session",
            help=_(
                "Off: the labels compete, and the scores add up to 100 %. On: each label is judged by itself."
            ),
        )
    )


def question_of(asked: Asked) -> Question[Judged]:
    """Return what the page asks of a text."""
    return Question(TASK, partial(_judge, asked), lambda found: 1000 + 600 * len(found.pairs), asked)


def judged(loaded: LoadedModel, asked: Asked, content: str, progress: Progress | None = None) -> Judged:
    """Return what a loaded model says of a text."""
    model = loaded.model
    return judge(
        model.processor,
        model.model,
        content,
        asked.labels,
        asked.template,
        loaded.row.title,
        asked.several,
        progress,
    )


def _judge(asked: Asked, loaded: LoadedModel, text: Text) -> Judged:
    place = st.empty()

    def told(done: int, of: int) -> None:
        if of > 1:
            place.progress(
                done / of,
                _("{model}: label {n} of {all}").format(model=plain(loaded.row.title), n=done, all=of),
            )
        if done < of:
            turn.give_way()

    with in_turn("run") as turn:
        found = judged(loaded, asked, text.content, told)
    place.empty()
    return found


def _labels_changed() -> None:
    """Write labels as they are used: a list that was pasted is parted, what is twice is there once."""
    typed = st.session_state[_LABELS]
    st.session_state[_SAID] = _notes(typed)
    st.session_state[_LABELS] = list(_usable(typed).labels)


def _notes(typed: list[str]) -> list[str]:
    """Return what was done to labels, as sentences."""
    notes, more = label_notes(_usable(typed)), len(split_new(typed, LABELS)) - MOST_LABELS
    if more > 0:
        notes.append(
            _("There are {all} labels: the first {n} are taken.").format(
                all=decimal(more + MOST_LABELS, 0), n=MOST_LABELS
            )
        )
    return notes


def _usable(typed: list[str]) -> Labels:
    """Return the labels among texts from anywhere, the first MOST_LABELS."""
    return checked_labels(split_new(typed, LABELS)[:MOST_LABELS], is_cased=True)
