"""Where a model looks: asked for with a switch, and explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

import streamlit as st
from PIL import Image

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.pictures.png import png
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.image_classification.answers import Answer, focus_in
from core.vision.classification.attention import Focus
from core.vision.classification.classify import best
from core.vision.classification.names import short_names
from core.vision.classification.overlay import heat_picture, laid_over

_SAVED_OPACITY = 0.6


@dataclass(frozen=True)
class Shown:
    """Where a model looks, None where that is not shown; and the model's title."""

    focus: Focus | None
    model: str

    @property
    def heat(self) -> Image.Image | None:
        """The heat in colours, None where nothing is shown."""
        return heat_picture(self.focus) if self.focus else None


def ask_where(picture: Picture, found: Mapping[ModelRow, Answer]) -> Shown:
    """Draw the switch, and with it on, whose eyes and for which label; return what is to be shown.

    Raises UserError when the model cannot be had.
    """
    if not st.toggle(_("Show where it looks"), key="where_it_looks", persist_state="session"):
        return Shown(None, "")
    rows = {row.title: row for row in found}
    title = next(iter(rows))
    if len(rows) > 1:
        title = st.segmented_control(
            _("Where this model looks"),
            list(rows),
            default=title,
            required=True,
            format_func=plain,
            key=f"whose_eyes_{'_'.join(row.name for row in found)}",
        )
    row = rows[title]
    answer = found[row]
    scored = best(answer.prediction)
    focus = focus_in(answer.row, picture, scored[0].label)
    if focus is None:
        st.info(
            _(
                "{model} cannot be asked where it looks: attention rollout is for ViT and DeiT, Grad-CAM for ResNet "
                "and MobileNet."
            ).format(model=plain(answer.row.title)),
            icon=":material/visibility_off:",
        )
        return Shown(None, "")
    if focus.method == "grad-cam" and len(scored) > 1:
        names = dict(
            zip([item.label for item in scored], short_names([item.label for item in scored]), strict=True)
        )
        label = st.selectbox(
            _("For which label"),
            list(names),
            format_func=names.__getitem__,
            key=f"cam_{picture.digest}_{row.name}",
        )
        focus = focus_in(answer.row, picture, label) or focus
    st.caption(_words(focus))
    stem = PurePath(picture.name).stem
    downloads(
        Download(
            _("Picture with the colours"),
            partial(_png, picture, focus),
            f"{stem}_where.png",
            "image/png",
            ":material/image:",
        )
    )
    return Shown(focus, answer.row.title)


def _png(picture: Picture, focus: Focus) -> bytes:
    return png(laid_over(picture.image, focus, _SAVED_OPACITY))


def _words(focus: Focus) -> str:
    """Return what the colours show, and what not."""
    if focus.method == "rollout":
        said = _(
            "Attention rollout: the brighter, the more of the answer comes from that patch, over all layers. It "
            "belongs to no label in particular: it shows what the network put together, not what it made of it."
        )
    elif focus.heat.any():
        rows, columns = focus.heat.shape
        said = _(
            "Grad-CAM: the brighter, the more that part speaks for “{label}”, on the {rows} × {columns} squares that "
            "the network has left at its end. What speaks against it is not shown."
        ).format(label=plain(short_names([focus.label])[0]), rows=rows, columns=columns)
    else:
        said = _("Grad-CAM: no part of the picture speaks for “{label}”.").format(
            label=plain(short_names([focus.label])[0])
        )
    return (
        said
        + " "
        + _("The model saw only what lies under the colours. They do not say whether the answer is right.")
    )
