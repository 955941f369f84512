"""What the models said: the labels with their scores, and the very pairs that were sent."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.text.border import Text
from core.text.listing import Line, to_json
from core.text.zero_shot import TASK, Judged, judged_csv, record
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.out_of_reach import invitation
from core.ui.inputs.text_answers import Answer, kept_answers
from core.ui.inputs.text_length import say_cut
from core.ui.inputs.text_timing import timing_section
from core.ui.zero_shot_classification.choices import EXAMPLES, KEY, Asked, judged, question_of

Found = Mapping[ModelRow, Answer[Judged]]

_BARS = 20
_LONGEST_SHOWN = 3000


def show_result(rows: Sequence[ModelRow], asked: Asked, text: Text | None) -> None:
    """Draw what was kept for these models, these labels and this text."""
    if text is None:
        return
    found = kept_answers(question_of(asked), rows, text)
    if not found:
        st.caption(
            invitation(rows, TASK, _("Press the button and {model} will say which of your labels fits."))
        )
        return
    for (row, answer), place in zip(found.items(), st.columns(len(found)), strict=True):
        with place:
            _answer(row, answer, asked, text)
    if len(found) > 1:
        st.markdown(_agreement(*found.values()))
    lines = [Line(text.content, answer.row.name, record(answer.found)) for answer in found.values()]
    downloads(
        Download("JSON", to_json(lines), "zero_shot.json", "application/json", ":material/data_object:"),
        Download(
            "CSV",
            judged_csv(text.content, {answer.row.name: answer.found for answer in found.values()}),
            "zero_shot.csv",
            "text/csv",
            ":material/csv:",
        ),
    )


def show_insight(rows: Sequence[ModelRow], asked: Asked, text: Text | None) -> None:
    """Draw, for each model, the pairs that were sent with what came back, and how that became scores; and how long two
    models take."""
    for row, answer in (kept_answers(question_of(asked), rows, text) if text else {}).items():
        title = _("Entailment: the very pairs that {model} was sent").format(model=plain(answer.row.title))
        with st.expander(title, icon=":material/compare_arrows:", key=f"{KEY}.pairs.{row.name}"):
            _explain(answer.found, asked)
    if text and asked.labels:
        timing_section(
            rows,
            [text],
            TASK,
            lambda loaded, content: judged(loaded, asked, content),
            KEY,
            [example.text for example in EXAMPLES],
        )


def _answer(wanted: ModelRow, answer: Answer[Judged], asked: Asked, text: Text) -> None:
    found = answer.found
    say_stand_in(answer.row, wanted)
    st.markdown(f"**{plain(answer.row.title)}**")
    show_scores(ScoreBar(label, percent(score, 1), score) for label, score in found.ranked[:_BARS])
    st.caption(_adding_up(asked))
    if len(found.pairs) > _BARS:
        st.caption(_("the {n} best of {all} labels").format(n=_BARS, all=len(found.pairs)))
    if found.fit.is_cut:
        say_cut(text, found.fit)
        st.caption(_("What else the model has room for is taken by the sentence of the longest label."))


def _adding_up(asked: Asked) -> str:
    if len(asked.labels) == 1:
        return _("One label alone is judged by itself: entailment against contradiction.")
    if asked.several:
        return _("Each label is judged by itself: the scores do not add up to 100 %.")
    return _("The labels compete: the scores add up to 100 %, also where no label fits.")


def _agreement(one: Answer[Judged], other: Answer[Judged]) -> str:
    first, second = one.found.ranked[0][0], other.found.ranked[0][0]
    if first == second:
        return _("Both say **{label}**.").format(label=plain(first))
    return _("They differ: {one} says **{first}**, {other} says **{second}**.").format(
        one=plain(one.row.title), first=plain(first), other=plain(other.row.title), second=plain(second)
    )


def _explain(found: Judged, asked: Asked) -> None:
    st.markdown(
        _(
            "The model has never heard of your labels. It learnt something else: whether a second sentence follows "
            "from a first one (**entailment**), contradicts it, or neither. So every label becomes a sentence, and "
            "each pair of text and sentence is sent by itself."
        )
    )
    st.markdown(_("What the network reads for the first label:"))
    st.code(_short(found.pairs[0].sent), language=None, wrap_lines=True)
    scores = dict(zip((pair.label for pair in found.pairs), found.scores, strict=True))
    table = [
        {
            _("Second sentence"): pair.hypothesis,
            **{
                _mark(found, number): f"{decimal(logit, 2)} · {percent(probability, 1)}"
                for number, (logit, probability) in enumerate(
                    zip(pair.logits, pair.probabilities, strict=True)
                )
            },
            _("Score"): percent(scores[pair.label], 1),
        }
        for pair in found.pairs
    ]
    st.dataframe(
        pd.DataFrame(table), hide_index=True, alt=_("Each pair with the model's logits and the score")
    )
    st.caption(_("Each cell: the logit, and its softmax over the model's own labels."))
    names = {
        "entailment": plain(found.names[found.entailment]),
        "against": plain(found.names[found.contradiction]),
    }
    if asked.several or len(asked.labels) == 1:
        st.markdown(
            _(
                "A label's score is the softmax of two of its logits: {entailment} (→) against {against} (×). What is "
                "left over is not counted."
            ).format(**names)
        )
    else:
        st.markdown(
            _(
                "The scores are the softmax over the column {entailment} (→) alone: only the labels are compared with "
                "one another, what else the model said of a pair is not counted."
            ).format(**names)
        )


def _mark(found: Judged, number: int) -> str:
    """Return the name of one of the model's labels as the title of a column, marked where it counts."""
    sign = {found.entailment: "→ ", found.contradiction: "× "}.get(number, "")
    return f"{sign}{found.names[number]}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
