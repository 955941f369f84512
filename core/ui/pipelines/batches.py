"""What batches are worth on this machine, measured."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.library.pipeline_batches import (
    CASES,
    MOST_SECONDS,
    ROUNDS,
    SIZES,
    WAYS_SIZE,
    Texts,
    Timed,
    measure,
    padding_share,
    texts_of,
    token_lengths,
)
from core.library.pipeline_charts import KINDS_OF_TEXTS, speed_chart, speed_words, speeds
from core.library.pipeline_run import check_padding, pipeline_kind
from core.models import loader
from core.models.devices import name_of
from core.pictures.marks import percent
from core.ui.frame.charts import show_chart
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.pipelines.choices import Tried

_ARGUMENTS: dict[str, dict[str, Any]] = {
    "text-classification": {"truncation": True},
    "token-classification": {"aggregation_strategy": "simple"},
}
"""The tasks whose pipelines are timed, and how they are called."""

_KEPT = "pipelines.times"


@dataclass(frozen=True)
class _Measured:
    """What was measured: with which model, where, what came out so far, and the share of padding, a number a batch
    size, of each kind of texts."""

    model: str
    device: str
    timed: Timed
    padding: dict[Texts, list[float]]


def show_batches(tried: Tried | None) -> None:
    """Draw the folded part that times the model that is tried at several batch sizes."""
    title = _("Batches: are several texts at once faster here?")
    with st.expander(title, icon=":material/timer:", key="pipelines.batches", on_change="rerun") as fold:
        if fold.open:
            _batches(tried)


def _batches(tried: Tried | None) -> None:
    st.markdown(
        _(
            "A network can take several texts at once; all of a batch are filled up to its longest one (**padding**), "
            "and the network works through the filling, too. Measured are {sizes} texts at once, with texts of one "
            "length, with as many words in texts of very different lengths, and with these sorted by length; and, at "
            "{size} at once, a list, a generator, a data set, and a call for each text. After a warm-up the {cases} "
            "cases take turns, {rounds} rounds or {seconds} seconds. Meanwhile other visitors wait."
        ).format(
            sizes=", ".join(map(str, SIZES)),
            size=WAYS_SIZE,
            cases=len(CASES),
            rounds=ROUNDS,
            seconds=decimal(MOST_SECONDS, 0),
        )
    )
    can = tried is not None and tried.call.task in _ARGUMENTS
    if not can:
        st.info(
            _(
                "Choose the task text-classification or token-classification above: these two can be measured."
            ),
            icon=":material/arrow_upward:",
        )
    if (
        st.button(_("Measure batches"), key="pipelines.measure", icon=":material/timer:", disabled=not can)
        and tried
    ):
        _measure(tried)
    measured: _Measured | None = st.session_state.get(_KEPT)
    if measured:
        _show(measured)


def _measure(tried: Tried) -> None:
    kind = pipeline_kind(tried.call.task, tried.call.dtype)
    with status_line() as notify, loader.together([tried.row], tried.call.device, notify, kind) as (loaded,):
        check_padding(loaded, max(SIZES))
        progress = st.progress(0.0, _("Warming up…"))
        for number, timed in enumerate(measure(loaded, _ARGUMENTS[tried.call.task], notify), start=1):
            lengths = {
                texts: token_lengths(loaded.model.tokenizer, texts_of(texts, timed.texts))
                for texts in KINDS_OF_TEXTS
            }
            padding = {
                texts: [padding_share(counts, size) for size in SIZES] for texts, counts in lengths.items()
            }
            st.session_state[_KEPT] = _Measured(tried.row.title, loaded.device, timed, padding)
            progress.progress(min(1.0, number / ROUNDS), _("Round {n} of {all}").format(n=number, all=ROUNDS))
        progress.empty()


def _show(measured: _Measured) -> None:
    timed = measured.timed
    chart, words = st.columns([3, 2], gap="medium")
    with chart:
        show_chart(speed_chart(timed), speed_words(timed))
    with words:
        st.markdown("\n".join(f"- {line}" for line in speed_words(timed).rstrip(".").split("; ")))
    _padding(measured)
    _ways(timed)
    st.caption(
        _(
            "{model}, {device}: {n} texts, {rounds} rounds. The line is the median, the bar goes from the slowest to "
            "the fastest round: where bars overlap, no difference is proven."
        ).format(
            model=plain(measured.model),
            device=name_of(measured.device),
            n=timed.texts,
            rounds=len(timed.rounds[0]),
        )
    )
    if timed.others.is_disturbed:
        st.warning(
            _(
                "This was disturbed: others used {share} of the processor meanwhile. Measure again later."
            ).format(share=percent(timed.others.share or 0.0)),
            icon=":material/warning:",
        )


def _padding(measured: _Measured) -> None:
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Batch size"): size,
                    **{
                        _(name): percent(measured.padding[texts][place])
                        for texts, name in KINDS_OF_TEXTS.items()
                    },
                }
                for place, size in enumerate(SIZES)
            ]
        ),
        hide_index=True,
        alt=_("The share of padding"),
    )
    st.caption(_("Which share of what the network reads is padding."))


def _ways(timed: Timed) -> None:
    names = {
        "list": _("a list"),
        "generator": _("a generator"),
        "data set": _("a data set"),
        "one by one": _("a call for each text"),
    }
    rows = []
    for case in timed.cases:
        if case.texts == "alike" and case.batch_size == WAYS_SIZE:
            slowest, middle, fastest = speeds(timed, case)
            rows.append(
                {
                    _("How the texts are handed over"): names[case.way],
                    _("Texts a second"): decimal(middle, 1),
                    _("Slowest – fastest"): f"{decimal(slowest, 1)} – {decimal(fastest, 1)}",
                }
            )
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("The ways to hand over texts"))
    st.caption(
        _(
            "List, generator and data set are the same batches: choose by where your texts come from; a generator "
            "never has all of them in memory. A call for each text has no batches at all."
        )
    )
