"""The image segmentation page's answer: run the model once, keep what it said packed, and look at it."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

import streamlit as st

from core.i18n import _, milliseconds, ngettext
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.annotate import draw_marks
from core.pictures.images import Picture
from core.pictures.labels import name_of
from core.pictures.png import png
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.domains import domain_gap
from core.ui.inputs.known_labels import known_labels
from core.ui.inputs.model_input import ask, say_stand_in
from core.ui.widgets.viewer import picture_viewer
from core.vision.segmentation import listing
from core.vision.segmentation.segment import Prediction, labels_of, segment

_ITEM_BYTES = 400
"""What a segment takes in memory beside its mask, and roughly a label too."""


@dataclass(frozen=True)
class Answer:
    """What a model said about a picture: the model that answered, its prediction, every label it knows."""

    row: ModelRow
    prediction: Prediction
    known: tuple[str, ...]


def segment_picture(row: ModelRow, picture: Picture) -> None:
    """Run `row` on `picture` and keep the answer for this visitor, with the labels that the model knows.

    Raises UserError when there is no model that could.
    """

    def look(loaded: LoadedModel) -> Answer:
        return Answer(loaded.row, segment(loaded, picture.image), labels_of(loaded))

    with status_line() as notify:
        answer = ask(row, "image-segmentation", look, notify)
    items = len(answer.prediction.segments) + len(answer.known)
    packed = sum(len(one.mask.packed) for one in answer.prediction.segments)
    answers.keep_answer(_key(row, picture), answer, packed + items * _ITEM_BYTES)


def kept_answer(row: ModelRow, picture: Picture) -> Answer | None:
    """Return what `segment_picture` kept for this model and picture, or None."""
    answer: Answer | None = answers.kept_answer(_key(row, picture))
    return answer


def _key(row: ModelRow, picture: Picture) -> Hashable:
    return "image_segmentation", picture.digest, row


def show_answer(row: ModelRow | None, picture: Picture) -> None:
    """Draw what was kept for this model and picture, and the picture alone where there is nothing yet."""
    answer = kept_answer(row, picture) if row else None
    if row and answer:
        _explore(picture, answer, row)
        domain_gap([answer.row], [picture])
        return
    words = (
        _("Press the button and {model} will say what every part of the picture is.").format(model=row.title)
        if row
        else _("What a model sees will appear here.")
    )
    picture_viewer(
        picture.pixels, (), key=f"segments_{picture.digest}", alt=picture.name, empty_text=words, height=440
    )


def _explore(picture: Picture, answer: Answer, asked: ModelRow) -> None:
    """Draw the picture with its segments, their list, the downloads and the labels; `asked` is the model that was to
    answer."""
    row, segments = answer.row, answer.prediction.segments
    say_stand_in(row, asked)
    picture_viewer(
        picture.pixels,
        listing.marks_of(segments),
        key=f"segments_{picture.digest}_{row.name}",
        alt=_("{picture} with the segments that {model} found").format(picture=picture.name, model=row.title),
        empty_text=_("The model found nothing in this picture."),
        things=_("Segments, and the part of the picture that each covers"),
        height=440,
        fading=True,
    )
    st.caption(
        _("{model}: {segments}, {time} (one run).").format(
            model=plain(row.title),
            segments=ngettext("{n} segment", "{n} segments", len(segments)),
            time=milliseconds(answer.prediction.ms),
        )
    )
    _downloads(row, picture, answer.prediction)
    known = sorted((label.strip() for label in answer.known), key=lambda label: name_of(label).casefold())
    known_labels(known, "segmentation_label_search")


def _downloads(row: ModelRow, picture: Picture, prediction: Prediction) -> None:
    stem = f"{PurePath(picture.name).stem}_{row.name}".replace("/", "_")
    as_json = listing.to_json(prediction.segments, image=picture.name, model=row.name)
    drawn = partial(_drawn_png, picture, prediction)
    downloads(
        Download(_("Annotated picture"), drawn, f"{stem}.png", "image/png", ":material/image:"),
        Download("JSON", as_json, f"{stem}.json", "application/json", ":material/data_object:"),
    )


def _drawn_png(picture: Picture, prediction: Prediction) -> bytes:
    return png(draw_marks(picture.image, listing.marks_of(prediction.segments)))
