"""The labels that the truth is drawn with: which are on offer, how they are shown, what a typed one means."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.compare.book.workbook import Workbook
from core.compare.measure.run import Comparison
from core.i18n import _
from core.pictures.labels import label_named, with_name, without_name
from core.printable import printable_line
from core.ui.compare_detectors.truth.state import Typed, editor_state, relabel
from core.ui.frame.markdown import plain
from core.vision.detection.listing import above, count_labels

_CHOSEN = "truth_label"


def choose_label(
    labels: Sequence[str], book: Workbook, comparison: Comparison | None, digest: str, threshold: float
) -> str:
    """Draw the choice of the label of the boxes that are drawn next on the picture `digest`; return it.

    Until the visitor chooses, it is the label that the models found most often there, at `threshold` (0..1).
    """
    state, offered = editor_state(), offered_labels(labels, book)
    if not state.label_chosen:
        first = _commonest(comparison, digest, threshold)
        st.session_state[_CHOSEN] = first if first in offered else offered[0]
    chosen = st.selectbox(
        _("Label of the boxes you draw"),
        offered,
        key=_CHOSEN,
        persist_state="session",
        accept_new_options=True,
        format_func=shown_as(offered),
        on_change=_settle,
        args=(tuple(offered),),
        help=_("Type to search, in English or Spanish. A label of your own is added in a second step."),
    )
    state.label = named(chosen, offered) or state.label or offered[0]
    return state.label


def _settle(offered: tuple[str, ...]) -> None:
    """Put the label that a typed name means in its place; what means none is asked about, and changes nothing yet."""
    state, typed = editor_state(), typed_label(st.session_state.get(_CHOSEN))
    label = label_named(typed, offered)
    if typed and label is None:
        state.typed = Typed(typed)
    st.session_state[_CHOSEN] = label or state.label or offered[0]
    state.label_chosen = True


def ask_about_own(book: Workbook) -> None:
    """Draw the question about a name that was typed and is nobody's label: whether it shall be one of the visitor's
    own."""
    typed = editor_state().typed
    if typed is None:
        return
    st.warning(
        _(
            "“{label}” is no label of these models, nor of COCO, so nothing was changed. If you add it as a label of "
            "your own, no model can be right about its boxes."
        ).format(label=plain(typed.label)),
        icon=":material/label_off:",
    )
    buttons = st.container(horizontal=True)
    buttons.button(
        _("Add “{label}” as a label of my own").format(label=plain(typed.label)),
        icon=":material/new_label:",
        key="truth_own_label",
        on_click=_add_own,
        args=(book, typed),
    )
    buttons.button(_("Leave it out"), key="truth_no_own_label", on_click=_forget_typed)


def _add_own(book: Workbook, typed: Typed) -> None:
    state = editor_state()
    state.own_labels = (*state.own_labels, typed.label)
    if typed.digest:
        relabel(book, typed.digest, typed.index, typed.label)
    else:
        st.session_state[_CHOSEN] = typed.label
        state.label_chosen = True
    _forget_typed()


def _forget_typed() -> None:
    editor_state().typed = None


def typed_label(chosen: str | None) -> str:
    """Return the label that was chosen, or typed, in a list of labels; "" where there is none."""
    return printable_line(without_name(chosen or ""))


def named(chosen: str | None, offered: Sequence[str]) -> str | None:
    """Return the label that was chosen in a list of labels, or that a name typed there means; None for any other."""
    return label_named(typed_label(chosen), offered)


def shown_as(labels: Sequence[str]) -> Callable[[str], str]:
    """Return what shows labels with their names in the language of this run; one that was typed is shown as it is.

    What is chosen comes back as it was shown where the labels or the language have changed since: see `without_name`.
    """
    names = {label: with_name(label) for label in labels}
    return lambda label: names.get(label, label)


def offered_labels(labels: Sequence[str], book: Workbook) -> list[str]:
    """Return the labels to choose from: `labels`, those that true boxes have besides, and the visitor's own."""
    drawn = (box.label for boxes in book.truth.values() for box in boxes)
    return list(dict.fromkeys([*labels, *drawn, *editor_state().own_labels]))


def _commonest(comparison: Comparison | None, digest: str, threshold: float) -> str:
    """Return the label that the models found most often on a picture, else on all of them; "" where they found
    nothing."""
    images = comparison.images if comparison else ()
    for chosen in ([image for image in images if image.digest == digest], images):
        found = [
            detection
            for image in chosen
            for run in image.models
            for detection in above(run.detections, threshold)
        ]
        if found:
            return next(iter(count_labels(found)))
    return ""
