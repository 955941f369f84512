"""What the models made of pictures and labels: embeddings, made once and kept for the visit.

Whatever labels are taken away or put in another order, nothing runs again: scores are made of kept embeddings.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import streamlit as st
from PIL.Image import Image

from core.errors import UserError
from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.images import Picture
from core.pictures.samples import open_sample
from core.turns import in_turn
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.domains import domain_known
from core.ui.inputs.drawing_input import sample_drawing
from core.ui.inputs.model_input import ask
from core.vision.zero_shot.embeddings import TASK, Progress, image_vector, label_vectors, scoring_of
from core.vision.zero_shot.languages import (
    ANIMALS,
    DRAWINGS,
    PHOTOGRAPHS,
    InLanguage,
    World,
    in_both_languages,
)
from core.vision.zero_shot.scores import Scored, Scoring, Vectors, ranked

_TEXT_BYTES = 300
"""What a label takes in memory beside its embedding."""


@dataclass(frozen=True)
class Question:
    """What is asked of the models: which labels fit, in which templates."""

    labels: tuple[str, ...]
    templates: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SeenPicture:
    """A picture as a model sees it: the model that looked, the embedding [size], and the milliseconds that took."""

    row: ModelRow
    vector: Vectors
    ms: float


@dataclass(frozen=True, eq=False)
class ReadLabels:
    """Labels as a model reads them: the model that read, the embeddings [labels, size], which labels were cut, and what
    the model makes of cosines."""

    row: ModelRow
    labels: tuple[str, ...]
    vectors: Vectors
    cut: tuple[str, ...]
    scoring: Scoring


@dataclass(frozen=True, eq=False)
class Answer:
    """What a model says of a picture: every label with its score, the best first."""

    seen: SeenPicture
    read: ReadLabels
    scored: tuple[Scored, ...]


@dataclass(frozen=True)
class InBothLanguages:
    """What a model says of samples in English and in Spanish: the model that answered, and its answers by name and
    language."""

    row: ModelRow
    said: Mapping[str, Mapping[str, InLanguage]]


Answers = Mapping[Picture, Mapping[ModelRow, Answer]]
"""What models say of pictures: every picture asked about, with the models that have an answer."""


def ask_models(rows: Sequence[ModelRow], question: Question, pictures: Sequence[Picture]) -> None:
    """Have each model read the labels and look at the pictures that are new to it, and keep what it makes of them.

    A picture that a model cannot work on is said, and the others go on. Raises UserError when there is no model that
    could.
    """
    for row in rows:
        read = read_labels(row, question)
        if read is None or any(_seen(row, picture, read.row) is None for picture in pictures):
            _ask_one(row, question, pictures)


def _ask_one(row: ModelRow, question: Question, pictures: Sequence[Picture]) -> None:
    errors: list[UserError] = []
    with status_line() as notify:
        progress = st.empty()

        def show(done: int, of: int, words: str) -> None:
            if of > 1:
                said = words.format(model=plain(row.title), n=min(done + 1, of), all=of)
                progress.progress(min(1.0, done / of), said)

        def look(loaded: LoadedModel) -> None:
            with in_turn("run") as turn:
                read = read_labels(row, question)
                if read is None or read.row != loaded.row:
                    words = _("{model}: label {n} of {all}")
                    _read(row, loaded, question, lambda done, of: show(done, of, words))
                for number, picture in enumerate(pictures):
                    show(number, len(pictures), _("{model}: picture {n} of {all}"))
                    if _seen(row, picture, loaded.row):
                        continue
                    try:
                        _look(row, loaded, picture)
                    except UserError as error:
                        errors.append(error)
                        continue
                    turn.give_way()

        ask(row, TASK, look, notify)
        progress.empty()
    for error in errors:
        st.error(plain(str(error)), icon=":material/error:")


def _read(row: ModelRow, loaded: LoadedModel, question: Question, progress: Progress) -> None:
    found = label_vectors(loaded, question.labels, question.templates, progress)
    read = ReadLabels(loaded.row, question.labels, found.vectors, found.cut, scoring_of(loaded))
    size = found.vectors.nbytes + _TEXT_BYTES * len(question.labels)
    answers.keep_answer(_labels_key(row, question.templates), read, size)


def _look(row: ModelRow, loaded: LoadedModel, picture: Picture) -> None:
    start = perf_counter()
    vector = image_vector(loaded, picture.image)
    seen = SeenPicture(loaded.row, vector, 1000 * (perf_counter() - start))
    answers.keep_answer(_picture_key(row, picture), seen, vector.nbytes + _TEXT_BYTES)


def read_labels(row: ModelRow, question: Question) -> ReadLabels | None:
    """Return the labels of a question as a model reads them, in the question's order; None where one of them is new."""
    read: ReadLabels | None = answers.kept_answer(_labels_key(row, question.templates))
    if read is None or read.labels == question.labels:
        return read
    places = {label: number for number, label in enumerate(read.labels)}
    if not all(label in places for label in question.labels):
        return None
    chosen = [places[label] for label in question.labels]
    cut = tuple(label for label in read.cut if label in question.labels)
    return ReadLabels(read.row, question.labels, read.vectors[chosen], cut, read.scoring)


def answers_of(
    rows: Sequence[ModelRow], question: Question, pictures: Sequence[Picture]
) -> dict[Picture, dict[ModelRow, Answer]]:
    """Return what models say of pictures, from what `ask_models` kept, ranked once for all that is drawn of it; where
    something is new to a model, and where there are no labels, it says nothing."""
    found: dict[Picture, dict[ModelRow, Answer]] = {picture: {} for picture in pictures}
    for row in rows if question.labels else ():
        if (read := read_labels(row, question)) is None:
            continue
        for picture in pictures:
            if seen := _seen(row, picture, read.row):
                scored = ranked(question.labels, seen.vector, read.vectors, read.scoring)
                found[picture][row] = Answer(seen, read, scored)
    return found


def _seen(row: ModelRow, picture: Picture, by: ModelRow) -> SeenPicture | None:
    """Return a picture as it was kept for `row`, None where the model `by` has not seen it: where another one stood in,
    it cannot be compared with what `by` reads."""
    seen: SeenPicture | None = answers.kept_answer(_picture_key(row, picture))
    return seen if seen and seen.row == by else None


def ask_in_both_languages(row: ModelRow) -> InBothLanguages:
    """Return what a model says of four samples of what it knows in English and in Spanish, asked once a visit; where
    another one stood in for it, it is asked anew. Raises UserError when the model cannot be had."""
    kept = in_both_languages_kept(row)
    if kept is None or kept.row != row:
        world, pictures = _known_pictures(row)

        def look(loaded: LoadedModel) -> InBothLanguages:
            return InBothLanguages(loaded.row, in_both_languages(loaded, pictures, world))

        with status_line() as notify:
            kept = ask(row, TASK, look, notify)
        answers.keep_answer(("zero_shot_languages", row), kept, 4000)
    return kept


def _known_pictures(row: ModelRow) -> tuple[World, list[tuple[str, Image, int]]]:
    if domain_known(row) == "doodles":
        drawings = [sample_drawing(place) for place in range(len(ANIMALS))]
        return DRAWINGS, [(picture.name, picture.image, place) for place, picture in enumerate(drawings)]
    return PHOTOGRAPHS, [(name, open_sample(name).image, place) for name, place in ANIMALS.items()]


def in_both_languages_kept(row: ModelRow) -> InBothLanguages | None:
    """Return what `ask_in_both_languages` kept, None where nobody asked."""
    kept: InBothLanguages | None = answers.kept_answer(("zero_shot_languages", row))
    return kept


def _picture_key(row: ModelRow, picture: Picture) -> Hashable:
    return "zero_shot_picture", picture.digest, row


def _labels_key(row: ModelRow, templates: tuple[str, ...]) -> Hashable:
    return "zero_shot_labels", templates, row
