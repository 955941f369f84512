"""What the models put in the gaps: the guesses with their scores in the text, and what another context changes."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.text.border import Text
from core.text.fill_mask import TASK, Filled, Guess, is_taken_for_the_end, records, to_csv
from core.text.listing import Line, to_json
from core.ui.fill_mask.choices import EXAMPLES, KEY, QUESTION, as_read, filled, offer_full_stop
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.inputs.attention_map import attention_section
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.out_of_reach import invitation
from core.ui.inputs.text_answers import Answer, kept_answers
from core.ui.inputs.text_timing import timing_section

Found = Mapping[ModelRow, Answer[Filled]]

_MOST_GAPS = 8
_LONGEST_SHOWN = 400


def show_result(rows: Sequence[ModelRow], texts: Sequence[Text], top: int) -> None:
    """Draw the `top` guesses that were kept for these models and texts, text by text."""
    if not texts:
        return
    answered = {text: found for text in texts if (found := kept_answers(QUESTION, rows, text))}
    if not answered:
        st.caption(invitation(rows, TASK, _("Press the button and {model} will say what fits in the gap.")))
        return
    for text, found in answered.items():
        if len(texts) > 1:
            st.markdown(f"> {plain(_short(text.content))}")
        for (row, answer), place in zip(found.items(), st.columns(len(found)), strict=True):
            with place:
                _answer(row, answer, text, top)
    _say_ends(answered)
    if len(answered) > 1:
        _contexts(answered)
    lines = [
        Line(text.content, answer.row.name, records(answer.found.first(top)))
        for text, found in answered.items()
        for answer in found.values()
    ]
    downloads(
        Download("JSON", to_json(lines), "gaps.json", "application/json", ":material/data_object:"),
        Download("CSV", to_csv(lines), "gaps.csv", "text/csv", ":material/csv:"),
    )


def show_insight(rows: Sequence[ModelRow], texts: Sequence[Text]) -> None:
    """Draw what each model that has answered looks at in the first text, and how long two of them take."""
    if texts:
        timing_section(rows, texts, TASK, filled, KEY, [example.text for example in EXAMPLES])
        for answer in kept_answers(QUESTION, rows, texts[0]).values():
            attention_section(answer.row, TASK, as_read(texts[0], answer.row), KEY)


def _answer(asked: ModelRow, answer: Answer[Filled], text: Text, top: int) -> None:
    found = answer.found
    say_stand_in(answer.row, asked)
    st.markdown(f"**{plain(answer.row.title)}**")
    shown = found.gaps[:_MOST_GAPS]
    if len(shown) == 1:
        _bars(shown[0], top)
    else:
        titles = [_("Gap {n}").format(n=number) for number in range(1, len(shown) + 1)]
        for gap, place in zip(shown, st.tabs(titles), strict=True):
            with place:
                _bars(gap, top)
        st.markdown(
            _("With the likeliest token in every gap: “{text}”").format(text=plain(_short(found.best)))
        )
        st.caption(
            _("Each gap is guessed as if the others stayed open, so two good guesses need not go together.")
        )
    if len(found.gaps) > _MOST_GAPS:
        st.caption(_("These are the first {n} of {all} gaps.").format(n=_MOST_GAPS, all=len(found.gaps)))
    if found.read < len(text.content):
        st.caption(
            _("The model has read the text up to “{words}”.").format(words=plain(_end(text, found.read)))
        )


def _say_ends(answered: Mapping[Text, Found]) -> None:
    """Say of the first text in which a model takes the gap for the end of the sentence why it does, and what helps."""
    for text, found in answered.items():
        if any(is_taken_for_the_end(answer.found, text.content) for answer in found.values()):
            st.info(
                _(
                    "Nothing stands behind the gap, so the likeliest thing there is a sign that ends the sentence. "
                    "With a full stop behind it, the model looks for a word."
                ),
                icon=":material/lightbulb:",
            )
            offer_full_stop(text)
            return


def _bars(gap: Sequence[Guess], top: int) -> None:
    show_scores(
        ScoreBar(
            guess.token_str.strip() or repr(guess.token_str),
            percent(guess.score, 1),
            guess.score,
            guess.sequence,
        )
        for guess in gap[:top]
    )


def _contexts(answered: Mapping[Text, Found]) -> None:
    """Draw how the likeliest tokens of the first gap change from one text to the other, model by model."""
    st.markdown(_("**What the other context changes**"))
    for row, first in next(iter(answered.values())).items():
        guesses = [
            {guess.token_str.strip(): guess.score for guess in found[row].found.gaps[0]}
            for found in answered.values()
            if row in found
        ]
        if len(guesses) < len(answered):
            continue
        tokens = dict.fromkeys(token for scores in guesses for token in list(scores)[:5])
        titles = [_("Context {n}").format(n=number) for number in range(1, len(guesses) + 1)]
        table = [
            {
                first.row.title: token,
                **{
                    title: percent(scores[token], 1) if token in scores else "–"
                    for title, scores in zip(titles, guesses, strict=True)
                },
            }
            for token in tokens
        ]
        st.dataframe(
            pd.DataFrame(table), hide_index=True, alt=_("The guesses for the first gap in each context")
        )
    st.caption(_("–: not among the likeliest ones there."))


def _end(text: Text, read: int) -> str:
    return f"…{text.content[max(0, read - 40) : read]}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
