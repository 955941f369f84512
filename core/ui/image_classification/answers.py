"""What the models said of the pictures: asked once, then kept for the visit."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.errors import UserError
from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.models.loader import in_turn
from core.pictures.images import Picture
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask
from core.vision.classification.attention import Focus, focus_of
from core.vision.classification.classify import TASK, Prediction, classify

_LABEL_BYTES = 24
"""What a label of an answer takes in memory: its logit and its place in the list; its text is the model's own."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a model said of a picture: the model that answered, and its prediction."""

    row: ModelRow
    prediction: Prediction


def ask_models(rows: Sequence[ModelRow], pictures: Sequence[Picture]) -> None:
    """Ask each model about each picture that it has not seen in this visit, and keep every answer as it comes.

    A picture that a model cannot work on is said, and the others go on. Raises UserError when there is no model that
    could.
    """
    for row in rows:
        new = [picture for picture in pictures if kept_answer(row, picture) is None]
        if new:
            _ask_one(row, new)


def _ask_one(row: ModelRow, pictures: Sequence[Picture]) -> None:
    errors: list[UserError] = []
    with status_line() as notify:
        progress = st.empty()

        def look(loaded: LoadedModel) -> None:
            with in_turn() as turn:
                for number, picture in enumerate(pictures):
                    if len(pictures) > 1:
                        progress.progress(
                            number / len(pictures),
                            _("{model}: picture {n} of {all}").format(
                                model=plain(row.title), n=number + 1, all=len(pictures)
                            ),
                        )
                    try:
                        found = Answer(loaded.row, classify(loaded, picture.image))
                    except UserError as error:
                        errors.append(error)
                        continue
                    size = len(found.prediction.labels) * _LABEL_BYTES
                    answers.keep_answer(_key(row, picture), found, size)
                    turn.give_way()

        ask(row, TASK, look, notify)
        progress.empty()
    for error in errors:
        st.error(plain(str(error)), icon=":material/error:")


def kept_answer(row: ModelRow, picture: Picture) -> Answer | None:
    """Return what `ask_models` kept for this model and picture, or None."""
    answer: Answer | None = answers.kept_answer(_key(row, picture))
    return answer


def focus_in(row: ModelRow, picture: Picture, label: str) -> Focus | None:
    """Return where a model looks in a picture for a label, None where its architecture cannot be asked; what was asked
    once is kept. Raises UserError when the model cannot be had."""
    key = ("image_classification_focus", picture.digest, row, label)
    kept: tuple[Focus | None] | None = answers.kept_answer(key)
    if kept is None:
        with status_line() as notify:
            kept = (ask(row, TASK, lambda loaded: focus_of(loaded, picture.image, label), notify),)
        size = kept[0].heat.nbytes if kept[0] else 0
        answers.keep_answer(key, kept, size + 1000)
    return kept[0]


def _key(row: ModelRow, picture: Picture) -> Hashable:
    return "image_classification", picture.digest, row
