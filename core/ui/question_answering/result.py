"""What the models answered: the answer in its text, the next best ones, and the logits that it came from."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.i18n import _, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.text.border import Text
from core.text.listing import Line, to_json
from core.text.question_answering import TASK, Answered, Window, answers_csv, record
from core.text.question_answering_charts import logits_chart, logits_words
from core.ui.frame.charts import show_chart
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.out_of_reach import invitation
from core.ui.inputs.text_answers import Answer, Question, kept_answers
from core.ui.inputs.text_timing import timing_section
from core.ui.question_answering.choices import EXAMPLES, KEY, answered
from core.ui.question_answering.context import show_context

Found = Mapping[ModelRow, Answer[Answered]]

_AROUND = 60


def show_result(rows: Sequence[ModelRow], question: Question[Answered], text: Text | None) -> None:
    """Draw what was kept for these models, this question and this text."""
    if text is None:
        return
    found = kept_answers(question, rows, text)
    if not found:
        st.caption(
            invitation(rows, TASK, _("Press the button and {model} will look for the answer in the text."))
        )
        return
    for (row, answer), place in zip(found.items(), st.columns(len(found)), strict=True):
        with place:
            _answer(row, answer, text)
    if len(found) > 1:
        st.markdown(_agreement(*found.values()))
    _downloads(question, text, found)


def show_insight(rows: Sequence[ModelRow], question: Question[Answered], text: Text | None) -> None:
    """Draw where each answer came from: the logits of the tokens, and what "no answer" means; and how long two models
    take."""
    for row, answer in (kept_answers(question, rows, text) if text else {}).items():
        title = _("Where the answer of {model} comes from").format(model=plain(answer.row.title))
        with st.expander(title, icon=":material/show_chart:", key=f"{KEY}.logits.{row.name}"):
            _explore(answer.found, row.name)
    if text and question.settings:
        asked = str(question.settings)
        timing_section(
            rows,
            [text],
            TASK,
            lambda loaded, content: answered(loaded, asked, content),
            KEY,
            [example.text for example in EXAMPLES],
        )


def _answer(asked: ModelRow, answer: Answer[Answered], text: Text) -> None:
    found = answer.found
    best = found.answers[0]
    say_stand_in(answer.row, asked)
    st.markdown(f"**{plain(answer.row.title)}**")
    show_context(text.content, found.answers)
    show_scores(
        ScoreBar(one.answer, percent(one.score, 1), one.score, _around(text.content, one.start, one.end))
        for one in found.answers
    )
    if found.no_answer > best.score:
        st.warning(
            _(
                "This model holds it more likely that the text does not say it: “no answer” has {null}, the best "
                "answer {score}."
            ).format(null=percent(found.no_answer, 1), score=percent(best.score, 1)),
            icon=":material/block:",
        )
    else:
        st.caption(_("“No answer” has {null}.").format(null=percent(found.no_answer, 1)))
    if len(found.windows) > 1:
        st.caption(
            ngettext(
                "The text is longer than the model reads at once: it was read in {n} part.",
                "The text is longer than the model reads at once: it was read in {n} parts, which overlap.",
                len(found.windows),
            )
        )


def _around(context: str, start: int, end: int) -> str:
    return f"…{context[max(0, start - _AROUND) : end + _AROUND]}…"


def _agreement(one: Answer[Answered], other: Answer[Answered]) -> str:
    first, second = one.found.answers[0], other.found.answers[0]
    if first.start < second.end and second.start < first.end:
        return _("Both find the answer in the same place.")
    return _("They differ: {one} says **{first}**, {other} says **{second}**.").format(
        one=plain(one.row.title),
        first=plain(first.answer),
        other=plain(other.row.title),
        second=plain(second.answer),
    )


@st.fragment
def _explore(found: Answered, name: str) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        st.markdown(
            _(
                "1. **Pairs.** Question and text are read together, as one row of tokens.\n"
                "2. **Logits.** The network gives every token two numbers: how much speaks for it as the first token "
                "of the answer, and as the last.\n"
                "3. **Softmax.** Over the text's tokens they become probabilities.\n"
                "4. **Product.** An answer's score is the probability of its start times that of its end; no answer is "
                "longer than 15 tokens. What covers the same words adds up.\n"
                "5. **No answer.** The first token, before the question, takes part too. Models that learnt from "
                "questions without an answer (SQuAD 2) point at it where the text does not say it. A model that did "
                "not (SQAC) always answers: then a low score is all the warning there is."
            )
        )
        number = _window(found, name)
        window = found.windows[number]
        show_chart(logits_chart(window), logits_words(window))
        st.caption(logits_words(window))


def _window(found: Answered, name: str) -> int:
    """Draw which part of a long text is shown, and return its number; the best answer's at first."""
    if len(found.windows) == 1:
        return 0
    best = next(
        number for number, window in enumerate(found.windows) if _holds(window, found.answers[0].start)
    )
    return (
        st.number_input(
            _("Part of the text (of {all})").format(all=len(found.windows)),
            1,
            len(found.windows),
            best + 1,
            key=f"{KEY}.window.{name}.{len(found.windows)}",
        )
        - 1
    )


def _holds(window: Window, place: int) -> bool:
    return any(token.start <= place < token.end for token in window.tokens)


def _downloads(question: Question[Answered], text: Text, found: Found) -> None:
    lines = [
        Line(text.content, answer.row.name, {"question": question.settings, **record(answer.found)})
        for answer in found.values()
    ]
    table = answers_csv(str(question.settings), {answer.row.name: answer.found for answer in found.values()})
    downloads(
        Download("JSON", to_json(lines), "answers.json", "application/json", ":material/data_object:"),
        Download("CSV", table, "answers.csv", "text/csv", ":material/csv:"),
    )
