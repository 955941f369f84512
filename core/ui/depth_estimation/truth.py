"""The folded part with the true depth of a scene that the app made, and how far the models are from it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.pictures.marks import percent
from core.scenes.pictures import nearness_of
from core.ui.depth_estimation.answers import kept_answer
from core.ui.frame.markdown import plain
from core.ui.widgets.depth_viewer import depth_viewer, shown_depth
from core.vision.depth.depth_map import DepthMap
from core.vision.depth.error import CAP, DELTA, DepthError, depth_error

_HEIGHT = 320


def true_depth(picture: Picture) -> DepthMap | None:
    """Return the depth of a scene that the app made, which knows how near everything is; None of other pictures."""
    near = nearness_of(picture)
    return None if near is None else DepthMap(near, "relative")


def really_there(rows: Sequence[ModelRow], picture: Picture, truth: DepthMap | None) -> None:
    """Draw the folded part with the true depth of the picture, where it is known, and the models' errors."""
    if truth is None:
        return
    with st.expander(_("How far it really is"), icon=":material/visibility:"):
        depth_viewer(
            picture.pixels,
            shown_depth(truth),
            key=f"truth_{picture.digest}",
            alt=_("{picture} and its true depth: near is bright, far is dark").format(picture=picture.name),
            height=_HEIGHT,
            group="depth",
        )
        answers = [answer for row in rows if (answer := kept_answer(row, picture))]
        errors = {answer.row.title: depth_error(answer.estimate.depth(), truth.values) for answer in answers}
        known = {title: error for title, error in errors.items() if error}
        if known:
            _table(known)
        elif answers or depth_error(truth, truth.values) is None:
            st.markdown(
                _(
                    "All of this scene lies on a sheet of paper, equally far: there is no depth to be wrong about."
                )
            )
        else:
            st.markdown(
                _("The app made this scene, so it knows. Press the button to see how far a model is from it.")
            )


def _table(errors: dict[str, DepthError]) -> None:
    flat = next(iter(errors.values()))
    rows = [(title, error.abs_rel, error.delta1) for title, error in errors.items()]
    rows.append((_("a map without depth"), flat.flat_abs_rel, flat.flat_delta1))
    st.dataframe(
        pd.DataFrame(
            [(title, decimal(abs_rel, 3), percent(delta1, 1)) for title, abs_rel, delta1 in rows],
            columns=[_("Model"), "AbsRel", "δ1"],
        ),
        hide_index=True,
        alt=_("How far each model is from the true depth"),
    )
    st.caption(
        _(
            "AbsRel: how wrong a distance is on average, as a part of it (0 is perfect). δ1: the pixels less than "
            "{delta} times too near or too far. A scene has no metres, so each map was first fitted in scale and shift "
            "(least squares, in one over distance). Sky and what is over {times} times as far as the nearest do not "
            "count: {share} of the picture does."
        ).format(delta=decimal(DELTA, 2), times=decimal(1 / CAP, 0), share=percent(flat.counted))
    )
    for title, error in errors.items():
        if error.scale < 0:
            st.markdown(
                _("{model} takes near for far here: its map had to be turned round to fit.").format(
                    model=plain(title)
                )
            )
