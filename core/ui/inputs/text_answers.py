"""Asking models about texts: each answer is worked out once, then kept for the visit."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from core.errors import UserError
from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.models.loader import in_turn
from core.text.border import Text
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Answer(Generic[T]):
    """What a model said of a text: the model that answered, and what it found."""

    row: ModelRow
    found: T


@dataclass(frozen=True)
class Question(Generic[T]):
    """What a page asks: its task, how a loaded model answers a text, how many bytes an answer takes, and the settings
    that the answer depends on beside text and model."""

    task: str
    work: Callable[[LoadedModel, Text], T]
    size: Callable[[T], int]
    settings: Hashable = ()


def ask_models(question: Question[T], rows: Sequence[ModelRow], texts: Sequence[Text]) -> None:
    """Ask each model about each text that it has not seen in this visit, and keep every answer as it comes.

    A text that a model cannot work on is said, and the others go on. Raises UserError when there is no model that
    could.
    """
    for row in rows:
        new = [text for text in texts if kept_answer(question, row, text) is None]
        if new:
            _ask_one(question, row, new)


def kept_answer(question: Question[T], row: ModelRow, text: Text) -> Answer[T] | None:
    """Return what `ask_models` kept for this question, model and text, or None."""
    answer: Answer[T] | None = answers.kept_answer(_key(question, row, text))
    return answer


def kept_answers(question: Question[T], rows: Sequence[ModelRow], text: Text) -> dict[ModelRow, Answer[T]]:
    """Return what was kept for a text by the models that were asked; no model that answered is there twice, also where
    it stood in for another one beside it."""
    found: dict[ModelRow, Answer[T]] = {}
    for row in rows:
        answer = kept_answer(question, row, text)
        if answer and all(answer.row.name != other.row.name for other in found.values()):
            found[row] = answer
    return found


def _ask_one(question: Question[T], row: ModelRow, texts: Sequence[Text]) -> None:
    errors: list[UserError] = []
    with status_line() as notify:
        progress = st.empty()

        def read(loaded: LoadedModel) -> None:
            with in_turn() as turn:
                for number, text in enumerate(texts):
                    if len(texts) > 1:
                        progress.progress(
                            number / len(texts),
                            _("{model}: text {n} of {all}").format(
                                model=plain(row.title), n=number + 1, all=len(texts)
                            ),
                        )
                    try:
                        found = question.work(loaded, text)
                    except UserError as error:
                        errors.append(error)
                        continue
                    answers.keep_answer(
                        _key(question, row, text), Answer(loaded.row, found), question.size(found)
                    )
                    turn.give_way()

        ask(row, question.task, read, notify)
        progress.empty()
    for error in dict.fromkeys(map(str, errors)):
        st.error(plain(error), icon=":material/error:")


def _key(question: Question[T], row: ModelRow, text: Text) -> Hashable:
    return question.task, question.settings, text.digest, row
