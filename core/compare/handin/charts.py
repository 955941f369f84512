"""The comparison's charts: pure Altair, one view each to fit any width, and in words for who cannot see them."""

from collections.abc import Mapping
from itertools import islice

import altair as alt
import pandas as pd

from core.compare.book.resources import resources
from core.compare.count.figures import predictions_of, share
from core.compare.count.match import Counts
from core.compare.count.metrics import average_precision, by_label
from core.compare.count.one_label import with_label
from core.compare.measure.run import Comparison
from core.compare.truth.truth import Truth
from core.handin.charts import fitted, legend, name_axis, squared
from core.i18n import _, milliseconds, ngettext

MOST_LABELS = 15
"""How many labels have bars: those with most objects, right, false and missed."""

_VERDICT_COLORS = ("#1a9e96", "#d97706", "#8a94a6")
_QUIET = "#747f81"
_MOST_TICKS = 8


def run_times(comparison: Comparison) -> alt.Chart:
    """Return the chart of every timed run: a dot a run, its whole time in milliseconds, a row a picture and model."""
    titles = _titles(comparison)
    data = pd.DataFrame(
        [
            {"image": image.image, "model": titles[run.model], "run": number, "ms": total}
            for image in comparison.images
            for run in image.models
            for number, total in enumerate(run.totals, 1)
        ],
        columns=["image", "model", "run", "ms"],
    )
    chart = (
        alt.Chart(data)
        .mark_point(size=70, filled=True, opacity=0.7)
        .encode(
            x=alt.X("ms:Q", title=_("Time of one run (ms)"), scale=alt.Scale(zero=True)),
            y=alt.Y("image:N", title=None, sort=None, axis=name_axis()),
            yOffset=alt.YOffset("model:N", sort=None),
            color=_model_color(titles),
            shape=alt.Shape("model:N", sort=None, legend=None, scale=alt.Scale(domain=list(titles.values()))),
            tooltip=[
                alt.Tooltip("image:N", title=_("Image")),
                alt.Tooltip("model:N", title=_("Model")),
                alt.Tooltip("run:Q", title=_("Run")),
                alt.Tooltip("ms:Q", title=_("Time (ms)"), format=",.1f"),
            ],
        )
    )
    return fitted(chart, _("Time of every run"), max(32, 22 * len(titles)))


def run_times_words(comparison: Comparison) -> str:
    """Return what the chart of the runs shows: for each model its median, fastest and slowest run."""
    said = [
        _("{model}: {runs} runs from {fastest} to {slowest}, median {median}").format(
            model=row.model,
            runs=row.total.runs,
            fastest=milliseconds(row.total.fastest),
            slowest=milliseconds(row.total.slowest),
            median=milliseconds(row.total.median),
        )
        for row in resources([comparison])
    ]
    return _("Every timed run as a dot, by picture and model. {figures}.").format(figures="; ".join(said))


def stages(comparison: Comparison) -> alt.LayerChart:
    """Return a bar a model: its median run of all pictures, cut into its three stages, and the whole, in ms."""
    rows = resources([comparison])
    names = _stage_names()
    data = pd.DataFrame(
        [
            {
                "model": row.model,
                "stage": name,
                "order": order,
                "ms": getattr(row, stage),
                "whole": milliseconds(row.total.median),
            }
            for row in rows
            for order, (stage, name) in enumerate(names.items())
        ],
        columns=["model", "stage", "order", "ms", "whole"],
    )
    most = max((row.total.median for row in rows), default=0)
    base = alt.Chart(data).encode(y=alt.Y("model:N", title=None, sort=None, axis=name_axis()))
    bars = base.mark_bar().encode(
        x=alt.X("ms:Q", title=_("Time of the median run (ms)"), stack="zero", scale=_with_room(most, 1.15)),
        color=alt.Color(
            "stage:N", title=_("Stage"), sort=None, scale=alt.Scale(domain=list(names.values())), legend=legend()
        ),
        order=alt.Order("order:Q"),
        tooltip=[
            alt.Tooltip("model:N", title=_("Model")),
            alt.Tooltip("stage:N", title=_("Stage")),
            alt.Tooltip("ms:Q", title=_("Time (ms)"), format=",.1f"),
            alt.Tooltip("whole:N", title=_("Whole run (median)")),
        ],
    )  # fmt: skip
    wholes = base.mark_text(align="left", dx=5, color=_QUIET).encode(
        x=alt.X("sum(ms):Q", title=_("Time of the median run (ms)")), text="whole:N", detail="whole:N"
    )
    return fitted(bars + wholes, _("Stages of the median run"), 44)


def stages_words(comparison: Comparison) -> str:
    """Return what the chart of the stages shows: the three stages of each model's median run, and their sum."""
    said = [
        _("{model}: {stages}, together {whole}").format(
            model=row.model,
            stages=", ".join(
                f"{name} {milliseconds(getattr(row, stage))}" for stage, name in _stage_names().items()
            ),
            whole=milliseconds(row.total.median),
        )
        for row in resources([comparison])
    ]
    return _(
        "The stages of the median run: they add up to its time, which the medians of single stages would not. "
        "{figures}."
    ).format(figures="; ".join(said))


def label_counts(comparison: Comparison, truth: Truth, threshold: float, marked: str = "") -> alt.LayerChart:
    """Return bars of right, false and missed objects, a row a label and model, at a threshold (0..1).

    `truth` is by picture digest. Only the MOST_LABELS labels with most objects are drawn; `labels_left_out` says how
    many are not. Of a `marked` label ("" = none, canonical spelling) the bars stand out.
    """
    titles = _titles(comparison)
    verdicts = _verdict_names()
    counts = {titles[name]: found for name, found in _counts_by_label(comparison, truth, threshold).items()}
    data = pd.DataFrame(
        [
            {
                "label": label,
                "model": model,
                "verdict": name,
                "order": order,
                "number": getattr(found, verdict),
            }
            for model, labels in counts.items()
            for label, found in islice(labels.items(), MOST_LABELS)
            for order, (verdict, name) in enumerate(verdicts.items())
        ],
        columns=["label", "model", "verdict", "order", "number"],
    )
    base = alt.Chart(data).encode(
        y=alt.Y("label:N", title=None, sort=None, axis=name_axis()),
        yOffset=alt.YOffset("model:N", sort=None, scale=alt.Scale(paddingInner=0.15)),
    )
    most = max(
        (found.tp + found.fp + found.fn for each in counts.values() for found in each.values()), default=0
    )
    bars = base.mark_bar().encode(
        x=alt.X(
            "number:Q",
            title=_("Objects"),
            stack="zero",
            scale=_with_room(most, 1.4),
            axis=alt.Axis(values=_whole_ticks(most), format="d"),
        ),
        color=alt.Color(
            "verdict:N",
            title=_("Verdict"),
            sort=None,
            scale=alt.Scale(domain=list(verdicts.values()), range=list(_VERDICT_COLORS)),
            legend=legend(),
        ),
        order=alt.Order("order:Q"),
        tooltip=[
            alt.Tooltip("label:N", title=_("Label")),
            alt.Tooltip("model:N", title=_("Model")),
            alt.Tooltip("verdict:N", title=_("Verdict")),
            alt.Tooltip("number:Q", title=_("Objects")),
        ],
    )
    if marked:
        bars = bars.encode(opacity=alt.condition(alt.datum.label == marked, alt.value(1.0), alt.value(0.3)))
    names = base.mark_text(align="left", dx=4, fontSize=10, color=_QUIET).encode(
        x=alt.X("sum(number):Q", title=_("Objects")), text="model:N", detail="model:N"
    )
    return fitted(bars + names, _("Right, false and missed by label"), max(26, 15 * len(titles)))


def label_counts_words(comparison: Comparison, truth: Truth, threshold: float) -> str:
    """Return what the chart of the labels shows: the totals of each model."""
    counts = _counts_by_label(comparison, truth, threshold)
    said = []
    for name, title in _titles(comparison).items():
        total = sum(counts[name].values(), Counts())
        said.append(
            _("{model}: {right} right, {false} false, {missed} missed").format(
                model=title, right=total.tp, false=total.fp, missed=total.fn
            )
        )
    return _("Right, false and missed objects by label. {figures}.").format(figures="; ".join(said))


def labels_left_out(comparison: Comparison, truth: Truth, threshold: float) -> str:
    """Return the sentence that says how many labels the chart of the labels does not show; "" where it shows all."""
    counts = _counts_by_label(comparison, truth, threshold)
    hidden = len(next(iter(counts.values()))) - MOST_LABELS
    if hidden <= 0:
        return ""
    return ngettext(
        "{n} label with fewer objects is not drawn.", "{n} labels with fewer objects are not drawn.", hidden
    )


def curves(comparison: Comparison, truth: Truth, label: str = "") -> alt.Chart:
    """Return the precision-recall curve of each model at IoU 0.5; `truth` is by picture digest.

    Without a `label` it is the mean of all labels.
    """
    if label:
        comparison, truth = with_label(comparison, truth, label)
    titles = _titles(comparison)
    data = pd.DataFrame(
        [
            {"model": title, "recall": recall, "precision": precision}
            for name, title in titles.items()
            for recall, precision in _curve(comparison, name, truth)
        ],
        columns=["model", "recall", "precision"],
    )
    whole = alt.Scale(domain=[0, 1])
    chart = (
        alt.Chart(data)
        .mark_line(interpolate="step-before", strokeWidth=2.5)
        .encode(
            x=alt.X("recall:Q", title=_("Recall"), scale=whole, axis=alt.Axis(format="%")),
            y=alt.Y("precision:Q", title=_("Precision"), scale=whole, axis=alt.Axis(format="%")),
            color=_model_color(titles),
            strokeDash=alt.StrokeDash(
                "model:N", sort=None, legend=None, scale=alt.Scale(domain=list(titles.values()))
            ),
            tooltip=[
                alt.Tooltip("model:N", title=_("Model")),
                alt.Tooltip("recall:Q", title=_("Recall"), format=".0%"),
                alt.Tooltip("precision:Q", title=_("Precision"), format=".1%"),
            ],
        )
    )
    title = (
        _("Precision by recall: {label}").format(label=label) if label else _("Precision by recall (IoU 0.5)")
    )
    return squared(chart, title)


def curves_words(comparison: Comparison, truth: Truth, label: str = "") -> str:
    """Return what the curves show: AP50, the area under each, of one label or as the mean of all."""
    if label:
        comparison, truth = with_label(comparison, truth, label)
    said = [
        f"{title}: AP50 {share(average_precision(predictions_of(comparison, name), truth).ap50)}"
        for name, title in _titles(comparison).items()
    ]
    words = (
        _("Precision by recall of “{label}”, at IoU 0.5. {figures}.")
        if label
        else _("Precision by recall, mean of all labels, at IoU 0.5. {figures}.")
    )
    return words.format(label=label, figures="; ".join(said))


def _titles(comparison: Comparison) -> dict[str, str]:
    """Return what a reader calls each model, by its name; models of one title are told apart by their names."""
    titles = [facts.title for facts in comparison.models]
    return {
        facts.name: facts.title if titles.count(facts.title) == 1 else facts.name
        for facts in comparison.models
    }


def _model_color(titles: Mapping[str, str]) -> alt.Color:
    return alt.Color(
        "model:N",
        title=_("Model"),
        sort=None,
        scale=alt.Scale(domain=list(titles.values())),
        legend=legend(),
    )


def _with_room(most: float, factor: float) -> alt.Scale:
    """Return a scale from 0 that leaves room behind the longest bar for what is written there."""
    return alt.Scale(domain=[0, factor * (most or 1)], nice=False)


def _whole_ticks(most: int) -> list[int]:
    """Return whole numbers from 0 to the longest bar, a handful of them."""
    return list(range(0, max(most, 1) + 1, max(1, -(-most // _MOST_TICKS))))


def _stage_names() -> dict[str, str]:
    return {"preprocess": _("preprocess"), "inference": _("inference"), "postprocess": _("postprocess")}


def _verdict_names() -> dict[str, str]:
    return {"tp": _("right"), "fp": _("false"), "fn": _("missed")}


def _counts_by_label(comparison: Comparison, truth: Truth, threshold: float) -> dict[str, dict[str, Counts]]:
    """Return the counts of each model by label, the same labels in the same order for all of them."""
    counts = {
        facts.name: by_label(predictions_of(comparison, facts.name), truth, threshold)
        for facts in comparison.models
    }
    sizes: dict[str, int] = {}
    for labels in counts.values():
        for label, found in labels.items():
            sizes[label] = max(sizes.get(label, 0), found.tp + found.fp + found.fn)
    ranked = sorted(sizes, key=lambda label: (-sizes[label], label))
    return {name: {label: labels.get(label, Counts()) for label in ranked} for name, labels in counts.items()}


def _curve(comparison: Comparison, model: str, truth: Truth) -> list[tuple[float, float]]:
    """Return the points (recall, precision) of one model, those in the middle of a level stretch left out."""
    found = average_precision(predictions_of(comparison, model), truth)
    points = list(zip(found.recall, found.precision, strict=False))
    return [
        point
        for number, point in enumerate(points)
        if number in (0, len(points) - 1) or not points[number - 1][1] == point[1] == points[number + 1][1]
    ]
