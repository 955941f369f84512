"""How long two models take for the same texts, measured fairly: for the page of any task on texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import pandas as pd
import streamlit as st

from core.compare.measure.stats import Summary, describe, times_faster
from core.i18n import _, decimal, milliseconds, ngettext
from core.models import loader
from core.models.catalogue.row import ModelRow
from core.models.devices import name_of
from core.models.kinds import KINDS
from core.pictures.marks import percent
from core.text.border import Text
from core.text.timing import REPEATS, WARM_UPS, TextTimes, Work, time_models
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line

MOST_TEXTS = 10
"""How many texts are timed: more would keep other visitors waiting."""

_TWO = 2
_LONGEST_SHOWN = 80


@dataclass(frozen=True)
class _Measured:
    """What was measured: of which models, with the times of each text so far, and where they ran."""

    models: tuple[str, ...]
    times: tuple[TextTimes, ...]
    device: str


def timing_section(
    rows: Sequence[ModelRow], texts: Sequence[Text], task: str, work: Work, key: str, examples: Sequence[str]
) -> None:
    """Draw the folded part that times two models that are chosen for `task` on the page's texts, at most MOST_TEXTS.

    Where the page has one text, `examples` are added to it. `work` answers a text with a model; `key` is the page's
    own. With one model there is nothing to compare, and nothing is drawn.
    """
    if len(rows) < _TWO or not texts:
        return
    chosen = [text.content for text in texts]
    chosen = list(dict.fromkeys([*chosen, *examples] if len(chosen) == 1 else chosen))[:MOST_TEXTS]
    title = _("Which is faster? Both models on {n} texts").format(n=len(chosen))
    with st.expander(title, icon=":material/timer:", key=f"{key}.timing", on_change="rerun") as fold:
        if fold.open:
            with guard():
                _measure(rows, chosen, task, work, key)


def _measure(rows: Sequence[ModelRow], texts: Sequence[str], task: str, work: Work, key: str) -> None:
    st.markdown(
        _(
            "{warm_ups} runs to warm up, then {repeats} timed runs a text and model, in turns: run by run, and who "
            "begins changes from text to text. Loading is not counted. Meanwhile other visitors wait."
        ).format(warm_ups=WARM_UPS, repeats=REPEATS)
    )
    kept = f"{key}.times"
    if st.button(_("Measure the times"), key=f"{key}.measure", icon=":material/timer:"):
        with (
            status_line() as notify,
            loader.together(rows, notify=notify, kind=KINDS[task]) as models,
        ):
            progress = st.progress(0.0)
            st.session_state[kept] = _Measured(tuple(row.title for row in rows), (), models[0].device)
            for number, times in enumerate(time_models(models, texts, work, notify), start=1):
                before: _Measured = st.session_state[kept]
                st.session_state[kept] = _Measured(before.models, (*before.times, times), before.device)
                progress.progress(number / len(texts), f"{number} / {len(texts)}")
            progress.empty()
    measured: _Measured | None = st.session_state.get(kept)
    if measured and measured.times and measured.models == tuple(row.title for row in rows):
        _show(measured)


def _show(measured: _Measured) -> None:
    summaries = [
        describe([ms for times in measured.times for ms in times.runs[place]])
        for place in range(len(measured.models))
    ]
    st.dataframe(
        pd.DataFrame([_row(model, one) for model, one in zip(measured.models, summaries, strict=True)]),
        hide_index=True,
        alt=_("The times of both models"),
    )
    st.markdown(_verdict(measured))
    st.caption(
        _("{device}, {n} texts. The spread is that of all runs: longer texts take longer.").format(
            device=name_of(measured.device), n=len(measured.times)
        )
    )
    _say_disturbed(measured.times)
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Text"): _short(times.text),
                    **{
                        model: milliseconds(describe(runs).median)
                        for model, runs in zip(measured.models, times.runs, strict=True)
                    },
                }
                for times in measured.times
            ]
        ),
        hide_index=True,
        alt=_("The median time of each text"),
    )


def _row(model: str, one: Summary) -> dict[str, str]:
    return {
        _("Model"): model,
        _("Median"): milliseconds(one.median),
        _("Fastest – slowest"): f"{milliseconds(one.fastest)} – {milliseconds(one.slowest)}",
        "p90": milliseconds(one.p90),
        _("Texts a second"): decimal(one.per_second, 1),
    }


def _verdict(measured: _Measured) -> str:
    """Return which model was faster, text by text: a text on which the runs of both overlap counts for none."""
    said = []
    for one, other in ((0, 1), (1, 0)):
        ratios = [
            ratio
            for times in measured.times
            if (ratio := times_faster(describe(times.runs[one]), describe(times.runs[other])))
        ]
        if ratios:
            said.append(
                _(
                    "**{model}** was faster on {n} of {all} texts, {times} times as fast in the median."
                ).format(
                    model=plain(measured.models[one]),
                    n=len(ratios),
                    all=len(measured.times),
                    times=decimal(median(ratios), 1),
                )
            )
    return " ".join(said) or _("On no text was one of them clearly faster: their runs overlap.")


def _say_disturbed(measured: Sequence[TextTimes]) -> None:
    found = [times for times in measured if times.others.is_disturbed]
    if found:
        st.warning(
            ngettext(
                "One text was disturbed: others used {{share}} of the processor. Measure again later.",
                "{n} texts were disturbed: others used up to {{share}} of the processor. Measure again later.",
                len(found),
            ).format(share=percent(max(times.others.share or 0.0 for times in found))),
            icon=":material/warning:",
        )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
