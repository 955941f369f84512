"""What the page begins with, and which tokenizers are looked at: of the models chosen, and one's own."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from core.i18n import N_, _
from core.library.tokenizer_training import Trained
from core.models import files, loader
from core.models.catalogue.row import ModelRow
from core.models.kinds import KINDS
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs.answers import keep_answer, kept_answer
from core.ui.inputs.model_input import ask, say_stand_in
from core.ui.inputs.text_input import Example

TASK = "tokenizer"
KEY = "tokenizer_text"
MODEL = "tokenizer"
OWN = "tokenizer_own"
"""Whether the visitor's own tokenizer stands beside the others: its key in the session."""

EXAMPLES = (
    Example("course", "hello, this is a basic example."),
    Example("spanish", "El veloz murciélago hindú comía feliz cardillo y kiwi."),
    Example(
        "signs",
        '¡Olé, café! ☕ 👩‍👩‍👧 naïve…\nfor n in range(3):\n    print(f"{n:.2f}")',
        N_("Accents, emojis, code"),
    ),
    Example("long", "otorrinolaringólogo, desoxirribonucleico, anticonstitucionalmente", N_("Long words")),
)

_TRAINED = "tokenizer.trained"
_FACT_BYTES = 300

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Opened:
    """A tokenizer that is ready to be asked: its `name`, which no other one has, its title, and where it is from."""

    name: str
    title: str
    source: ModelRow | Trained

    def use(self, work: Callable[[Any], T]) -> T:
        """Return `work(tokenizer)`, done in a turn of its own."""
        with status_line() as notify:
            if isinstance(self.source, Trained):
                with loader.in_turn(notify):
                    return work(self.source.tokenizer)
            with loader.using(self.source, notify=notify, kind=KINDS[TASK]) as loaded:
                return work(loaded.model)

    def kept(self, what: Hashable, work: Callable[[Any], T], size: Callable[[T], int]) -> T:
        """Return what `use` does, worked out once and kept for the visit under `what`; it takes `size` bytes."""
        key = (TASK, self.name, what)
        found: T | None = kept_answer(key)
        if found is None:
            found = self.use(work)
            keep_answer(key, found, size(found))
        return found


def own() -> Trained | None:
    """Return the tokenizer that the visitor trained last, None where there is none."""
    trained: Trained | None = st.session_state.get(_TRAINED)
    return trained


def keep_own(trained: Trained) -> None:
    """Keep a tokenizer that was trained, and let it stand beside the others; the page runs again."""
    st.session_state[_TRAINED] = trained
    st.session_state[f"{OWN}.next"] = True
    st.rerun()


def choose_own() -> Trained | None:
    """Draw the switch that puts the visitor's own tokenizer beside the others, where there is one; return it where it
    is on."""
    if st.session_state.pop(f"{OWN}.next", False):
        st.session_state[OWN] = True
    trained = own()
    if trained and st.toggle(_("Beside it the tokenizer that you trained"), key=OWN, persist_state="session"):
        return trained
    return None


def open_chosen(rows: Sequence[ModelRow]) -> None:
    """Open the tokenizers of the models chosen that are on this machine; draw the button that fetches the others, and
    fetch them once it is pressed. Raises UserError where one cannot be had, and no other can take its place."""
    missing = [row for row in rows if _answered(row) is None and files.cached(row, KINDS[TASK]) is None]
    fetched = bool(missing) and st.button(
        _("Fetch the tokenizer and show the tokens"), type="primary", icon=":material/download:"
    )
    if missing and not fetched:
        names = ", ".join(plain(row.title) for row in missing)
        st.caption(
            _(
                "{names}: the tokenizer comes from the Hugging Face Hub. That needs a network connection, once."
            ).format(names=names)
        )
    for row in rows:
        if _answered(row) is None and (fetched or row not in missing):
            with status_line() as notify:
                used = ask(row, TASK, lambda loaded: loaded.row, notify)
            keep_answer((TASK, row), used, _FACT_BYTES)
    if fetched and all(_answered(row) == row for row in rows):
        # What says where the tokenizers are was drawn before.
        st.rerun()


def opened(rows: Sequence[ModelRow], trained: Trained | None) -> list[Opened]:
    """Return the tokenizers that are ready: those of the models chosen, none twice, and the visitor's own."""
    used = dict.fromkeys(row for one in rows if (row := _answered(one)))
    found = [Opened(f"{row.name}@{row.revision}", row.title, row) for row in used]
    if trained:
        title = _("Yours ({model}, {n} tokens)").format(model=trained.plan.model, n=len(trained.tokenizer))
        found.append(Opened(trained.digest, title, trained))
    return found


def say_stand_ins(rows: Sequence[ModelRow]) -> None:
    """Say whose tokenizer is shown where that of another model was asked for."""
    for row in rows:
        if used := _answered(row):
            say_stand_in(used, row)


def _answered(row: ModelRow) -> ModelRow | None:
    """Return the model whose tokenizer was opened where that of `row` was asked for, None before that."""
    used: ModelRow | None = kept_answer((TASK, row))
    return used
