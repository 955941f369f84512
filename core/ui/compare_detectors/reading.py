"""Reading a comparison: the pictures side by side, the activity's table, the figures and charts."""

import re
from collections.abc import Collection, Sequence
from functools import partial
from typing import Literal

import altair as alt
import pandas as pd
import streamlit as st

from core.compare.book.resources import resource_table, same_on_other_devices
from core.compare.book.table import Row
from core.compare.book.workbook import Workbook
from core.compare.count import counting
from core.compare.count.figures import ModelFigures, counted_rows, share
from core.compare.count.match import ERROR_KINDS
from core.compare.count.one_label import labels_of, with_label
from core.compare.count.unknown import unknown_words
from core.compare.handin import charts, exports
from core.compare.measure.run import Comparison, ImageResult
from core.compare.truth.truth import Truth
from core.handin.charts import chart_png
from core.i18n import _, ngettext
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture
from core.pictures.labels import COCO_LABELS, canonical_label
from core.pictures.marks import Mark
from core.scenes.classes import LABELS
from core.ui.compare_detectors.marked_label import choose_marked_label
from core.ui.compare_detectors.two_models import two_models
from core.ui.frame.charts import show_chart
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.domains import PictureDomain
from core.ui.widgets.viewer import picture_viewer
from core.vision.detection.listing import above

_SIDE_BY_SIDE = 3
_PICTURES_UNFOLDED = 12
# Streamlit counts title, legend and margins as height: with them the curve's axes are as long as each other.
_CURVE_PIXELS, _OVER_CURVE = 440, 100


def labels_on_offer(comparison: Comparison | None, domains: Collection[PictureDomain]) -> tuple[str, ...]:
    """Return the labels to draw a truth with: those that the models know, in COCO's order where they are COCO's.

    While nothing is measured, those of the `domains` that the chosen models learnt from.
    """
    if comparison:
        used = {label for facts in comparison.models for label in facts.labels}
    else:
        used = set(LABELS if domains == {"doodles"} else COCO_LABELS)
    known = {canonical_label(label) for label in used}
    if known <= {canonical_label(label) for label in COCO_LABELS}:
        return tuple(label for label in COCO_LABELS if canonical_label(label) in known) or COCO_LABELS
    return tuple(sorted(used))


def look(comparison: Comparison, pictures: Sequence[Picture], truth: Truth, threshold: float) -> None:
    """Draw one picture as the models see it, side by side; a label has the same colour on all of them.

    With a truth each box shows whether it is right, false or missed. Other views: two models either side of a border
    that is moved, the truth itself, what the first two models both found, and what only one of them did.
    """
    images = {image.digest: image for image in comparison.images}
    names = {digest: image.image for digest, image in images.items()}
    choices = st.columns(2)
    chosen = choices[0].selectbox(
        _("Picture"),
        list(images),
        format_func=names.__getitem__,
        key="looked_at",
        persist_state="session",
    )
    image = images[chosen]
    with choices[1]:
        label = choose_marked_label(_labels_seen(image, truth.get(chosen, ()), threshold), "label_looked_at")
    titles = {facts.name: facts.title for facts in comparison.models}
    boxes = truth.get(chosen)
    kinds = _view_names([titles[run.model] for run in image.models], has_truth=boxes is not None)
    kind = st.segmented_control(
        _("What to show"), list(kinds), default="models", required=True, format_func=kinds.__getitem__,
        key=f"view_{'_'.join(kinds)}", persist_state="session",
    )  # fmt: skip
    picture = next(picture for picture in pictures if picture.digest == chosen)
    if kind == "models":
        # More than three side by side are too small to see anything in.
        columns = st.columns(len(image.models) if len(image.models) <= _SIDE_BY_SIDE else 2)
        for position, run in enumerate(image.models):
            with columns[position % len(columns)]:
                st.markdown(f"**{plain(titles[run.model])}**")
                marks = counting.judged_marks(run, boxes, threshold)
                _view(picture, marks, f"{run.model}", titles[run.model], label)
    elif kind == "slider":
        two_models(picture, image, titles, boxes, threshold, label)
    elif kind == "truth":
        _view(picture, counting.truth_marks(boxes or ()), kind, kinds[kind], label)
    else:
        nothing = _("Nothing here that the other model does not find too.") if kind != "both" else ""
        _view(picture, counting.views(image, boxes, threshold)[kind], kind, kinds[kind], label, nothing)
        if kind == "both":
            first = titles[image.models[0].model]
            st.caption(_("Box and score are those of {model}.").format(model=plain(first)))
    if boxes is None:
        st.caption(_("Nothing is counted on this picture yet: draw what is really there in the next step."))


def _view_names(titles: Sequence[str], *, has_truth: bool) -> dict[str, str]:
    names = {"models": _("Each model")}
    if len(titles) > 1:
        names["slider"] = _("Slider")
    if has_truth:
        names["truth"] = _("Truth")
    if len(titles) > 1:
        names["both"] = _("Both found")
        names["first"] = _("Only {model}").format(model=titles[0])
        names["second"] = _("Only {model}").format(model=titles[1])
    return names


def _labels_seen(image: ImageResult, boxes: Sequence[TruthBox], threshold: float) -> tuple[str, ...]:
    """Return the labels (canonical spelling) of what the models found on a picture and of what is really there."""
    found = [one.label for run in image.models for one in above(run.detections, threshold)]
    return tuple(sorted({canonical_label(label) for label in (*found, *(box.label for box in boxes))}))


def _view(
    picture: Picture, marks: Sequence[Mark], key: str, what: str, label: str, nothing: str = ""
) -> None:
    picture_viewer(
        picture.pixels,
        marks,
        key=f"compare_{picture.digest}_{key}",
        group="compare",
        alt=_("{picture}, {what}: {objects}").format(
            picture=picture.name, what=what, objects=ngettext("{n} object", "{n} objects", len(marks))
        ),
        empty_text=nothing or _("Nothing to show at this threshold."),
        followed=label,
    )


def table_downloads(comparison: Comparison, book: Workbook, rows: Sequence[Row], threshold: float) -> None:
    """Draw the buttons that give the table away as files."""
    stem = file_stem(comparison)
    downloads(
        Download(
            _("Table for Excel (xlsx)"),
            partial(exports.to_xlsx, rows, comparison, threshold, same_on_other_devices(book, comparison)),
            f"{stem}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ":material/table:",
        ),
        Download(_("Table as CSV"), exports.to_csv(rows), f"{stem}.csv", "text/csv", ":material/csv:"),
    )


def file_stem(comparison: Comparison) -> str:
    """Return what the comparison's files are called: after its models."""
    return re.sub(r"[^\w.-]+", "_", "_vs_".join(facts.name for facts in comparison.models))


def times(comparison: Comparison, book: Workbook) -> None:
    """Draw how long the models took, and what they need."""
    # The chart has a row a picture: of a test set it would push everything else out of sight.
    few = len(comparison.images) <= _PICTURES_UNFOLDED
    with st.expander(_("Times and resources"), icon=":material/timer:", expanded=few):
        runs, stages = st.columns(2, gap="medium")
        with runs:
            _chart("run_times", charts.run_times(comparison), charts.run_times_words(comparison))
        with stages:
            _chart("stages", charts.stages(comparison), charts.stages_words(comparison))
            st.caption(_("The stages are those of the run in the middle, so they add up to the median."))
        resources = resource_table((comparison, *same_on_other_devices(book, comparison)))
        st.dataframe(pd.DataFrame(resources), hide_index=True, alt=_("What each model needs"))


def counted(comparison: Comparison, known: Truth, threshold: float) -> None:
    """Draw the errors of the pictures with a truth, counted; nothing where no picture has one."""
    truth = {image.digest: known[image.digest] for image in comparison.images if image.digest in known}
    if truth:
        with st.expander(_("Right and wrong, counted"), icon=":material/fact_check:", expanded=True):
            _counted(comparison, truth, threshold)


def _counted(comparison: Comparison, truth: dict[str, tuple[TruthBox, ...]], threshold: float) -> None:
    st.markdown(
        ngettext("Over {n} picture with truth.", "Over {n} pictures with truth.", len(truth))
        + " "
        + _(
            "COCO's rule: by falling score, same label, the best truth that is still free at IoU 0.5 or more. Kinds of "
            "error by TIDE."
        )
    )
    if words := unknown_words(truth, comparison.models):
        st.warning(plain(words), icon=":material/label_off:")
    label = choose_marked_label(labels_of(truth), "label_counted")
    followed = with_label(comparison, truth, label) if label else (comparison, truth)
    models = counted_rows(*followed, threshold)
    figures = [
        {
            _("Model"): model.title,
            "TP": model.counts.tp,
            "FP": model.counts.fp,
            "FN": model.counts.fn,
            _("Precision"): share(model.metrics.precision),
            _("Recall"): share(model.metrics.recall),
            "F1": share(model.metrics.f1),
            "AP50": share(model.metrics.ap50),
            "AP": share(model.metrics.ap),
        }
        for model in models
    ]
    st.dataframe(pd.DataFrame(figures), hide_index=True, alt=_("Counted errors and metrics of each model"))
    # A wrong class is one only beside the other labels.
    if not label:
        _kinds(models)
    st.caption(
        _(
            "AP looks at how the scores order right and wrong boxes, at every threshold. It can be high where "
            "precision, which counts at this threshold alone, is low."
        )
    )
    bars, curve = st.columns(2, gap="medium")
    with bars:
        _chart(
            "label_counts",
            charts.label_counts(comparison, truth, threshold, label),
            charts.label_counts_words(comparison, truth, threshold),
        )
        if words := charts.labels_left_out(comparison, truth, threshold):
            st.caption(words)
    with curve, st.container(width=_CURVE_PIXELS):
        _chart(
            "curves",
            charts.curves(comparison, truth, label),
            charts.curves_words(comparison, truth, label),
            height=_CURVE_PIXELS + _OVER_CURVE,
        )


def _kinds(models: Sequence[ModelFigures]) -> None:
    kinds = [
        {
            _("Model"): model.title,
            **{_(ERROR_KINDS[kind].name): number for kind, number in model.kinds.items()},
        }
        for model in models
    ]
    st.dataframe(pd.DataFrame(kinds), hide_index=True, alt=_("The errors of each model by their kind"))


def _chart(
    name: str, chart: alt.Chart | alt.LayerChart, words: str, height: Literal["content"] | int = "content"
) -> None:
    show_chart(chart, words, height=height)
    png = partial(chart_png, chart, dark=st.context.theme.type == "dark")
    label = _("Save this chart as PNG")
    downloads(Download(label, png, f"{name}.png", "image/png", key=f"png_{name}", kind="tertiary"))
