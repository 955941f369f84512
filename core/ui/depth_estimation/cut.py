"""The folded part that cuts the picture by distance: portrait mode, or only what is near."""

from collections.abc import Callable
from functools import partial
from pathlib import PurePath

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from core.i18n import _
from core.pictures.images import Picture
from core.pictures.marks import percent
from core.pictures.png import png
from core.ui.depth_estimation.answers import NamedDepth
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.page import guard
from core.vision.depth.cut import RESTS, Rest, cut_by_distance, limits, nearer, usual_limit
from core.vision.depth.depth_map import DepthMap, smaller

_PREVIEW_SIDE = 640


def cut_section(named: NamedDepth, picture: Picture) -> None:
    """Draw the folded part; it works once it is opened."""
    fold = st.expander(
        _("Cut by distance: portrait mode"),
        icon=":material/portrait:",
        key="depth_cut",
        on_change="rerun",
    )
    if fold.open:
        with fold:
            _cut(named, picture)


@st.fragment
def _cut(named: NamedDepth, picture: Picture) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        depth = named.depth()
        least, most = limits(depth)
        if most <= least:
            st.info(_("Everything is equally far here: there is nothing to cut."))
            return
        controls, result = st.columns([4, 6], gap="large")
        with controls:
            limit = _limit(named, picture, depth)
            rest = _rest()
            near = nearer(depth, limit)
            share = percent(float(near.mean()))
            st.caption(_("{share} of the picture is nearer than that.").format(share=share))
            downloads(
                Download(
                    _("Cut picture"),
                    partial(_png, named.depth, picture, limit, rest),
                    f"{PurePath(picture.name).stem}_{rest}.png",
                    "image/png",
                    ":material/image:",
                    key="cut_picture",
                )
            )
        with result:
            st.image(
                _preview(picture, near, rest),
                width="content",
                alt=_("{picture} with what is near, and the rest of it changed").format(picture=picture.name),
            )


def _preview(picture: Picture, near: NDArray[np.bool_], rest: Rest) -> Image.Image:
    small = smaller(DepthMap(near.astype(np.float32), "relative"), _PREVIEW_SIDE)
    return cut_by_distance(picture.image.resize(small.size), small.values > 0, rest)


def _limit(named: NamedDepth, picture: Picture, depth: DepthMap) -> float:
    least, most = limits(depth)
    limit: float = st.slider(
        _("Keep what is nearer than (m)")
        if depth.unit == "m"
        else _("Keep what is nearer than (1 = the nearest)"),
        float(least),
        float(most),
        float(np.clip(usual_limit(depth), least, most)),
        (most - least) / 200,
        format="localized",
        key=f"depth_limit_{picture.digest}_{named.name}",
        persist_state="session",
        help=_("It starts where near and far part best (Otsu's method). The model does not run again."),
    )
    return limit


def _rest() -> Rest:
    words = {
        "blur": _("Blur the rest"),
        "white": _("The rest white"),
        "transparent": _("The rest transparent"),
    }
    rest: Rest | None = st.segmented_control(
        _("The rest of the picture"),
        RESTS,
        default="blur",
        required=True,
        format_func=words.__getitem__,
        key="depth_rest",
        persist_state="session",
        wrap=True,
    )
    return rest or "blur"


def _png(depth: Callable[[], DepthMap], picture: Picture, limit: float, rest: Rest) -> bytes:
    return png(cut_by_distance(picture.image, nearer(depth(), limit), rest))
