"""The object detection page's parts: run the model once, then look at its answer without running it again."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

import streamlit as st

from core.i18n import _, decimal, milliseconds, ngettext
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.pictures.boxes import SCENE
from core.pictures.code import name_in_code
from core.pictures.encode import encoded
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.pictures.marks import truth_marks
from core.pictures.png import png
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.sections import Code, code_section
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.domains import domain_gap
from core.ui.inputs.known_labels import known_labels
from core.ui.inputs.model_input import ask, say_stand_in
from core.ui.inputs.scene_input import made_words, truth_of
from core.ui.widgets.viewer import picture_viewer
from core.vision.detection import listing
from core.vision.detection.detect import Detection, Prediction, labels_of, run_detection
from core.vision.detection.marks import annotate, marks_of
from core.vision.detection.snippets import snippet

FLOOR = 0.01
"""Scores below this are never shown: they are the models' noise, and 300 of them hide the picture."""

USUAL_THRESHOLD = 0.5

_ITEM_BYTES = 250
"""What a detection takes in memory, with its label, its numbers and its place in the list."""


@dataclass(frozen=True)
class Answer:
    """What a model said about a picture: the model that answered, its prediction, every label it knows."""

    row: ModelRow
    prediction: Prediction
    known: tuple[str, ...]


def detect_in(row: ModelRow, picture: Picture) -> None:
    """Run `row` on `picture` and keep the answer for this visitor, with the labels that the model knows.

    Raises UserError when there is no model that could.
    """

    def look(loaded: LoadedModel) -> Answer:
        prediction = run_detection(loaded, picture.image, threshold=FLOOR)
        return Answer(loaded.row, prediction, labels_of(loaded))

    with status_line() as notify:
        answer = ask(row, "object-detection", look, notify)
    items = len(answer.prediction.detections) + len(answer.known)
    answers.keep_answer(_key(row, picture), answer, items * _ITEM_BYTES)


def kept_answer(row: ModelRow, picture: Picture) -> Answer | None:
    """Return what `detect_in` kept for this model and picture, or None."""
    answer: Answer | None = answers.kept_answer(_key(row, picture))
    return answer


def _key(row: ModelRow, picture: Picture) -> Hashable:
    return "object_detection", picture.digest, row


def show_answer(row: ModelRow | None, picture: Picture) -> None:
    """Draw what was kept for this model and picture, the picture alone where there is nothing yet, and its truth."""
    answer = kept_answer(row, picture) if row else None
    if row and answer:
        explore(picture, answer, row)
        domain_gap([answer.row], [picture])
    else:
        words = (
            _("Press the button and {model} will mark what it sees.").format(model=row.title) if row else ""
        )
        picture_viewer(
            picture.pixels,
            (),
            key=f"viewer_{picture.digest}",
            alt=picture.name,
            empty_text=words or _("What a model sees will appear here."),
        )
    _really_there(picture)


@st.fragment
def explore(picture: Picture, answer: Answer, asked: ModelRow) -> None:
    """Draw the picture with its boxes, the list, the counts, the downloads and the code; `asked` is the model that was
    to answer.

    Threshold and labels act at once, in the code too.
    """
    row, prediction = answer.row, answer.prediction
    threshold = st.slider(
        _("Confidence threshold"), 0.05, 0.95, USUAL_THRESHOLD, 0.01, format="localized",
        key="detection_threshold", persist_state="session",
        help=_("Boxes with a lower score are not shown. The model does not run again."),
    )  # fmt: skip
    found = listing.above(prediction.detections, threshold)
    counts = listing.count_labels(found)
    only = st.pills(
        _("Show only"), list(counts), selection_mode="multi", key=f"only_{picture.digest}_{row.name}",
        format_func=lambda label: f"{plain(with_name(label))} · {counts.get(label, 0)}",
    ) if counts else []  # fmt: skip
    shown = listing.above(found, threshold, only)
    say_stand_in(row, asked)
    picture_viewer(
        picture.pixels,
        marks_of(shown),
        key=f"viewer_{picture.digest}_{row.name}",
        alt=_("{picture} with the objects that {model} found").format(picture=picture.name, model=row.title),
        empty_text=_nothing_found(prediction),
    )
    st.caption(
        _("{model}: {objects}, {time} (one run; the comparison page measures it properly).").format(
            model=plain(row.title),
            objects=ngettext("{n} object", "{n} objects", len(found)),
            time=milliseconds(prediction.times.total),
        )
    )
    _downloads(row, picture, shown, threshold)
    known_labels(answer.known)
    code_section(code_of(row, picture, threshold))


def _really_there(picture: Picture) -> None:
    """Draw the folded part with what is on a picture that was made or drawn during this visit."""
    truth = truth_of(picture)
    if truth is None:
        return
    with st.expander(_("What is really there"), icon=":material/visibility:"):
        picture_viewer(
            picture.pixels,
            truth_marks(truth),
            key=f"truth_{picture.digest}",
            alt=_("{picture} with what is really there").format(picture=picture.name),
            empty_text=_("Nothing to find."),
        )
        made = any(box.origin == SCENE for box in truth)
        st.caption(
            made_words(picture)
            if made
            else _("You drew this scene: the names are yours, and the boxes are around your lines.")
        )
        # A made or drawn picture has never been a JPEG.
        name = f"{PurePath(picture.name).stem}.png"
        downloads(Download(_("Download the picture"), lambda: encoded(picture)[0], name, "image/png"))


def code_of(row: ModelRow, picture: Picture, threshold: float = USUAL_THRESHOLD) -> Code:
    """Return the script that does what the page does with this model, picture and threshold (0..1)."""
    return Code(_("Script"), snippet(row, threshold, name_in_code(picture)), "object_detection.py")


def _nothing_found(prediction: Prediction) -> str:
    if not prediction.detections:
        return _("The model found nothing in this picture.")
    best = prediction.detections[0]
    return _(
        "Nothing reaches this threshold. The best guess is {label}, with {score} %: lower the threshold."
    ).format(label=with_name(best.label), score=decimal(100 * best.score, 0))


def _downloads(row: ModelRow, picture: Picture, shown: Sequence[Detection], threshold: float) -> None:
    stem = f"{PurePath(picture.name).stem}_{row.name}".replace("/", "_")
    annotated = partial(_annotated_png, picture, tuple(shown))
    as_json = listing.to_json(shown, image=picture.name, model=row.name, threshold=threshold)
    downloads(
        Download(_("Annotated picture"), annotated, f"{stem}.png", "image/png", ":material/image:"),
        Download("JSON", as_json, f"{stem}.json", "application/json", ":material/data_object:"),
        Download("CSV", listing.to_csv(shown), f"{stem}.csv", "text/csv", ":material/csv:"),
    )


def _annotated_png(picture: Picture, shown: tuple[Detection, ...]) -> bytes:
    return png(annotate(picture.image, shown))
