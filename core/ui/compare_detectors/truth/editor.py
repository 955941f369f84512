"""The truth of a picture: the visitor draws its boxes, corrects a model's, or loads them from a file.

The boxes live in the workbook. The canvas is only given a drawing when they change elsewhere, never because of what it
reported itself, so that a stroke is not redrawn while the next one is being made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.compare.book.workbook import Workbook
from core.compare.count.unknown import unknown_labels
from core.compare.measure.run import Comparison
from core.compare.truth.edit import forget_strokes, read_drawing, read_late, sheet_for
from core.i18n import _, ngettext
from core.pictures.images import Picture
from core.pictures.labels import COCO_LABELS
from core.ui.compare_detectors.truth.box_list import box_list
from core.ui.compare_detectors.truth.counts_now import counts_now
from core.ui.compare_detectors.truth.files import truth_files
from core.ui.compare_detectors.truth.from_model import start_from_model
from core.ui.compare_detectors.truth.labels import ask_about_own, choose_label
from core.ui.compare_detectors.truth.numbers import box_by_numbers
from core.ui.compare_detectors.truth.state import editor_state, put_and_count, undo_last
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.widgets.box_canvas import box_canvas, canvas_size, reported

CANVAS = "truth_canvas"


@dataclass(frozen=True)
class _Task:
    """What the editor was given: the parameters of `truth_editor`."""

    book: Workbook
    pictures: tuple[Picture, ...]
    comparison: Comparison | None
    labels: tuple[str, ...]
    threshold: float


def truth_editor(
    book: Workbook,
    pictures: Sequence[Picture],
    comparison: Comparison | None,
    labels: Sequence[str] = COCO_LABELS,
    threshold: float = 0.5,
    save: Callable[[], bool] = lambda: False,
) -> None:
    """Draw the part in which the visitor says what really is on each picture, and keep it in `book.truth`.

    `labels` are those on offer (the models' own), `threshold` (0..1) is where a model's boxes start to be taken over.
    Strokes and edits in the list run this part alone, and `save` is called each time: it returns whether the page has
    to run for it. The button that appears then runs the page, which counts again.
    """
    if not pictures:
        st.info(
            _("Choose pictures first: the truth is drawn on them."), icon=":material/add_photo_alternate:"
        )
        return
    _read_canvas(book, pictures)
    state = editor_state()
    state.counted = dict(book.truth)
    # The page around may have moved the canvas to another place, where it starts again from what it was given first.
    forget_strokes(state, book.truth)
    _editor(_Task(book, tuple(pictures), comparison, tuple(labels), threshold), save)


@st.fragment
def _editor(task: _Task, save: Callable[[], bool]) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        _read_canvas(task.book, task.pictures)
        drawing, boxes = st.columns([2, 1], gap="medium")
        with drawing:
            picture = _draw_boxes(task)
        with boxes:
            _boxes_drawn(task, picture)
        _other_ways(task, picture)
        news = save()
        # Only now that everything is drawn: what a broken off run leaves out is taken off the page and starts anew.
        if news or editor_state().run_page:
            editor_state().run_page = False
            st.rerun()


def _draw_boxes(task: _Task) -> Picture:
    """Draw the choice of picture and label and the canvas; return the chosen picture."""
    book = task.book
    choices = st.columns(2)
    with choices[0]:
        picture = _choose_picture(task.pictures)
    with choices[1]:
        label = choose_label(task.labels, book, task.comparison, picture.digest, task.threshold)
    st.caption(
        _(
            "Press and drag over an object. With the pencil above the picture you move, resize and delete boxes; press "
            "it again to draw."
        )
    )
    # Before the canvas comes only what is always there: an element that moves starts anew.
    _canvas(book, picture, label)
    # In the first run after a long disconnect the browser's report is not to be had before.
    _read_canvas(book, task.pictures)
    _say_late()
    ask_about_own(book)
    if task.comparison and unknown_labels([label], task.comparison.models):
        st.warning(
            _(
                "None of the measured models knows the label “{label}”: each of its boxes counts as a false "
                "negative of all of them."
            ).format(label=plain(label)),
            icon=":material/label_off:",
        )
    if editor_state().clicks:
        st.caption(_("A click alone is no box: press, drag to the opposite corner, let go."))
    return picture


def _boxes_drawn(task: _Task, picture: Picture) -> None:
    """Draw whether the picture counts, the list of its boxes, and what can be done with them."""
    book, state = task.book, editor_state()
    _status(book, picture)
    counts_now(task.comparison, picture, book.truth, task.threshold)
    box_list(book, picture, task.labels)
    st.button(
        _("Undo the last change"),
        icon=":material/undo:",
        key="truth_undo",
        disabled=not state.past.get(picture.digest),
        on_click=undo_last,
        args=(book, picture.digest),
    )
    if book.truth != state.counted and st.button(
        _("Count again with these boxes"),
        type="primary",
        icon=":material/calculate:",
        key="truth_recount",
    ):
        st.rerun()
    _progress(book, task.pictures)


def _other_ways(task: _Task, picture: Picture) -> None:
    """Draw the folded ways to boxes other than drawing them."""
    # The server knows which of these are open, so that they stay so when one run follows another closely.
    numbers = st.expander(
        _("Add or correct a box with numbers"),
        icon=":material/123:",
        key="truth_by_numbers",
        on_change="rerun",
    )
    if numbers.open:
        with numbers:
            box_by_numbers(task.book, picture, task.labels)
    model = st.expander(
        _("Start from a model's boxes"), icon=":material/smart_toy:", key="truth_by_model", on_change="rerun"
    )
    if model.open:
        with model:
            start_from_model(task.book, picture, task.comparison, task.threshold)
    files = st.expander(
        _("Load or save the truth as a file"),
        icon=":material/folder_open:",
        key="truth_by_file",
        on_change="rerun",
    )
    if files.open:
        with files:
            truth_files(task.book, task.pictures)


def _choose_picture(pictures: Sequence[Picture]) -> Picture:
    by_digest = {picture.digest: picture for picture in pictures}
    # What an option is called must not change with the boxes: the browser knows the chosen one by that.
    chosen = st.selectbox(
        _("Picture"),
        list(by_digest),
        key="truth_picture",
        persist_state="session",
        format_func=lambda digest: by_digest[digest].name if digest in by_digest else "",
    )
    return by_digest.get(chosen) or pictures[0]


def _canvas(book: Workbook, picture: Picture, label: str) -> None:
    size = canvas_size(picture, CANVAS)
    boxes = book.truth.get(picture.digest, ())
    sheet = sheet_for(editor_state(), picture.digest, picture.size, size, boxes)
    box_canvas(picture, sheet, label, key=CANVAS)


def _read_canvas(book: Workbook, pictures: Sequence[Picture]) -> None:
    """Keep what the canvas reports since the last time, in the truth of the picture that it was drawn on."""
    state, raw = editor_state(), reported(CANVAS)
    read_drawing(state, raw, book.truth)
    sizes = {picture.digest: picture.size for picture in pictures}
    if late := read_late(state, raw, book.truth, sizes):
        state.late = late
        # The canvas has been given the boxes without them.
        state.run_page |= bool(late.new)


def _say_late() -> None:
    """Say what came of the boxes that were drawn while the server was away."""
    late = editor_state().late
    if late and late.new:
        st.info(
            ngettext(
                "{n} box that you drew while the connection was lost has arrived.",
                "{n} boxes that you drew while the connection was lost have arrived.",
                late.new,
            ),
            icon=":material/cloud_done:",
        )
    if late and late.changed:
        st.warning(
            _(
                "Boxes that you moved or deleted while the connection was lost are as they were before: look at them "
                "once more."
            ),
            icon=":material/cloud_off:",
        )


def _status(book: Workbook, picture: Picture) -> None:
    """Say in words whether the picture counts, and offer the other choice."""
    boxes = book.truth.get(picture.digest)
    if boxes is None:
        words = _(
            "**This picture is not counted** yet: nobody has said what is on it. Draw a box around every object, or "
            "say that there is nothing to find."
        )
    elif not boxes:
        words = _(
            "**This picture is counted, with nothing to find:** every box of a model is a false positive."
        )
    else:
        words = _(
            "**This picture is counted.** An object without a true box makes a right detection look false."
        )
    st.markdown(words)
    buttons = st.container(horizontal=True)
    if not boxes:
        buttons.button(
            _("There is nothing to find"), icon=":material/hide_image:", key="truth_empty", disabled=boxes == (),
            on_click=put_and_count, args=(book, picture.digest, ()),
        )  # fmt: skip
    if boxes is not None:
        buttons.button(
            _("Do not count this picture"), icon=":material/block:", key="truth_uncount",
            on_click=put_and_count, args=(book, picture.digest, None),
        )  # fmt: skip


def _progress(book: Workbook, pictures: Sequence[Picture]) -> None:
    """Say how many of the pictures count, and which do not yet."""
    left_over = [plain(picture.name) for picture in pictures if picture.digest not in book.truth]
    words = _("{number} of {pictures} counted.").format(
        number=len(pictures) - len(left_over), pictures=ngettext("{n} picture", "{n} pictures", len(pictures))
    )
    if left_over:
        words = _("{counted} Not counted yet: {names}.").format(counted=words, names=", ".join(left_over))
    st.caption(words)
