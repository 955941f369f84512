"""The truth of a picture: the visitor draws its boxes, corrects a model's, or loads them from a file.

The boxes live in the workbook. The canvas is only told to draw when they change elsewhere, never because of what it
reported itself, so that a stroke is not redrawn while the next one is being made.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from math import ceil, floor
from operator import attrgetter
from pathlib import Path
from zlib import crc32

import streamlit as st
from PIL import ImageOps

from core.compare.book.workbook import Workbook
from core.compare.measure.run import Comparison
from core.compare.truth.coco import to_coco
from core.compare.truth.edit import (
    Boxes,
    Editing,
    boxes_from,
    forget_strokes,
    put,
    read_drawing,
    sheet_for,
    undo,
    with_box,
)
from core.compare.truth.files import read_files
from core.compare.truth.truth import PictureInfo
from core.errors import UserError
from core.i18n import N_, _, decimal, ngettext
from core.pictures import canvas
from core.pictures.boxes import SCENE, Box, TruthBox
from core.pictures.images import Picture
from core.pictures.labels import COCO_LABELS, canonical_label, with_name, without_name
from core.pictures.palette import color_of
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard

CANVAS = "truth_canvas"
_MEASURED = "truth_width"
_TALLEST = 620
_FIRST_ROOM = 520
_LEAST_ROOM = 160
_LIST_HEIGHT = 460
_UNSCROLLED = 7
_ROWS_A_PAGE = 20
_THUMBNAIL = 44

_AROUND_CANVAS = st.components.v2.component(
    "miralab.around_canvas",
    html="<div></div>",
    js=Path(__file__).with_name("truth_editor.js").read_text(encoding="utf-8"),
)


@dataclass
class _Desk(Editing):
    """What the editor remembers between runs: the editing, and what its parts say and ask."""

    room: int = _FIRST_ROOM
    uploads: int = 0
    error: str = ""
    warnings: tuple[str, ...] = ()
    loaded: str = ""
    asking: tuple[str, str] | None = None
    counted: dict[str, Boxes] = field(default_factory=dict)
    run_page: bool = False


def truth_editor(
    book: Workbook,
    pictures: Sequence[Picture],
    comparison: Comparison | None,
    labels: Sequence[str] = COCO_LABELS,
    threshold: float = 0.5,
    keep: Callable[[], None] = lambda: None,
) -> None:
    """Draw the part in which the visitor says what really is on each picture, and keep it in `book.truth`.

    `labels` are those on offer (the models' own), `threshold` (0..1) is where a model's boxes start to be taken over.
    Strokes and edits in the list run this part alone, and `keep` is called each time, to save the work; the button that
    appears then runs the page, which counts again.
    """
    if not pictures:
        st.info(
            _("Choose pictures first: the truth is drawn on them."), icon=":material/add_photo_alternate:"
        )
        return
    _read_canvas(book)
    desk = _desk()
    desk.counted = dict(book.truth)
    # The page around may have moved the canvas to another place, where it starts again from what it was given first.
    forget_strokes(desk, book.truth)
    _editor(book, tuple(pictures), comparison, tuple(labels), threshold, keep)


def _desk() -> _Desk:
    desk: _Desk = st.session_state.setdefault("truth_desk", _Desk())
    return desk


@st.fragment
def _editor(
    book: Workbook,
    pictures: tuple[Picture, ...],
    comparison: Comparison | None,
    labels: tuple[str, ...],
    threshold: float,
    keep: Callable[[], None],
) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        _draw(book, pictures, comparison, labels, threshold)
        keep()
        # Only now that everything is drawn: what a broken off run leaves out is taken off the page and starts anew.
        if _desk().run_page:
            _desk().run_page = False
            st.rerun()


def _draw(
    book: Workbook,
    pictures: tuple[Picture, ...],
    comparison: Comparison | None,
    labels: tuple[str, ...],
    threshold: float,
) -> None:
    _read_canvas(book)
    desk = _desk()
    left, right = st.columns([2, 1], gap="medium")
    with left:
        choices = st.columns(2)
        with choices[0]:
            picture = _choose_picture(pictures)
        with choices[1]:
            label = _choose_label(labels, book.truth.get(picture.digest, ()))
        st.caption(
            _(
                "Press and drag over an object. To move, resize or delete a box, point at the picture or touch it: the "
                "tools appear above it. The pencil switches to editing and back, the × deletes the chosen box, and the "
                "bin all that you changed on this picture; Undo brings them back."
            )
        )
        # Before the canvas comes only what is always there: an element that moves starts anew.
        _canvas(book, picture, label)
        if comparison and nobody_knows(label, comparison):
            st.warning(
                _(
                    "None of the measured models knows the label “{label}”: each of its boxes counts as a false "
                    "negative of all of them."
                ).format(label=plain(label)),
                icon=":material/label_off:",
            )
        if desk.clicks:
            st.caption(_("A click alone is no box: press, drag to the opposite corner, let go."))
        _AROUND_CANVAS(key=_MEASURED, default={"width": None}, on_width_change=lambda: None)
    with right:
        _status(book, picture)
        _list(book, picture, labels)
        _undo_button(book, picture)
        if book.truth != desk.counted and st.button(
            _("Count again with these boxes"),
            type="primary",
            icon=":material/calculate:",
            key="truth_recount",
        ):
            st.rerun()
        _progress(book, pictures)
    # The server knows which of these are open, so that they stay so when one run follows another closely.
    numbers = st.expander(
        _("Add or correct a box with numbers"),
        icon=":material/123:",
        key="truth_by_numbers",
        on_change="rerun",
    )
    if numbers.open:
        with numbers:
            _numbers(book, picture, labels)
    model = st.expander(
        _("Start from a model's boxes"), icon=":material/smart_toy:", key="truth_by_model", on_change="rerun"
    )
    if model.open:
        with model:
            _start_from_model(book, picture, comparison, threshold)
    files = st.expander(
        _("Load or save the truth as a file"),
        icon=":material/folder_open:",
        key="truth_by_file",
        on_change="rerun",
    )
    if files.open:
        with files:
            _files(book, pictures)


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


def _state(boxes: Boxes | None) -> str:
    if boxes is None:
        return _("not counted")
    return ngettext("{n} true box", "{n} true boxes", len(boxes)) if boxes else _("nothing to find")


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
    place = st.container(horizontal=True)
    if not boxes:
        place.button(
            _("There is nothing to find"), icon=":material/hide_image:", key="truth_empty", disabled=boxes == (),
            on_click=_put_and_count, args=(book, picture.digest, ()),
        )  # fmt: skip
    if boxes is not None:
        place.button(
            _("Do not count this picture"), icon=":material/block:", key="truth_uncount",
            on_click=_put_and_count, args=(book, picture.digest, None),
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


def _choose_label(labels: Sequence[str], boxes: Boxes) -> str:
    offered = _offered(labels, boxes)
    chosen = st.selectbox(
        _("Label of the boxes you draw"),
        offered,
        key="truth_label",
        persist_state="session",
        accept_new_options=True,
        format_func=_named(offered),
        help=_(
            "Type to search. Labels are in English, as the models give them; you can also type one of your own."
        ),
    )
    return without_name(chosen or "") or labels[0]


def _named(labels: Sequence[str]) -> Callable[[str], str]:
    """Return what shows labels with their names in the language of this run; one that was typed is shown as it is.

    What is chosen comes back as it was shown where the labels or the language have changed since: see `without_name`.
    """
    names = {label: with_name(label) for label in labels}
    return lambda label: names.get(label, label)


def nobody_knows(label: str, comparison: Comparison) -> bool:
    """Say whether none of the models of a comparison can ever say a label; not, where one does not tell its labels."""
    known = [{canonical_label(each) for each in facts.labels} for facts in comparison.models]
    return all(known) and not any(canonical_label(label) in labels for labels in known)


def _offered(labels: Sequence[str], boxes: Boxes) -> list[str]:
    return list(dict.fromkeys([*labels, *(box.label for box in boxes)]))


def _room(desk: _Desk) -> int:
    """Return the width of the column in pixels, as it was measured last."""
    state = st.session_state.get(_MEASURED)
    width = state.get("width") if isinstance(state, Mapping) else None
    if isinstance(width, int | float) and width > 0:
        desk.room = max(_LEAST_ROOM, floor(width))
    return desk.room


def _canvas(book: Workbook, picture: Picture, label: str) -> None:
    # The canvas registers itself with the running app, so it can only be imported inside of one.
    from streamlit_drawable_canvas import st_canvas

    desk = _desk()
    size = canvas.canvas_size(picture.image.size, _room(desk), _TALLEST)
    boxes = book.truth.get(picture.digest, ())
    sheet = sheet_for(desk, picture.digest, picture.image.size, size, boxes)
    width, height = size
    # The tools float over what stands above the picture.
    st.space("small")
    st_canvas(
        fill_color="rgba(0, 0, 0, 0)",
        stroke_width=canvas.STROKE,
        stroke_color=color_of(label),
        background_image=_background(picture, size),
        background_image_fit="stretch",
        width=width,
        height=height,
        drawing_mode="labeled_rect",
        initial_drawing=canvas.to_drawing(sheet),
        font_size=canvas.FONT_SIZE,
        label=label,
        key=CANVAS,
    )


@st.cache_data(max_entries=40, show_spinner=False, hash_funcs={Picture: attrgetter("digest")})
def _background(picture: Picture, size: tuple[int, int]) -> bytes:
    """Return the picture as a JPEG of the canvas' size: the canvas shows no more, and more is slow to send."""
    file = BytesIO()
    picture.image.resize(size).save(file, "JPEG", quality=90)
    return file.getvalue()


def _read_canvas(book: Workbook) -> None:
    """Keep what the canvas reports since the last time, in the truth of the picture that it was drawn on."""
    state = st.session_state.get(CANVAS)
    report = state.get("drawing") if isinstance(state, Mapping) else None
    raw = report.get("raw") if isinstance(report, Mapping) else None
    read_drawing(_desk(), raw, book.truth)


def _list(book: Workbook, picture: Picture, labels: Sequence[str]) -> None:
    """Draw the picture's boxes one below the other, each with its label to change and a button that deletes it."""
    boxes = book.truth.get(picture.digest, ())
    st.markdown(f"**{ngettext('{n} true box', '{n} true boxes', len(boxes))}**")
    if boxes:
        offered = _offered(labels, boxes)
        first = 0
        if len(boxes) > _ROWS_A_PAGE:
            first = _ROWS_A_PAGE * (st.pagination(ceil(len(boxes) / _ROWS_A_PAGE), key="truth_page") - 1)
        rows = list(enumerate(boxes))[first : first + _ROWS_A_PAGE]
        with st.container(
            height=_LIST_HEIGHT if len(rows) > _UNSCROLLED else "content", border=False, key="truth_list"
        ):
            for index, box in rows:
                _row(book, picture, index, box, offered)
    for origin, number in Counter(box.origin for box in boxes).items():
        if origin.startswith("model:"):
            words = ngettext(
                "{n} box started as a box of {{model}}. It stays marked so, also corrected, and the report says so.",
                "{n} boxes started as boxes of {{model}}. They stay marked so, also corrected, and the report says so.",
                number,
            )
            st.caption(words.format(model=plain(origin.removeprefix("model:"))))
        elif origin == SCENE:
            words = ngettext(
                "{n} box was made by the app, together with the scene: it knows what is there.",
                "{n} boxes were made by the app, together with the scene: it knows what is there.",
                number,
            )
            st.caption(words)


def _row(book: Workbook, picture: Picture, index: int, box: TruthBox, offered: Sequence[str]) -> None:
    key = f"{picture.digest[:12]}_{index}"
    # The workbook decides what is chosen: a label also changes on the canvas, and rows move up when one is deleted.
    st.session_state[f"truth_relabel_{key}"] = box.label
    icon, words = _origin(box)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall"):
        st.image(_cutting(picture, box.box), width=_THUMBNAIL, alt="")
        st.selectbox(
            _("Label of box {number}").format(number=index + 1),
            offered,
            key=f"truth_relabel_{key}",
            label_visibility="collapsed",
            accept_new_options=True,
            format_func=_named(offered),
            icon=icon,
            on_change=_relabel,
            args=(book, picture.digest, index, f"truth_relabel_{key}"),
        )
        st.button(
            _("Delete"),
            key=f"truth_delete_{key}",
            icon=":material/delete:",
            type="tertiary",
            help=plain(f"{box.label} · {words} · {_corners(box.box)}"),
            on_click=_delete,
            args=(book, picture.digest, index),
        )


def _origin(box: TruthBox) -> tuple[str, str]:
    if box.origin.startswith("model:"):
        return ":material/smart_toy:", _("started from {model}").format(
            model=box.origin.removeprefix("model:")
        )
    if box.origin == "file":
        return ":material/description:", _("from a file")
    if box.origin == SCENE:
        return ":material/landscape:", _("made by the app")
    return ":material/edit:", _("drawn")


def _corners(box: Box) -> str:
    return ", ".join(decimal(value, 0) for value in box)


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs={Picture: attrgetter("digest")})
def _cutting(picture: Picture, box: Box) -> bytes:
    """Return the part of a picture that is in a box as a small square JPEG."""
    left, top, right, bottom = box
    x, y = floor(left), floor(top)
    part = picture.image.crop((x, y, max(ceil(right), x + 1), max(ceil(bottom), y + 1)))
    file = BytesIO()
    ImageOps.pad(part, (2 * _THUMBNAIL, 2 * _THUMBNAIL), color="#808080").save(file, "JPEG", quality=80)
    return file.getvalue()


def _relabel(book: Workbook, digest: str, index: int, key: str) -> None:
    label = without_name(st.session_state.get(key) or "")
    boxes = book.truth.get(digest, ())
    if label and index < len(boxes):
        _put(book, digest, with_box(boxes, index, replace(boxes[index], label=label)))


def _delete(book: Workbook, digest: str, index: int) -> None:
    boxes = book.truth.get(digest, ())
    _put(book, digest, (boxes[:index] + boxes[index + 1 :]) or None)


def _numbers(book: Workbook, picture: Picture, labels: Sequence[str]) -> None:
    """Draw the way to a box without a mouse: its label and corners as numbers."""
    boxes = book.truth.get(picture.digest, ())
    width, height = picture.image.size
    stamp = f"{picture.digest[:12]}_{crc32(repr(boxes).encode()):08x}"

    def name(index: int | None) -> str:
        if index is None:
            return _("A new box")
        return f"{index + 1} · {boxes[index].label} · {_corners(boxes[index].box)}"

    chosen = st.selectbox(_("Box"), [None, *range(len(boxes))], format_func=name, key=f"truth_which_{stamp}")
    old = boxes[chosen] if chosen is not None else None
    offered = _offered(labels, boxes)
    key = f"truth_numbers_{stamp}_{chosen}"
    sides = {
        _("Left (xmin)"): (width, old.box[0] if old else 0),
        _("Top (ymin)"): (height, old.box[1] if old else 0),
        _("Right (xmax)"): (width, old.box[2] if old else width),
        _("Bottom (ymax)"): (height, old.box[3] if old else height),
    }
    with st.form(key, border=False):
        label = st.selectbox(
            _("Label"),
            offered,
            index=offered.index(old.label) if old else 0,
            key=f"{key}_label",
            accept_new_options=True,
            format_func=_named(offered),
        )
        left, top, right, bottom = (
            column.number_input(title, 0.0, float(most), float(value), 1.0, "%.1f", key=f"{key}_{position}")
            for position, (column, (title, (most, value))) in enumerate(
                zip(st.columns(4), sides.items(), strict=True)
            )
        )
        st.caption(
            _("In pixels of the picture, {width} × {height}: x from its left edge, y from its top.").format(
                width=width, height=height
            )
        )
        if not st.form_submit_button(
            _("Add the box") if old is None else _("Change the box"), icon=":material/check:"
        ):
            return
        if left >= right or top >= bottom:
            st.error(_("Right has to be more than left, and bottom more than top."), icon=":material/error:")
            return
        box = (left, top, right, bottom)
        new = replace(old or TruthBox("", box), label=without_name(label or "") or offered[0], box=box)
        _put(book, picture.digest, with_box(boxes, chosen, new))
        _desk().run_page = True


def _start_from_model(
    book: Workbook, picture: Picture, comparison: Comparison | None, threshold: float
) -> None:
    """Draw the way to take a model's boxes over; asks before boxes that are there already are replaced."""
    images = comparison.images if comparison else ()
    runs = {run.model: run for image in images if image.digest == picture.digest for run in image.models}
    if comparison is None or not runs:
        st.info(_("Run the models on this picture first; then their boxes can be taken over here."))
        return
    titles = {facts.name: facts.title for facts in comparison.models}
    name = st.selectbox(_("Model"), list(runs), format_func=titles.__getitem__, key="truth_model")
    boxes = boxes_from(runs[name].detections, threshold, picture.image.size, name)
    st.markdown(
        _(
            "At the threshold of {threshold} the truth would be {boxes}, for you to correct. Careful: they flatter "
            "their model. Its places count as right, and what it missed is missing until you draw it."
        ).format(threshold=decimal(threshold, 2), boxes=ngettext("{n} box", "{n} boxes", len(boxes)))
    )
    own = book.truth.get(picture.digest, ())
    if own and _desk().asking == (picture.digest, name):
        st.warning(
            ngettext(
                "This picture has {n} true box already. Replace it?",
                "This picture has {n} true boxes already. Replace them?",
                len(own),
            )
        )
        place = st.container(horizontal=True)
        place.button(
            _("Replace"),
            type="primary",
            key="truth_replace",
            on_click=_put_and_count,
            args=(book, picture.digest, boxes),
        )
        place.button(_("Keep mine"), key="truth_keep", on_click=_ask, args=(None,))
    else:
        st.button(
            _("Take these boxes over"),
            icon=":material/smart_toy:",
            key="truth_from_model",
            disabled=not boxes,
            on_click=_ask if own else _put_and_count,
            args=((picture.digest, name),) if own else (book, picture.digest, boxes),
        )


def _ask(question: tuple[str, str] | None) -> None:
    _desk().asking = question


def _files(book: Workbook, pictures: Sequence[Picture]) -> None:
    """Draw the way in and out for truth files, and what came of the last one."""
    desk = _desk()
    infos = [PictureInfo(picture.digest, picture.name, *picture.image.size) for picture in pictures]
    key = f"truth_files_{desk.uploads}"
    st.file_uploader(
        _("COCO JSON, or YOLO txt files with their classes"),
        type=["json", "txt", "yaml", "yml"],
        accept_multiple_files=True,
        key=key,
        on_change=_load,
        args=(book, infos, key),
        help=_(
            "One .json file; or one .txt a picture, called as the picture is, with classes.txt or data.yaml."
        ),
    )
    if desk.error:
        st.error(plain(desk.error), icon=":material/error:")
    if desk.loaded:
        st.success(plain(desk.loaded), icon=":material/check:")
    for text in desk.warnings:
        st.warning(plain(text), icon=":material/warning:")
    counted = [info for info in infos if info.key in book.truth]
    st.download_button(
        _("Save the truth (COCO JSON)"),
        json.dumps(to_coco(book.truth, counted), ensure_ascii=False, indent=1),
        "truth.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
        key="truth_save",
        disabled=not counted,
    )


def _load(book: Workbook, infos: Sequence[PictureInfo], key: str) -> None:
    """Read the uploaded files; pictures that they do not speak of keep what they have."""
    uploaded = st.session_state.get(key) or []
    if not uploaded:
        return
    desk = _desk()
    # A fresh uploader every time: what was loaded is told beside it.
    desk.uploads += 1
    desk.error, desk.warnings, desk.loaded = "", (), ""
    try:
        files = {file.name: file.getvalue() for file in uploaded}
        if len(files) < len(uploaded):
            raise UserError(N_("Two of these files have the same name: load them one after the other."))
        found = read_files(files, infos)
        if len(found.named) < len(infos):
            found = read_files(files, [info for info in infos if info.key in found.named])
    except UserError as error:
        desk.error = str(error)
        return
    for digest, boxes in found.truth.items():
        if book.truth.get(digest) != boxes:
            _put(book, digest, boxes)
    loaded = [f"{info.name} ({_state(found.truth[info.key])})" for info in infos if info.key in found.truth]
    desk.loaded = _("Loaded: {pictures}. What was there before comes back with Undo.").format(
        pictures=", ".join(loaded)
    )
    desk.warnings = found.warnings
    desk.run_page = True


def _undo_button(book: Workbook, picture: Picture) -> None:
    st.button(
        _("Undo the last change"),
        icon=":material/undo:",
        key="truth_undo",
        disabled=not _desk().past.get(picture.digest),
        on_click=_undo,
        args=(book, picture.digest),
    )


def _put(book: Workbook, digest: str, boxes: Boxes | None) -> None:
    put(_desk(), book.truth, digest, boxes)


def _undo(book: Workbook, digest: str) -> None:
    undo(_desk(), book.truth, digest)


def _put_and_count(book: Workbook, digest: str, boxes: Boxes | None) -> None:
    _put(book, digest, boxes)
    desk = _desk()
    desk.asking, desk.run_page = None, True
