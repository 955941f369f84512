"""What the pictures really show: from the folders of a ZIP, from their names, or typed into a table.

It is kept in the session by the pictures' digests, as it was typed: which label of a model it means is asked of each
model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.errors import UserError
from core.i18n import N_, _
from core.pictures.images import Picture, open_picture
from core.pictures.zipped import MAX_ZIP_BYTES
from core.printable import printable_line
from core.sketch.single import class_of
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.picture_list import MAX_PICTURES, replace_pictures, with_picture
from core.ui.inputs.thumbnails import thumbnail_address
from core.vision.classification.truth import labelled_pictures, name_in

PICTURES = "image_classification"
"""Where the session keeps the page's list of pictures."""

_TRUTHS = "image_classification.truths"
_TABLE = "image_classification.truth_table"
_MOST_ERRORS = 3


@dataclass(frozen=True)
class _Table:
    """The table that is open: its key, its pictures, and its rows as they were when it was opened."""

    key: str
    digests: tuple[str, ...]
    rows: pd.DataFrame


def truths() -> dict[str, str]:
    """Return what the pictures of this visit really show, as it was typed, by their digest; what nobody
    said is missing."""
    known: dict[str, str] = st.session_state.setdefault(_TRUTHS, {})
    return known


def note_drawings(pictures: Sequence[Picture]) -> None:
    """Write down what the drawings among pictures are that ship with the app, once: the visitor may say otherwise."""
    noted: set[str] = st.session_state.setdefault(f"{_TRUTHS}.noted", set())
    for picture in pictures:
        if picture.digest not in noted and (label := class_of(picture)):
            truths().setdefault(picture.digest, label)
            noted.add(picture.digest)


def ask_for_truth(pictures: Sequence[Picture]) -> None:
    """Draw the three ways to say what the pictures really show."""
    st.markdown(
        _(
            "Say what is really there, and the page counts how often each model is right: write the label as the model "
            "calls it, or any of its names."
        )
    )
    _upload()
    st.button(
        _("Take the labels from the file names"),
        icon=":material/label:",
        help=_("“polar_bear_01.jpg” is a polar bear. What is written already stays."),
        on_click=_from_names,
        args=(pictures,),
    )
    _typed(pictures)


def _upload() -> None:
    counter = f"{_TRUTHS}.uploads"
    widget = f"{_TRUTHS}.upload.{st.session_state.setdefault(counter, 0)}"

    def uploaded() -> None:
        if file := st.session_state[widget]:
            _take_zip(file.getvalue())
        st.session_state[counter] += 1

    limit_words(widget, MAX_ZIP_BYTES, ["ZIP"])
    st.file_uploader(
        _("A ZIP with a folder for each label, its pictures inside"),
        type=["zip"],
        max_upload_size=MAX_ZIP_BYTES // 1_000_000,
        key=widget,
        help=_("Its pictures take the place of those of the list, which can be brought back."),
        on_change=uploaded,
    )


def _take_zip(data: bytes) -> None:
    """Put the pictures of a ZIP in the place of the list, with what they really show; keep what went wrong to be
    shown."""
    taken: list[Picture] = []
    found: dict[str, str] = {}
    errors: list[UserError] = []
    try:
        for label, name, content in labelled_pictures(data):
            if len(taken) == MAX_PICTURES:
                errors.insert(
                    0,
                    UserError(N_("The first {n} pictures were taken: a list holds no more."), n=MAX_PICTURES),
                )
                break
            try:
                picture = open_picture(content, name)
                taken = with_picture(taken, picture)
                found[picture.digest] = printable_line(label)
            except UserError as error:
                errors.append(error)
    except UserError as error:
        errors.append(error)
    if not taken and not errors:
        errors.append(UserError(N_("There is no picture in this ZIP. Put a folder for each label into it.")))
    if taken:
        replace_pictures(PICTURES, taken)
        _set(found)
    st.session_state[f"{PICTURES}.errors"] = errors[:_MOST_ERRORS]


def _from_names(pictures: Sequence[Picture]) -> None:
    _set({picture.digest: name_in(picture.name) for picture in pictures if not truths().get(picture.digest)})


def _set(found: dict[str, str]) -> None:
    """Write what pictures show, and have the table opened anew."""
    _write(found)
    st.session_state.pop(_TABLE, None)


def _write(found: Mapping[str, str]) -> None:
    for digest, label in found.items():
        if label:
            truths()[digest] = label
        else:
            truths().pop(digest, None)


def _typed(pictures: Sequence[Picture]) -> None:
    """Draw the table to type into. Its rows stay as they are while it is open, or what is typed would be lost."""
    digests = tuple(picture.digest for picture in pictures)
    table: _Table | None = st.session_state.get(_TABLE)
    # The widget forgets what was typed when the page is left; the table begins with it then.
    if table is None or table.digests != digests or table.key not in st.session_state:
        number = st.session_state.get(f"{_TABLE}.number", 0) + 1
        st.session_state[f"{_TABLE}.number"] = number
        table = _Table(f"{_TABLE}.{number}", digests, _rows(pictures))
        st.session_state[_TABLE] = table
    image, name, label = table.rows.columns
    st.data_editor(
        table.rows,
        key=table.key,
        hide_index=True,
        row_height=56,
        disabled=[image, name],
        column_config={
            image: st.column_config.ImageColumn(width="small"),
            label: st.column_config.TextColumn(max_chars=300, width="large"),
        },
        # Before the run, as all that the truth is read for stands above the table.
        on_change=_write_typed,
        args=(table,),
    )


def _write_typed(table: _Table) -> None:
    """Write every label as it stands in the table now."""
    label = table.rows.columns[-1]
    edited: Mapping[int, Mapping[str, str | None]] = st.session_state[table.key]["edited_rows"]
    for row, digest in enumerate(table.digests):
        text = edited.get(row, {}).get(label, table.rows[label][row])
        _write({digest: printable_line(text or "")})


def _rows(pictures: Sequence[Picture]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Picture"): [thumbnail_address(picture) for picture in pictures],
            _("Name"): [picture.name for picture in pictures],
            _("Really there"): [truths().get(picture.digest, "") for picture in pictures],
        }
    )
