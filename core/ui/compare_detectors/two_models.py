"""One picture with one model's boxes left of a border and another's right of it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.compare.count.counting import judged_marks
from core.compare.measure.run import ImageResult
from core.i18n import _, ngettext
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture
from core.ui.widgets.split_viewer import Side, split_viewer


def two_models(
    picture: Picture,
    image: ImageResult,
    titles: Mapping[str, str],
    boxes: Sequence[TruthBox] | None,
    threshold: float,
    label: str,
) -> None:
    """Draw a picture as two of the models see it, with a border between them that can be moved.

    `titles` is what each model is called, by name; with a truth (`boxes` not None) each box shows whether it is right,
    false or missed. Boxes of a `label` ("" = none) stand out. Of more than two models the visitor chooses two.
    """
    runs = {run.model: run for run in image.models}
    names = tuple(runs) if len(runs) == 2 else _choose_two(list(runs), titles)
    left, right = (Side(titles[name], judged_marks(runs[name], boxes, threshold)) for name in names)
    split_viewer(
        picture.pixels,
        left,
        right,
        key=f"split_{picture.digest}_{'_'.join(names)}",
        alt=_("{picture}. Left of the border, {left}. Right of it, {right}.").format(
            picture=picture.name, left=_in_words(left), right=_in_words(right)
        ),
        followed=label,
    )
    st.caption(_("Move the border: drag it, touch the picture, or use the arrow keys."))


def _choose_two(models: Sequence[str], titles: Mapping[str, str]) -> tuple[str, str]:
    places = st.columns(2)
    left = places[0].selectbox(
        _("Left"), models, format_func=titles.__getitem__, key="split_left", persist_state="session"
    )
    others = [model for model in models if model != left]
    right = places[1].selectbox(
        _("Right"), others, format_func=titles.__getitem__, key="split_right", persist_state="session"
    )
    return left, right


def _in_words(side: Side) -> str:
    objects = ngettext("{n} object", "{n} objects", len(side.marks))
    return f"{side.name}: {objects}"
