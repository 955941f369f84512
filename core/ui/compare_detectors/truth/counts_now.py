"""How every model does on the picture whose boxes are being drawn, counted again with each of them."""

import streamlit as st

from core.compare.count.match import match
from core.compare.measure.run import Comparison
from core.compare.truth.truth import Truth
from core.i18n import _
from core.pictures.images import Picture
from core.ui.frame.markdown import plain
from core.vision.detection.listing import above


def counts_now(comparison: Comparison | None, picture: Picture, truth: Truth, threshold: float) -> None:
    """Draw right, false and missed objects of each model on one picture, at a threshold (0..1).

    Nothing is drawn for a picture without a truth, or that the models have not seen.
    """
    boxes = truth.get(picture.digest)
    if comparison is None or boxes is None:
        return
    titles = {facts.name: facts.title for facts in comparison.models}
    lines = [
        f"| {plain(titles[run.model])} | {counts.tp} | {counts.fp} | {counts.fn} |"
        for image in comparison.images
        if image.digest == picture.digest
        for run in image.models
        for counts in [match(above(run.detections, threshold), boxes).counts]
    ]
    if lines:
        title = _("This picture")
        st.markdown("\n".join((f"| {title} | TP | FP | FN |", "|:--|--:|--:|--:|", *lines)))
