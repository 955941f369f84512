"""Models measured on many new pictures whose truth is known, at a click: the same on every page, whatever is counted.

The pictures are made one after the other and not kept; what is counted stays for the visit, also where a run is
stopped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from secrets import randbelow
from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.models.loader import in_turn
from core.scenes.spec import MOST_SEED
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.inputs.model_input import ask
from core.ui.inputs.scene_input import SEEDS

COUNT = 50
"""How many pictures a set has."""


@dataclass(frozen=True)
class KnownSet:
    """What a page measures its models on, and how.

    `key` is the page's own, `task` what its models do. `specs(count, seed)` are what the pictures are made of.
    `judge(model, spec)` makes one of them, asks the model, and returns what is counted, None where that picture says
    nothing. `figures` are the columns of the table, made of all that was counted; there may be a row to compare with,
    `baseline`. `title` (what is pressed as well) and `explained`
    are the page's words.
    """

    key: str
    task: str
    title: str
    explained: str
    specs: Callable[[int, int], Sequence[Any]]
    judge: Callable[[LoadedModel, Any], Any]
    figures: Callable[[Sequence[Any]], dict[str, str]]
    baseline: Callable[[Sequence[Any]], dict[str, str]] | None = None


@dataclass
class _Measured:
    """How far a model is with a set: its title, how many pictures it has seen, and what was counted."""

    title: str
    seen: int = 0
    counted: list[Any] = field(default_factory=list)


@dataclass
class _Run:
    """The last set of a page: its seed, and how far each model is with it, by its name."""

    seed: int
    models: dict[str, _Measured] = field(default_factory=dict)


def measure_on_set(test: KnownSet, rows: Sequence[ModelRow]) -> None:
    """Draw the folded part in which the models of a page are measured on new pictures, and what came of the last
    time."""
    with st.expander(
        test.title, icon=":material/dataset:", key=f"{test.key}.test", on_change="rerun"
    ) as fold:
        if not fold.open:
            return
        st.caption(test.explained)
        with st.container(horizontal=True):
            new = st.button(test.title, key=f"{test.key}.test_new", disabled=not rows)
            with st.popover(_("The same pictures again"), icon=":material/replay:"):
                seed = st.number_input(
                    _("Seed of the pictures"),
                    0,
                    MOST_SEED,
                    7,
                    key=f"{test.key}.test_seed",
                    persist_state="session",
                    help=_("The same seed makes the same {n} pictures, for everybody.").format(n=COUNT),
                )
                again = st.button(
                    _("Measure on these {n}").format(n=COUNT),
                    key=f"{test.key}.test_again",
                    disabled=not rows,
                )
        if new or again:
            run = _Run(randbelow(SEEDS) if new else int(seed))
            st.session_state[f"{test.key}.test_run"] = run
            with guard():
                _measure(test, rows, run)
        if last := st.session_state.get(f"{test.key}.test_run"):
            _table(test, last)


def _measure(test: KnownSet, rows: Sequence[ModelRow], run: _Run) -> None:
    """Have each model see the set, one after the other; others have their turn between any two pictures."""
    place = st.empty()
    with place.container():
        # A press runs the page again, which ends this run: what was counted by then is in the session.
        st.button(
            _("Stop"), icon=":material/stop:", key=f"{test.key}.test_stop", help=_("What is finished stays.")
        )
        progress = st.empty()
        for row in rows:
            specs = test.specs(COUNT, run.seed)

            def look(loaded: LoadedModel, row: ModelRow = row, specs: Sequence[Any] = specs) -> None:
                found = run.models[row.name] = _Measured(loaded.row.title)
                with in_turn() as turn:
                    for number, spec in enumerate(specs):
                        progress.progress(
                            number / len(specs),
                            _("{model}: picture {n} of {all}").format(
                                model=plain(loaded.row.title), n=number + 1, all=len(specs)
                            ),
                        )
                        counted = test.judge(loaded, spec)
                        found.seen += 1
                        if counted is not None:
                            found.counted.append(counted)
                        turn.give_way()

            with guard(), status_line() as notify:
                ask(row, test.task, look, notify)
    place.empty()


def _table(test: KnownSet, run: _Run) -> None:
    known = [found for found in run.models.values() if found.counted]
    lines = [
        {
            _("Model"): found.title,
            **test.figures(found.counted),
            _("Counted"): _("{n} of {all}").format(n=len(found.counted), all=found.seen),
        }
        for found in known
    ]
    if known and test.baseline:
        lines.append({**dict.fromkeys(lines[0], ""), **test.baseline(known[0].counted)})
    if lines:
        st.markdown(_("{n} new pictures of seed {seed}").format(n=COUNT, seed=f"**{run.seed}**"))
        st.dataframe(pd.DataFrame(lines), hide_index=True, alt=test.title)
    for found in run.models.values():
        if not found.counted and found.seen:
            st.markdown(
                _("{model} has no label for anything in these pictures.").format(model=plain(found.title))
            )
        if found.seen < COUNT:
            st.markdown(
                _("{model} was stopped after {n} pictures.").format(model=plain(found.title), n=found.seen)
            )
