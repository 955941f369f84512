"""Embeddings for the few-shot page: each picture goes through a model once a visit."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.errors import UserError
from core.i18n import _
from core.models import files
from core.models.catalogue.row import ModelRow
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel
from core.models.loader import in_turn
from core.pictures.images import Picture
from core.ui.few_shot.own_classes import OwnClass
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask
from core.vision.few_shot.classify import Support, Vectors
from core.vision.few_shot.embed import embed

TASK = "few-shot-image-classification"
_ASKED = "few_shot_asked"
_STAND_INS = "few_shot_stand_ins"


@dataclass(frozen=True)
class Embedded:
    """Pictures as a model sees them: the model that looked, and by digest the embedding (float32 [dimensions], of
    length 1) or why there is none."""

    row: ModelRow
    vectors: dict[str, Vectors | UserError]


def is_asked(row: ModelRow) -> bool:
    """Draw the button that has the model look for the first time, and tell whether it was pressed in this visit.

    After that everything new is looked at by itself.
    """
    asked: set[str] = st.session_state.setdefault(_ASKED, set())
    if row.name not in asked and st.button(
        _("Sort the picture"), type="primary", icon=":material/play_arrow:", key="few_shot_ask"
    ):
        asked.add(row.name)
    return row.name in asked


def embedded(row: ModelRow, pictures: Sequence[Picture]) -> Embedded:
    """Return the embeddings of pictures, made by the model of `row`, or by what takes its place where it cannot be had.

    Only those that are not kept are made; others have their turn between any two. What takes a model's place
    stays in it until that is on this machine. Raises UserError where there is no model.
    """
    row = _stand_in(row)
    kept = {picture.digest: answers.kept_answer(_key(row, picture)) for picture in pictures}
    missing = {picture.digest: picture for picture in pictures if kept[picture.digest] is None}
    if not missing:
        return Embedded(row, kept)

    def look(loaded: LoadedModel) -> Embedded:
        return Embedded(loaded.row, _looked_at(loaded, list(missing.values())))

    with status_line() as notify:
        found = ask(row, TASK, look, notify)
    for digest, vector in found.vectors.items():
        size = vector.nbytes if isinstance(vector, np.ndarray) else 1000
        answers.keep_answer(_key(found.row, missing[digest]), vector, size)
    if found.row.name != row.name:
        st.session_state[_STAND_INS][row.name] = found.row
        return embedded(found.row, pictures)
    return Embedded(row, kept | found.vectors)


def _stand_in(row: ModelRow) -> ModelRow:
    """Return the model that took the place of `row` in this visit, while that is not on this machine; else `row`."""
    stand_ins: dict[str, ModelRow] = st.session_state.setdefault(_STAND_INS, {})
    if row.name in stand_ins and files.cached(row, KINDS[TASK]) is not None:
        del stand_ins[row.name]
    return stand_ins.get(row.name, row)


def support_of(classes: Sequence[OwnClass], seen: Embedded) -> tuple[Support, list[Picture]]:
    """Return the examples that have an embedding, and their pictures in the same order.

    The same examples are the same object, so that what was learnt from them is still known.
    """
    found = [
        (one.name, picture, vector)
        for one in classes
        for picture in one.pictures
        if isinstance(vector := seen.vectors[picture.digest], np.ndarray)
    ]
    pictures = [picture for _label, picture, _vector in found]
    labels = tuple(label for label, _picture, _vector in found)
    key = ("few_shot_support", seen.row.name, labels, tuple(picture.digest for picture in pictures))
    support: Support | None = answers.kept_answer(key)
    if support is None:
        vectors = [vector for _label, _picture, vector in found]
        support = Support(np.stack(vectors) if found else np.zeros((0, 1), np.float32), labels)
        answers.keep_answer(key, support, support.vectors.nbytes)
    return support, pictures


def say_left_out(classes: Sequence[OwnClass], seen: Embedded) -> None:
    """Say which examples the model could not look at."""
    wrong = [
        (picture.name, vector)
        for one in classes
        for picture in one.pictures
        if isinstance(vector := seen.vectors[picture.digest], UserError)
    ]
    if wrong:
        names = ", ".join(name for name, _error in wrong[:5])
        st.warning(
            _("Left out: {names}. {problem}").format(names=plain(names), problem=plain(str(wrong[0][1]))),
            icon=":material/hide_image:",
        )


def _looked_at(loaded: LoadedModel, pictures: Sequence[Picture]) -> dict[str, Vectors | UserError]:
    found: dict[str, Vectors | UserError] = {}
    with in_turn() as turn:
        for picture in pictures:
            turn.give_way()
            try:
                found[picture.digest] = embed(loaded, picture.image)
            except UserError as error:
                found[picture.digest] = error
    return found


def _key(row: ModelRow, picture: Picture) -> Hashable:
    return "few_shot", row.name, picture.digest
