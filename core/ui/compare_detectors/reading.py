"""Reading a comparison: the pictures side by side, the activity's table, the figures and charts."""

import hashlib
import re
from collections.abc import Collection, Sequence
from functools import partial
from typing import Literal

import altair as alt
import pandas as pd
import streamlit as st

from core.compare.book import table
from core.compare.book.resources import resource_table, same_on_other_devices
from core.compare.book.table import Row
from core.compare.book.workbook import Workbook
from core.compare.count import counting
from core.compare.count.figures import counted_rows, share
from core.compare.count.match import ERROR_KINDS
from core.compare.count.one_label import labels_of, with_label
from core.compare.handin import charts, exports
from core.compare.handin.files import to_markdown
from core.compare.measure.run import Comparison, ImageResult
from core.compare.truth.truth import Truth
from core.handin.charts import chart_png
from core.handin.tables import LONGEST_CELL
from core.i18n import _, ngettext
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture
from core.pictures.labels import COCO_LABELS, canonical_label
from core.pictures.marks import Mark
from core.printable import printable_text
from core.scenes.classes import LABELS
from core.ui.compare_detectors.marked_label import choose_marked_label
from core.ui.compare_detectors.saving import turn
from core.ui.compare_detectors.two_models import two_models
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.domains import PictureDomain
from core.ui.widgets.viewer import picture_viewer
from core.vision.detection.listing import above

_BASE = "table_base"
_RESTORED = "table_restored"

_WIDTHS = {
    "image": 75,
    "model": 80,
    "objects": 130,
    "time": 140,
    "errors": 115,
    "integration": 140,
    "remarks": 190,
}
_ROW_HEIGHT = 165
_ROWS_UNSCROLLED = 6
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
    with choices[0]:
        chosen = st.selectbox(_("Picture"), list(images), format_func=names.__getitem__, key="looked_at")
    image = images[chosen]
    with choices[1]:
        label = choose_marked_label(_labels_seen(image, truth.get(chosen, ()), threshold), "label_looked_at")
    titles = {facts.name: facts.title for facts in comparison.models}
    boxes = truth.get(chosen)
    kinds = _view_names([titles[run.model] for run in image.models], has_truth=boxes is not None)
    kind = st.segmented_control(
        _("What to show"), list(kinds), default="models", required=True, format_func=kinds.__getitem__,
        key=f"view_{'_'.join(kinds)}",
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
        _view(picture, counting.views(image, boxes, threshold)[kind], kind, kinds[kind], label)
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


def _view(picture: Picture, marks: Sequence[Mark], key: str, what: str, label: str) -> None:
    picture_viewer(
        picture.image,
        marks,
        key=f"compare_{picture.digest}_{key}",
        group="compare",
        alt=_("{picture}, {what}: {objects}").format(
            picture=picture.name, what=what, objects=ngettext("{n} object", "{n} objects", len(marks))
        ),
        empty_text=_("Nothing to show at this threshold."),
        followed=label,
    )


def activity_table(comparison: Comparison, book: Workbook, threshold: float) -> tuple[Row, ...]:
    """Draw the activity's table with its last three columns open to the visitor, and return it as it stands."""
    generated = table.table_rows(
        comparison, threshold, counting.error_counts(comparison, book.truth, threshold)
    )
    shown = (generated, turn(), st.session_state.get(_RESTORED, 0))
    stamp = hashlib.sha256(repr(shown).encode()).hexdigest()[:12]
    key = f"table_{stamp}"
    # The editor's input must stay the same while it is on the page, or it would apply its own edits twice.
    if key not in st.session_state or st.session_state.get(_BASE, ("",))[0] != key:
        st.session_state[_BASE] = (key, table.merge_edits(generated, book.edits))
    base: tuple[Row, ...] = st.session_state[_BASE][1]
    titles = table.column_titles()
    st.data_editor(
        pd.DataFrame([row.cells() for row in base]),
        key=key,
        hide_index=True,
        disabled=[column for column in table.COLUMNS if column not in table.EDITABLE],
        column_config={
            column: st.column_config.TextColumn(
                titles[column], width=width, help=titles[column], max_chars=LONGEST_CELL
            )
            for column, width in _WIDTHS.items()
        },
        row_height=_ROW_HEIGHT,
        height=min(len(base), _ROWS_UNSCROLLED) * _ROW_HEIGHT + 40,
        on_change=_keep_edits,
        args=(book, key, base),
        alt=_("The activity's table"),
    )
    st.caption(_("Double-click a cell of the last three columns to write your own words; they are kept."))
    rows = table.merge_edits(generated, book.edits)
    with st.expander(_("Read the whole table"), icon=":material/table_view:"):
        st.markdown(to_markdown(rows))
    if book.edits and st.button(_("Put the generated texts back"), icon=":material/undo:", key="restore"):
        book.edits.clear()
        st.session_state[_RESTORED] = st.session_state.get(_RESTORED, 0) + 1
        st.rerun()
    return rows


def _keep_edits(book: Workbook, key: str, base: tuple[Row, ...]) -> None:
    for position, cells in st.session_state[key]["edited_rows"].items():
        row = base[int(position)]
        for column, text in cells.items():
            book.edits[row.digest, row.model_name, column] = printable_text(text or "", LONGEST_CELL)


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


def figures(comparison: Comparison, book: Workbook, threshold: float) -> None:
    """Draw the numbers behind the table: times, resources and, where there is a truth, the counted errors."""
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
    truth = {
        image.digest: book.truth[image.digest] for image in comparison.images if image.digest in book.truth
    }
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
    label = choose_marked_label(labels_of(truth), "label_counted")
    followed = with_label(comparison, truth, label) if label else (comparison, truth)
    rows = [
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
            # A wrong class is one only beside the other labels.
            **({} if label else {_(ERROR_KINDS[kind].name): number for kind, number in model.kinds.items()}),
        }
        for model in counted_rows(*followed, threshold)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("Counted errors and metrics of each model"))
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


def _chart(
    name: str, chart: alt.Chart | alt.LayerChart, words: str, height: Literal["content"] | int = "content"
) -> None:
    st.altair_chart(chart, height=height, alt=words)
    png = partial(chart_png, chart, dark=st.context.theme.type == "dark")
    label = _("Save this chart as PNG")
    downloads(Download(label, png, f"{name}.png", "image/png", key=f"png_{name}", kind="tertiary"))
