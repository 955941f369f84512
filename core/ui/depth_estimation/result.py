"""What the models said of a picture: maps beside one another, files, and the parts that are folded below."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePath

import streamlit as st

from core.i18n import _, decimal, milliseconds
from core.models.catalogue.row import ModelRow
from core.pictures.code import name_in_code
from core.pictures.images import Picture
from core.pictures.png import png
from core.ui.depth_estimation.answers import Answer, NamedDepth, kept_answer
from core.ui.depth_estimation.cloud import cloud_section
from core.ui.depth_estimation.cut import cut_section
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.sections import Code, code_section, model_sections
from core.ui.inputs.domains import domain_gap
from core.ui.inputs.model_input import say_stand_in
from core.ui.widgets.depth_viewer import depth_viewer
from core.vision.depth.colour import coloured
from core.vision.depth.depth_map import DepthMap
from core.vision.depth.estimate import TASK, Estimate
from core.vision.depth.files import STEPS_A_METRE, npy, png_16
from core.vision.depth.points import ply, points_of
from core.vision.depth.snippets import gradio_app, script, streamlit_app

_HEIGHT = 360
_PLY_POINTS = 200_000


def show_result(rows: Sequence[ModelRow], picture: Picture) -> None:
    """Draw what was kept for these models and this picture; the picture alone where there is nothing yet."""
    found = {row: answer for row in rows if (answer := kept_answer(row, picture))}
    if not found:
        depth_viewer(picture.pixels, None, key=f"depth_{picture.digest}", alt=picture.name, height=_HEIGHT)
        st.caption(_invitation(rows))
        return
    for (row, answer), place in zip(found.items(), st.columns(len(found), gap="medium"), strict=True):
        with place:
            _map(row, answer, picture, several=len(found) > 1)
    if missing := [row for row in rows if row not in found]:
        st.caption(_invitation(missing))
    domain_gap([answer.row for answer in found.values()], [picture])


def explore(rows: Sequence[ModelRow], picture: Picture, truth: DepthMap | None) -> None:
    """Draw the folded parts that work with a model's depth or the true one, where there is any: the picture cut by
    distance, and its points in space."""
    answers = [answer for row in rows if (answer := kept_answer(row, picture))]
    depths = [NamedDepth(answer.row.title, answer.row.name, answer.estimate.depth) for answer in answers]
    if truth:
        depths.append(NamedDepth(_("the true depth"), "truth", lambda: truth))
    if depths:
        chosen = _chosen({depth.title: depth for depth in depths})
        cut_section(chosen, picture)
        cloud_section(chosen, picture)


def sections(rows: Sequence[ModelRow], picture: Picture) -> None:
    """Draw the section with the code for the first of the models chosen, and one about each model."""
    code_section(
        Code(_("Script"), script(rows[0], name_in_code(picture)), "depth_estimation.py"),
        Code("Gradio", gradio_app(rows[0]), "depth_estimation_gradio.py"),
        Code("Streamlit", streamlit_app(rows[0]), "depth_estimation_streamlit.py"),
    )
    model_sections(rows, TASK)


def _invitation(rows: Sequence[ModelRow]) -> str:
    if len(rows) > 1:
        return _("Press the button and both models will say how far away every pixel is.")
    if rows:
        return _("Press the button and {model} will say how far away every pixel is.").format(
            model=plain(rows[0].title)
        )
    return _("What a model sees will appear here.")


def _map(asked: ModelRow, answer: Answer, picture: Picture, *, several: bool) -> None:
    row = answer.row
    say_stand_in(row, asked)
    depth_viewer(
        picture.pixels,
        answer.shown,
        key=f"depth_{picture.digest}_{asked.name}",
        alt=_("{picture} and its depth, as {model} estimates it: near is bright, far is dark").format(
            picture=picture.name, model=row.title
        ),
        height=_HEIGHT,
        group="depth",
        caption=row.title if several else "",
    )
    st.caption(_range_words(answer))
    # One model may stand in for another that is beside it.
    _downloads(answer, picture, f"{picture.digest}_{asked.name}")


def _range_words(answer: Answer) -> str:
    shown, time = answer.shown, milliseconds(answer.estimate.ms)
    if shown.unit == "m":
        return _("{model}, in metres: from {least} to {most} m away, {time} (one run).").format(
            model=plain(answer.row.title),
            least=decimal(shown.least, 2),
            most=decimal(shown.most, 2),
            time=time,
        )
    return _(
        "{model}, relative: 1 is the nearest of this picture and 0 the farthest, in no unit; {time} (one run)."
    ).format(model=plain(answer.row.title), time=time)


def _downloads(answer: Answer, picture: Picture, key: str) -> None:
    stem = f"{PurePath(picture.name).stem}_{answer.row.name}".replace("/", "_")
    estimate = answer.estimate
    levels = (
        _("16-bit greys: metres times {steps}, as KITTI has them").format(steps=STEPS_A_METRE)
        if estimate.unit == "m"
        else _("16-bit greys: 0 is the farthest, 65535 the nearest")
    )
    downloads(
        Download(
            _("Colours"),
            partial(_colours, estimate),
            f"{stem}_depth_color.png",
            "image/png",
            ":material/image:",
            key=f"colours_{key}",
        ),
        Download(
            _("16-bit PNG"),
            partial(_levels, estimate),
            f"{stem}_depth.png",
            "image/png",
            ":material/gradient:",
            key=f"levels_{key}",
            hint=levels,
        ),
        Download(
            "npy",
            partial(_numbers, estimate),
            f"{stem}_depth.npy",
            "application/octet-stream",
            ":material/data_array:",
            key=f"npy_{key}",
            hint=_("The exact numbers for numpy.load: float32, of the picture's size"),
        ),
        Download(
            "PLY",
            partial(_points, estimate, picture),
            f"{stem}.ply",
            "application/octet-stream",
            ":material/deployed_code:",
            key=f"ply_{key}",
            hint=_("A point cloud in colour, for Blender or MeshLab: {most} points at the most").format(
                most=decimal(_PLY_POINTS, 0)
            ),
        ),
    )


def _colours(estimate: Estimate) -> bytes:
    return png(coloured(estimate.depth()))


def _levels(estimate: Estimate) -> bytes:
    return png_16(estimate.depth())


def _numbers(estimate: Estimate) -> bytes:
    return npy(estimate.depth())


def _points(estimate: Estimate, picture: Picture) -> bytes:
    unit = "metre" if estimate.unit == "m" else "distance of the nearest point"
    return ply(points_of(estimate.depth(), picture.image, _PLY_POINTS), unit)


def _chosen(depths: Mapping[str, NamedDepth]) -> NamedDepth:
    """Return the depth that the parts below work with; where there are several, draw the choice."""
    titles = list(depths)
    if len(titles) == 1:
        return depths[titles[0]]
    title = st.segmented_control(
        _("Cut and turn with the depth of"),
        titles,
        default=titles[0],
        required=True,
        format_func=plain,
        # A choice that is no longer there is not kept.
        key=f"whose_depth_{'_'.join(depth.name for depth in depths.values())}",
        wrap=True,
    )
    return depths[title or titles[0]]
