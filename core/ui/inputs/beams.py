"""What beam search had at its end: for the pages on which a model writes a text from a text."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.text.beams import LEAST, Beams, Candidate, look_into
from core.text.generate import Search
from core.turns import in_turn
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask

_MOST_CHOICES = 100
_LONGEST_CHOICE = 80


def no_prefix(_loaded: LoadedModel) -> str:
    """Return nothing: most models want nothing before the text."""
    return ""


def beams_section(
    row: ModelRow,
    task: str,
    sources: Sequence[str],
    search: Search,
    key: str,
    prefix: Callable[[LoadedModel], str] = no_prefix,
) -> None:
    """Draw the folded part with what the beams of a model that is chosen for `task` held at their end, for one of a
    text's parts. Nothing is worked out before it is opened; `key` is the page's own."""
    title = _("What else {model} could have written: its beams").format(model=plain(row.title))
    with st.expander(
        title, icon=":material/account_tree:", key=f"{key}.beams.{row.name}", on_change="rerun"
    ) as fold:
        if fold.open:
            with guard():
                _explore(row, task, sources, search, key, prefix)


@st.fragment
def _explore(
    row: ModelRow,
    task: str,
    sources: Sequence[str],
    search: Search,
    key: str,
    prefix: Callable[[LoadedModel], str],
) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        choices = sources[:_MOST_CHOICES]
        number = 0
        if len(choices) > 1:
            number = st.selectbox(
                _("Part of the text"),
                range(len(choices)),
                format_func=lambda place: _short(choices[place]),
                key=f"{key}.beams_part.{row.name}.{len(choices)}",
            )
        found = _beams(row, task, choices[number], search, prefix)
        is_greedy = search.beams < LEAST
        show_scores(
            ScoreBar(_label(one), decimal(one.score, 2), one.share, right=place == 0 and not is_greedy)
            for place, one in enumerate(found.candidates)
        )
        st.markdown(
            _(
                "These are the texts that were left at the end of {n} beams, with their scores: the mean logarithm "
                "of their tokens' probabilities, so 0 would be certain. The bar is the same as a probability a token."
            ).format(n=sum(one.beams for one in found.candidates))
            + " "
            + (
                _("× says how many beams ended in the same text; the score is that of the best. ")
                if any(one.beams > 1 for one in found.candidates)
                else ""
            )
            + (
                _("You chose 1 beam, so the answer is what greedy search writes.")
                if is_greedy
                else _("The first one is the answer.")
            )
        )
        st.markdown(
            _("Greedy search (1 beam) writes the same as the best beam.")
            if found.greedy == found.candidates[0].text
            else _("Greedy search (1 beam) would have written: “{text}”").format(text=plain(found.greedy))
        )


def _label(one: Candidate) -> str:
    text = one.text or "–"
    return text if one.beams == 1 else f"{text} ({one.beams} ×)"


def _beams(
    row: ModelRow, task: str, source: str, search: Search, prefix: Callable[[LoadedModel], str]
) -> Beams:
    key = ("beams", task, source, search, row)
    kept: Beams | None = answers.kept_answer(key)
    if kept is None:

        def work(loaded: LoadedModel) -> Beams:
            with in_turn("run") as turn:
                return look_into(
                    loaded.model.processor, loaded.model.model, source, search, turn.give_way, prefix(loaded)
                )

        with status_line() as notify:
            kept = ask(row, task, work, notify)
        answers.keep_answer(
            key, kept, 2 * len(source) + sum(2 * len(one.text) for one in kept.candidates) + 500
        )
    return kept


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_CHOICE else f"{line[:_LONGEST_CHOICE]}…"
