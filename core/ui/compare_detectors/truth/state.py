"""What the truth editor remembers between runs, and the changes that can be undone."""

from dataclasses import dataclass, field, replace

import streamlit as st

from core.compare.book.workbook import Workbook
from core.compare.truth.edit import Boxes, Editing, Late, put, undo, with_box

_STATE = "truth_editor"


@dataclass(frozen=True)
class Typed:
    """A name that was typed and is nobody's label; `digest` and `index` say which true box it was typed for, an empty
    digest that it was for boxes to come."""

    label: str
    digest: str = ""
    index: int = 0


@dataclass
class EditorState(Editing):
    """The editing, and what the editor's parts say and ask.

    `uploads` counts the files loaded; `error`, `warnings` and `loaded` are what came of the last ones; `asking` is the
    picture and the model of a question that is open; `counted` is the truth that the page has counted with; with
    `run_page` the page runs once the editor is drawn; `late` is what arrived after a long disconnect; `label`
    is the one that is drawn with, which the visitor chose or not; `own_labels` those that the visitor added; `typed`
    the one that is asked about.
    """

    uploads: int = 0
    error: str = ""
    warnings: tuple[str, ...] = ()
    loaded: str = ""
    asking: tuple[str, str] | None = None
    counted: dict[str, Boxes] = field(default_factory=dict)
    run_page: bool = False
    late: Late | None = None
    label: str = ""
    label_chosen: bool = False
    own_labels: tuple[str, ...] = ()
    typed: Typed | None = None


def editor_state() -> EditorState:
    """Return this visitor's state of the editor, a new one on the first visit."""
    state: EditorState = st.session_state.setdefault(_STATE, EditorState())
    return state


def forget_editing() -> None:
    """Begin anew, with nothing to undo: the truth is now another one, and what the canvas still shows is not of it."""
    before = editor_state()
    st.session_state[_STATE] = EditorState(retired=before.retired | before.shown.keys())


def put_boxes(book: Workbook, digest: str, boxes: Boxes | None) -> None:
    """Give a picture its true boxes, or none at all (None: it is not counted), in a way that can be undone."""
    put(editor_state(), book.truth, digest, boxes)


def relabel(book: Workbook, digest: str, index: int, label: str) -> None:
    """Give one of a picture's true boxes another label, in a way that can be undone; nothing where it is gone."""
    boxes = book.truth.get(digest, ())
    if index < len(boxes):
        put_boxes(book, digest, with_box(boxes, index, replace(boxes[index], label=label)))


def put_and_count(book: Workbook, digest: str, boxes: Boxes | None) -> None:
    """Do what `put_boxes` does, and have the page count again."""
    put_boxes(book, digest, boxes)
    state = editor_state()
    state.asking, state.run_page = None, True


def undo_last(book: Workbook, digest: str) -> None:
    """Take back the last change of a picture's true boxes."""
    undo(editor_state(), book.truth, digest)
