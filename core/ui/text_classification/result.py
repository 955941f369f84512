"""What the models said: the chosen text with its labels as bars and all steps, and several texts as a table."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.i18n import _, decimal, milliseconds
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.text.border import Text
from core.text.classification import Classified, best, classify, records, to_csv
from core.text.label_names import with_meaning
from core.text.listing import Line, to_json
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.inputs.attention_map import attention_section
from core.ui.inputs.known_labels import known_labels
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.shown_large import shown_large, table_key
from core.ui.inputs.text_answers import Answer, kept_answer, kept_answers
from core.ui.inputs.text_timing import timing_section
from core.ui.text_classification.choices import EXAMPLES, KEY, QUESTION
from core.ui.text_classification.steps import show_steps

Found = Mapping[ModelRow, Answer[Classified]]

_BARS = 5
_MOST_BARS = 50
_LEAST_FOR_A_TABLE = 2
_LONGEST_SHOWN = 400
_TEXT_PIXELS, _LABEL_PIXELS = 150, 115


def show_result(rows: Sequence[ModelRow], texts: Sequence[Text]) -> None:
    """Draw what was kept for these models and texts."""
    if not texts:
        return
    text = shown_large(KEY, texts)
    found = kept_answers(QUESTION, rows, text)
    if len(texts) >= _LEAST_FOR_A_TABLE:
        _table(rows, texts)
        st.markdown(f"> {plain(_short(text.content))}")
    if not found:
        st.caption(_invitation(rows))
        return
    for (row, answer), place in zip(found.items(), st.columns(len(found)), strict=True):
        with place:
            _answer(row, answer)
    if len(found) > 1:
        st.markdown(_agreement(*found.values()))
    _downloads(rows, texts)


def show_insight(rows: Sequence[ModelRow], texts: Sequence[Text]) -> None:
    """Draw how the answer of each model to the chosen text came about: its steps, its attention, its labels."""
    if not texts:
        return
    text = shown_large(KEY, texts)
    found = kept_answers(QUESTION, rows, text)
    if found:
        st.subheader(_("Step by step"), anchor=False)
        places = (
            st.tabs([plain(answer.row.title) for answer in found.values()])
            if len(found) > 1
            else [st.container()]
        )
        for answer, place in zip(found.values(), places, strict=True):
            with place:
                show_steps(text, answer.found)
    timing_section(
        rows,
        texts,
        QUESTION.task,
        lambda loaded, content: best(classify(loaded, content)),
        KEY,
        [example.text for example in EXAMPLES],
    )
    for answer in found.values():
        attention_section(answer.row, QUESTION.task, text, KEY)
        known_labels(
            [with_meaning(label, answer.found.labels) for label in answer.found.labels],
            f"{KEY}.labels.{answer.row.name}",
        )


def _invitation(rows: Sequence[ModelRow]) -> str:
    if len(rows) > 1:
        return _("Press the button and both models will say what the text is like.")
    if rows:
        return _("Press the button and {model} will say what the text is like.").format(
            model=plain(rows[0].title)
        )
    return _("What a model says will appear here.")


def _answer(asked: ModelRow, answer: Answer[Classified]) -> None:
    found = answer.found
    say_stand_in(answer.row, asked)
    st.markdown(f"**{plain(answer.row.title)}**")
    _bars(found, _BARS)
    st.caption(_("{time} (one run; a model's first one takes longer)").format(time=milliseconds(found.ms)))
    if len(found.labels) > _BARS:
        most = min(_MOST_BARS, len(found.labels))
        title = _("All {n} labels") if most == len(found.labels) else _("The {n} best labels")
        with st.expander(title.format(n=most)):
            _bars(found, most)


def _bars(found: Classified, most: int) -> None:
    show_scores(
        ScoreBar(with_meaning(item.label, found.labels), _score(found, item.score), item.score)
        for item in best(found, most)
    )


def _score(found: Classified, score: float) -> str:
    return decimal(score, 2) if found.rule == "none" else percent(score, 1)


def _agreement(one: Answer[Classified], other: Answer[Classified]) -> str:
    first, second = (best(answer.found, 1)[0].label for answer in (one, other))
    if first.casefold() == second.casefold():
        return _("Both say **{label}**.").format(label=plain(first))
    if {*map(str.casefold, one.found.labels)}.isdisjoint(map(str.casefold, other.found.labels)):
        return _("The two models know different labels: they answer different questions about the same text.")
    return _("They differ: {one} says **{first}**, {other} says **{second}**.").format(
        one=plain(one.row.title), first=plain(first), other=plain(other.row.title), second=plain(second)
    )


def _table(rows: Sequence[ModelRow], texts: Sequence[Text]) -> None:
    """Draw a row a text; the one that is chosen there is shown step by step."""
    if not any(kept_answer(QUESTION, row, text) for row in rows for text in texts):
        return
    titles = {row: _title(row, texts) for row in rows}
    st.dataframe(
        pd.DataFrame(
            [
                {_("Text"): _short(text.content), **{titles[row]: _cell(row, text) for row in rows}}
                for text in texts
            ]
        ),
        hide_index=True,
        # There has to be room for the labels of both models.
        column_config={
            _("Text"): st.column_config.TextColumn(width=_TEXT_PIXELS),
            **{title: st.column_config.TextColumn(width=_LABEL_PIXELS) for title in titles.values()},
        },
        on_select="rerun",
        selection_mode="single-row",
        key=table_key(KEY, texts),
        alt=_("The best label of each text"),
    )
    st.caption(_("Choose a row to see its text step by step."))


def _title(row: ModelRow, texts: Sequence[Text]) -> str:
    """Return the title of the model that answered where `row` was asked, which may have stood in for it."""
    return next((one.row.title for text in texts if (one := kept_answer(QUESTION, row, text))), row.title)


def _cell(row: ModelRow, text: Text) -> str:
    answer = kept_answer(QUESTION, row, text)
    if answer is None:
        return "–"
    (top,) = best(answer.found, 1)
    return f"{top.label} · {_score(answer.found, top.score)}"


def _downloads(rows: Sequence[ModelRow], texts: Sequence[Text]) -> None:
    answers = [(text, answer) for text in texts for answer in kept_answers(QUESTION, rows, text).values()]
    lines = [Line(text.content, answer.row.name, records(answer.found)) for text, answer in answers]
    downloads(
        Download("JSON", to_json(lines), "labels.json", "application/json", ":material/data_object:"),
        Download("CSV", to_csv(lines), "labels.csv", "text/csv", ":material/csv:"),
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
