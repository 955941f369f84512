"""The way to the truth from what a model found, for the visitor to correct."""

import streamlit as st

from core.compare.book.workbook import Workbook
from core.compare.measure.run import Comparison
from core.compare.truth.edit import boxes_from
from core.i18n import _, decimal, ngettext
from core.pictures.images import Picture
from core.ui.compare_detectors.truth.state import editor_state, put_and_count


def start_from_model(
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
    boxes = boxes_from(runs[name].detections, threshold, picture.size, name)
    st.markdown(
        _(
            "At the threshold of {threshold} the truth would be {boxes}, for you to correct. Careful: they flatter "
            "their model. Its places count as right, and what it missed is missing until you draw it."
        ).format(threshold=decimal(threshold, 2), boxes=ngettext("{n} box", "{n} boxes", len(boxes)))
    )
    own = book.truth.get(picture.digest, ())
    if own and editor_state().asking == (picture.digest, name):
        st.warning(
            ngettext(
                "This picture has {n} true box already. Replace it?",
                "This picture has {n} true boxes already. Replace them?",
                len(own),
            )
        )
        buttons = st.container(horizontal=True)
        buttons.button(
            _("Replace"),
            type="primary",
            key="truth_replace",
            on_click=put_and_count,
            args=(book, picture.digest, boxes),
        )
        buttons.button(_("Keep mine"), key="truth_keep", on_click=_ask, args=(None,))
    else:
        st.button(
            _("Take these boxes over"),
            icon=":material/smart_toy:",
            key="truth_from_model",
            disabled=not boxes,
            on_click=_ask if own else put_and_count,
            args=((picture.digest, name),) if own else (book, picture.digest, boxes),
        )


def _ask(question: tuple[str, str] | None) -> None:
    editor_state().asking = question
