"""What the page begins with, and how the next token is chosen."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.i18n import N_, _, decimal
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.generation import Settings
from core.text.writing import left_out_words
from core.ui.frame.markdown import plain
from core.ui.inputs.address import bound_number
from core.ui.inputs.text_input import Example, set_text
from core.ui.inputs.text_length import length_of
from core.ui.inputs.thumbnails import small

TASK = "text-generation"
KEY = "text_generation"

EXAMPLES = (
    Example("course", "En el sueño"),
    Example("night", "La noche"),
    Example("story", "Había una vez"),
    Example("english", "Once upon a time", language="en"),
)

MARKS = {"mini-lm-es": (("<soneto>", N_("As a sonnet")), ("<prosa>", N_("As prose")))}
"""What a model wants to see before a text, so that it knows what to write: each mark, and what its button says."""

MOST_TOKENS = 300
_MOST_SEED = 9999
_BESIDE = 2
_SEED = f"{KEY}_seed"


@dataclass(frozen=True)
class Lane:
    """One continuation of the text: a model, and whether it draws the next token at random."""

    row: ModelRow
    is_sampled: bool


def offer_marks(rows: Sequence[ModelRow]) -> None:
    """Draw the buttons that put a mark before the text, for models that know some."""
    marks = {mark: words for row in rows for mark, words in MARKS.get(row.name, ())}
    if not marks:
        return

    def put(chosen: str) -> None:
        text: str = st.session_state[KEY].lstrip()
        for mark in marks:
            text = text.removeprefix(mark).lstrip()
        set_text(KEY, f"{chosen}{text}")

    with st.container(horizontal=True, gap="xsmall"):
        for mark, words in marks.items():
            st.button(
                _(words),
                key=f"{KEY}.mark.{mark.strip('<>')}",
                icon=":material/format_quote:",
                help=_("Puts `{mark}` before the text: this model knows by it what to write.").format(
                    mark=mark
                ),
                on_click=put,
                args=(mark,),
            )


def choose_settings() -> Settings:
    """Draw how the next token is chosen when it is drawn at random, and return that."""
    most = _slider("tokens", _("New tokens"), 5, MOST_TOKENS, 100, 5)
    temperature = _slider(
        "temperature",
        _("Temperature"),
        0.1,
        3.0,
        1.0,
        0.1,
        _("Divides the logits: below 1 the likely tokens get likelier, above 1 the others do."),
    )
    with st.expander(_("Seed, top-k, top-p, repetition"), icon=":material/tune:"):
        seed = st.number_input(
            _("Seed"),
            0,
            _MOST_SEED,
            key=_SEED,
            bind=bound_number(_SEED, 0, _MOST_SEED),
            persist_state="session",
            help=_("The same seed writes the same text."),
        )
        top_k = _slider(
            "top_k",
            _("Top-k"),
            0,
            200,
            50,
            1,
            _("Only so many of the likeliest tokens may come next; 0 = all of the vocabulary."),
        )
        top_p = _slider(
            "top_p",
            _("Top-p"),
            0.05,
            1.0,
            1.0,
            0.05,
            _("Only the likeliest tokens that have this probability together may come next; 1 = all."),
        )
        penalty = _slider(
            "repetition",
            _("Repetition penalty"),
            1.0,
            2.0,
            1.0,
            0.05,
            _("Above 1, tokens that were there already get less likely; 1 = nothing happens."),
        )
    return Settings(True, int(seed), temperature, int(top_k), top_p, penalty, int(most))


def is_greedy_too() -> bool:
    """Draw the switch that has the same text continued greedily, and tell whether it is on."""
    return bool(
        st.toggle(
            _("Greedy beside it"),
            key=f"{KEY}_greedy",
            bind="query-params",
            persist_state="session",
            help=_("The same text without chance: always the likeliest token."),
        )
    )


def lanes_of(rows: Sequence[ModelRow], greedy_too: bool) -> list[Lane]:
    """Return what is written side by side."""
    return [
        Lane(row, is_sampled) for row in rows for is_sampled in ((True, False) if greedy_too else (True,))
    ]


def side_by_side(lanes: Sequence[Lane]) -> dict[Lane, DeltaGenerator]:
    """Draw a place for each lane, two beside each other."""
    places: dict[Lane, DeltaGenerator] = {}
    for first in range(0, len(lanes), _BESIDE):
        row = lanes[first : first + _BESIDE]
        places |= zip(row, st.columns(len(row)), strict=True)
    return places


def settings_for(lane: Lane, settings: Settings) -> Settings:
    """Return the settings that count for a lane: greedy has neither chance nor what shapes it."""
    if lane.is_sampled:
        return settings
    return Settings(
        is_sampled=False, repetition_penalty=settings.repetition_penalty, most_tokens=settings.most_tokens
    )


def another_seed() -> None:
    """Change the seed, for a button's callback."""
    seed = st.session_state.get(_SEED, 0)
    st.session_state[_SEED] = (seed + 1 + secrets.randbelow(_MOST_SEED)) % (_MOST_SEED + 1)


def say_room(text: Text, rows: Sequence[ModelRow], settings: Settings) -> None:
    """Draw, for each model that is on this machine, how long the text is for it, and what of it there is no room
    for."""
    for row in rows:
        if len(rows) > 1:
            small(f"**{plain(row.title)}**")
        fit = length_of(text, row, TASK)
        if fit is None:
            small(_("Tokens are counted once the model is on this machine."))
            continue
        if fit.limit is None:
            small(_("{n} tokens; this model has no limit of its own").format(n=decimal(fit.tokens, 0)))
            continue
        small(
            _("{n} tokens; the model has room for {limit}, new ones included").format(
                n=decimal(fit.tokens, 0), limit=decimal(fit.limit, 0)
            )
        )
        if (over := fit.tokens + settings.most_tokens - fit.limit) > 0:
            st.warning(left_out_words(over), icon=":material/content_cut:")


def _slider(
    name: str, label: str, least: float, most: float, usual: float, step: float, words: str | None = None
) -> float:
    key = f"{KEY}_{name}"
    return float(
        st.slider(
            label,
            least,
            most,
            usual,
            step,
            format="localized",
            key=key,
            bind=bound_number(key, least, most),
            persist_state="session",
            help=words,
        )
    )
