"""The comparison page's parts: choices, the run itself, and reading what came out."""

import hashlib
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.compare import charts, exports, table
from core.compare.facts import facts_of
from core.compare.run import (
    Comparison,
    Failed,
    Finished,
    ModelRun,
    Settings,
    Step,
    measure,
    with_distinct_names,
)
from core.compare.table import Row
from core.compare.workbook import Workbook, begin_run, comparison_of, missing
from core.i18n import _, ngettext, seconds
from core.models.loader import load
from core.ui.model_input import find_on_hub, known_rows, where_it_is
from core.ui.status import status_line
from core.ui.viewer import marks_of, picture_viewer
from core.vision import listing
from core.vision.images import Picture

TASK = "object-detection"
DEFAULT_MODELS = ("detr-resnet-50", "yolo11n")
MOST_MODELS = 4

_BOOK = "workbook"
_FAILED = "failed_pictures"
_BASE = "table_base"
_RESTORED = "table_restored"


def workbook() -> Workbook:
    """Return this visitor's workbook, a new one on the first visit."""
    return st.session_state.setdefault(_BOOK, Workbook())


def choose_settings() -> Settings | None:
    """Draw the choices of a run and return them, or None while they cannot be run."""
    rows = known_rows(TASK)
    models = st.multiselect(
        _("Models"),
        list(rows),
        default=[name for name in DEFAULT_MODELS if name in rows],
        # The address holds these words, so they must not depend on the language or on this machine.
        format_func=lambda name: rows[name].title,
        max_selections=MOST_MODELS,
        key="models",
        bind="query-params",
        placeholder=_("Choose the models to compare"),
    )
    st.caption(" ".join(where_it_is(rows[name]) for name in models))
    find_on_hub()
    left, middle, right, last = st.columns(4)
    threshold = left.slider(
        _("Confidence threshold"), 0.05, 0.95, 0.5, 0.01, key="threshold", bind="query-params",
        help=_("The same for all models. Move it after the run too: nothing is measured again."),
    )  # fmt: skip
    repeats = middle.number_input(
        _("Timed runs"),
        1,
        50,
        5,
        key="repeats",
        bind="query-params",
        help=_("Of each model on each picture."),
    )
    warmup = right.number_input(
        _("Warm-up runs"), 0, 20, 2, key="warmup", bind="query-params",
        help=_("Made first and not counted: the first runs are always slower."),
    )  # fmt: skip
    device = last.selectbox(
        _("Device"), ["auto", "cpu", "cuda"], key="device", bind="query-params",
        format_func={"auto": "auto", "cpu": "CPU", "cuda": "GPU"}.__getitem__,
    )  # fmt: skip
    if not models:
        st.info(_("Choose at least one model, two to compare them."), icon=":material/arrow_upward:")
        return None
    return Settings(tuple(models), device, threshold, int(repeats), int(warmup))


def run_section(pictures: Sequence[Picture], settings: Settings) -> None:
    """Draw the run button and, once it is pressed, run: every finished picture is kept, whatever happens next."""
    named = with_distinct_names(pictures)
    book = workbook()
    left_over = missing(book, settings, [picture.digest for picture in named])
    begun = 0 < len(left_over) < len(named)
    place = st.container(horizontal=True)
    again = place.button(
        _("Measure again") if named and not left_over else _("Measure"),
        type="primary" if left_over and not begun else "secondary",
        icon=":material/play_arrow:",
        disabled=len(named) < 2,
        key="run",
    )
    resume = begun and place.button(
        ngettext("Measure the {n} picture that is left", "Measure the {n} pictures that are left", len(left_over)),
        type="primary", icon=":material/resume:", key="resume",
    )  # fmt: skip
    if len(named) < 2:
        st.info(
            _("Choose two pictures at least: the activity asks for that."),
            icon=":material/add_photo_alternate:",
        )
    if again or resume:
        todo = named if again else tuple(picture for picture in named if picture.digest in left_over)
        _run(todo, settings, fresh=again)
        st.rerun()
    for sentence in st.session_state.pop(_FAILED, []):
        st.warning(sentence, icon=":material/warning:")


def _run(pictures: Sequence[Picture], settings: Settings, *, fresh: bool) -> None:
    rows = known_rows(TASK)
    place = st.container()
    place.button(_("Stop"), icon=":material/stop:", key="stop", help=_("What is finished stays."))
    bar = place.progress(0.0, text=_("Getting the models ready…"))
    with status_line() as notify:
        loaded = [load(rows[name], settings.device, notify) for name in settings.models]
    measured = begin_run(workbook(), settings, [facts_of(model) for model in loaded], fresh=fresh)
    with status_line() as notify:
        for event in measure(pictures, loaded, settings, notify=notify):
            if isinstance(event, Step):
                bar.progress(event.done / event.total, text=_step_words(event))
            elif isinstance(event, Finished):
                measured.results[event.result.digest] = event.result
            elif isinstance(event, Failed):
                st.session_state.setdefault(_FAILED, []).append(str(event))


def _step_words(step: Step) -> str:
    phases = {"warmup": _("warm-up"), "timed": _("timed run"), "collect": _("collecting every box")}
    text = _("{image} · {model} · {phase}").format(
        image=step.image, model=step.model, phase=phases[step.phase]
    )
    if step.seconds_left is None:
        return text
    return _("{text} · about {time} left").format(text=text, time=seconds(step.seconds_left))


def finished(pictures: Sequence[Picture], settings: Settings) -> Comparison | None:
    """Return what is measured of these pictures with these choices, or None when nothing is."""
    names = {picture.digest: picture.name for picture in with_distinct_names(pictures)}
    return comparison_of(workbook(), settings, names)


def look(comparison: Comparison, pictures: Sequence[Picture], threshold: float) -> None:
    """Draw one picture through every model, side by side; a label has the same colour on all of them."""
    by_digest = {picture.digest: picture for picture in pictures}
    images = {image.digest: image for image in comparison.images}
    chosen = st.segmented_control(
        _("Picture"), list(images), default=next(iter(images)), required=True, key="looked_at", persist_state="session",
        format_func=lambda digest: images[digest].image,
    )  # fmt: skip
    image = images.get(chosen) or next(iter(images.values()))
    titles = {facts.name: facts.title for facts in comparison.models}
    for column, run in zip(st.columns(len(image.models)), image.models, strict=True):
        with column:
            st.markdown(f"**{titles[run.model]}**")
            _model_view(by_digest[image.digest], run, titles[run.model], threshold)


def _model_view(picture: Picture, run: ModelRun, title: str, threshold: float) -> None:
    found = listing.above(run.detections, threshold)
    picture_viewer(
        picture.image,
        marks_of(found),
        key=f"compare_{picture.digest}_{run.model}",
        group="compare",
        alt=_("{picture} with the objects that {model} found").format(picture=picture.name, model=title),
        empty_text=_("Nothing reaches this threshold."),
    )


def activity_table(comparison: Comparison, threshold: float) -> tuple[Row, ...]:
    """Draw the activity's table with its last three columns open to the visitor, and return it as it stands."""
    generated = table.table_rows(comparison, threshold)
    edits = workbook().edits
    stamp = hashlib.sha256(repr((generated, st.session_state.get(_RESTORED, 0))).encode()).hexdigest()[:12]
    key = f"table_{stamp}"
    # The editor's input must stay the same while it is on the page, or it would apply its own edits twice.
    if key not in st.session_state or st.session_state.get(_BASE, ("",))[0] != key:
        st.session_state[_BASE] = (key, table.merge_edits(generated, edits))
    base: tuple[Row, ...] = st.session_state[_BASE][1]
    titles = table.column_titles()
    st.data_editor(
        pd.DataFrame([row.cells() for row in base]),
        key=key,
        hide_index=True,
        disabled=[column for column in table.COLUMNS if column not in table.EDITABLE],
        column_config={
            column: st.column_config.TextColumn(
                titles[column], width="large" if column in {"integration", "remarks"} else "medium"
            )
            for column in table.COLUMNS
        },
        row_height=120,
        on_change=_keep_edits,
        args=(key, base),
        alt=_("The activity's table"),
    )
    if edits and st.button(_("Put the generated texts back"), icon=":material/undo:", key="restore"):
        edits.clear()
        st.session_state[_RESTORED] = st.session_state.get(_RESTORED, 0) + 1
        st.rerun()
    return table.merge_edits(generated, edits)


def _keep_edits(key: str, base: tuple[Row, ...]) -> None:
    for position, cells in st.session_state[key]["edited_rows"].items():
        row = base[int(position)]
        for column, text in cells.items():
            workbook().edits[row.digest, row.model_name, column] = text or ""


def run_chart(comparison: Comparison) -> None:
    """Draw every timed run as a dot."""
    st.altair_chart(
        charts.run_times(comparison),
        alt=_(
            "Every timed run as a dot: the time in milliseconds, by model and picture. The table has the same numbers."
        ),
    )


def downloads(comparison: Comparison, rows: Sequence[Row]) -> None:
    """Draw the buttons that give the table away as files."""
    place = st.container(horizontal=True)
    place.download_button(
        _("Table for Excel (xlsx)"),
        exports.to_xlsx(rows, comparison),
        _("detr_versus_yolo11") + ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/table:",
        on_click="ignore",
    )
    place.download_button(
        _("Table as CSV"),
        exports.to_csv(rows),
        _("detr_versus_yolo11") + ".csv",
        "text/csv",
        icon=":material/csv:",
        on_click="ignore",
    )
