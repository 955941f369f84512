"""What a model marked: the text in colours, its words as a list, counts by label, and how words were put together."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.i18n import _, milliseconds, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.text.border import Text
from core.text.label_names import meaning, with_meaning
from core.text.listing import Line, to_json
from core.text.tagging import (
    NOTHING,
    RULES,
    TASK,
    Rule,
    Span,
    Tagged,
    counts_of,
    records,
    spans_of,
    tag,
    to_csv,
    words_of,
)
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.spans import MarkedSpan, show_spans
from core.ui.inputs.attention_map import attention_section
from core.ui.inputs.known_labels import known_labels
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.out_of_reach import invitation
from core.ui.inputs.text_answers import Answer, kept_answers
from core.ui.inputs.text_length import say_cut
from core.ui.inputs.text_timing import timing_section
from core.ui.token_classification.choices import EXAMPLES, KEY, QUESTION

_LEAST_TO_FILTER = 2


def show_result(rows: Sequence[ModelRow], text: Text | None) -> None:
    """Draw what was kept for these models and this text."""
    if text is None:
        return
    found = kept_answers(QUESTION, rows, text)
    if not found:
        st.caption(invitation(rows, TASK, _("Press the button and {model} will mark the words of the text.")))
    for row, answer in found.items():
        say_stand_in(answer.row, row)
        st.markdown(f"**{plain(answer.row.title)}**")
        _explore(answer, text)
        st.caption(
            _("{time} (one run; a model's first one takes longer)").format(time=milliseconds(answer.found.ms))
        )


def show_insight(rows: Sequence[ModelRow], text: Text | None) -> None:
    """Draw how words were put together, the attention and the labels of each model that has answered."""
    if text is None:
        return
    timing_section(
        rows,
        [text],
        QUESTION.task,
        lambda loaded, content: spans_of(tag(loaded, content)),
        KEY,
        [example.text for example in EXAMPLES],
    )
    for answer in kept_answers(QUESTION, rows, text).values():
        _pieces(answer)
        attention_section(answer.row, QUESTION.task, text, KEY)
        labels = kinds_of(answer.found)
        known_labels([with_meaning(label, labels) for label in labels], f"{KEY}.labels.{answer.row.name}")


def rule_chosen() -> Rule:
    """Return which label a word of several pieces gets, as it was chosen on the page."""
    chosen: Rule = st.session_state.get(f"{KEY}.rule") or "first"
    return chosen


def kinds_of(found: Tagged) -> list[str]:
    """Return the labels that spans can have: those of the model, without B- and I- where these say only where a name
    begins."""
    names = [label[2:] if found.are_names and label[:2] in ("B-", "I-") else label for label in found.labels]
    return list(dict.fromkeys(names))


@st.fragment
def _explore(answer: Answer[Tagged], text: Text) -> None:
    """Draw the text in colours, the labels to choose from with their counts, and the list."""
    found, row = answer.found, answer.row
    spans = spans_of(found, rule_chosen())
    if found.fit.is_cut:
        say_cut(text, found.fit)
    if not spans:
        st.info(_("The model marks nothing in this text."), icon=":material/search_off:")
        return
    counts = dict(counts_of(spans))
    chosen = list(counts)
    if len(counts) >= _LEAST_TO_FILTER:
        kinds = kinds_of(found)
        chosen = (
            st.pills(
                _("Labels, with how often they are there: choose to see only some"),
                list(counts),
                selection_mode="multi",
                format_func=lambda label: f"{plain(with_meaning(label, kinds))} · {counts.get(label, 0)}",
                key=f"{KEY}.filter.{row.name}.{text.digest}.{rule_chosen()}",
            )
            or chosen
        )
    shown = [span for span in spans if span.label in chosen]
    _text(found, shown, key=f"{KEY}-{row.name}")
    _list(found, shown)
    _downloads(answer)


def _text(found: Tagged, spans: Sequence[Span], key: str) -> None:
    kinds = kinds_of(found)
    meanings = {kind: meaning(kind, kinds) for kind in kinds}
    show_spans(
        found.text,
        [MarkedSpan(span.start, span.end, span.label, _note(span, meanings[span.label])) for span in spans],
        meanings,
        key=key,
    )


def _note(span: Span, said: str) -> str:
    words = f"{said or span.label} · {percent(span.score, 1)}"
    if len(span.pieces) > 1:
        words += " · " + ngettext("1 piece", "{n} pieces", len(span.pieces))
    return words


def _list(found: Tagged, spans: Sequence[Span]) -> None:
    kinds = kinds_of(found)
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Word"): span.word,
                    _("Label"): with_meaning(span.label, kinds),
                    _("Score"): percent(span.score, 1),
                    _("From"): span.start,
                    _("To"): span.end,
                }
                for span in spans
            ]
        ),
        hide_index=True,
        alt=_("The marked words with their labels"),
    )


def _downloads(answer: Answer[Tagged]) -> None:
    line = Line(answer.found.text, answer.row.name, records(answer.found, rule_chosen()))
    name = answer.row.name
    downloads(
        Download(
            "JSON",
            to_json([line]),
            "words.json",
            "application/json",
            ":material/data_object:",
            key=f"{KEY}.json.{name}",
        ),
        Download("CSV", to_csv([line]), "words.csv", "text/csv", ":material/csv:", key=f"{KEY}.csv.{name}"),
    )


def ask_rule() -> None:
    """Draw the choice of which label a word of several pieces gets."""
    words = {
        "first": _("its first piece's"),
        "average": _("that of the mean"),
        "max": _("the surest piece's"),
    }
    st.segmented_control(
        _("The label of a word of several pieces"),
        RULES,
        default="first",
        required=True,
        format_func=words.__getitem__,
        key=f"{KEY}.rule",
        persist_state="session",
        wrap=True,
        help=_("transformers calls these aggregation strategies: first, average, max."),
    )


def _pieces(answer: Answer[Tagged]) -> None:
    """Draw the folded part that shows of which pieces each word is, and what the model says of each."""
    found = answer.found
    title = _("How the words of {model} are put together").format(model=plain(answer.row.title))
    with st.expander(title, icon=":material/join:"):
        st.markdown(
            _(
                "The network gives every **piece** a label, not every word: a rare word is several pieces, and they "
                "need not agree. Pieces that touch are one word, until a space or a sign; the word gets one label by "
                "the rule that you choose above."
            )
            + (
                " "
                + _(
                    "In this model **B-** says that a name begins and **I-** that it goes on: words that follow one "
                    "another so become one name, with the mean of their scores. **O** is no name, and is not marked."
                )
                if found.are_names
                else ""
            )
        )
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("Word"): word.word,
                        _("Its pieces, each with its label"): "  ·  ".join(
                            _piece(found, place) for place in word.pieces
                        ),
                        _("Label"): "" if word.label == NOTHING else word.label,
                        _("Score"): percent(word.score, 1),
                    }
                    for word in words_of(found, rule_chosen())
                ]
            ),
            hide_index=True,
            alt=_("The pieces of each word"),
        )


def _piece(found: Tagged, place: int) -> str:
    row = found.scores[place]
    return f"{found.tokens[place].shown} {found.labels[int(row.argmax())]} {percent(float(row.max()))}"
