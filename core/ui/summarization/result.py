"""What was written: the summaries of the models and TextRank's, what is new in them, and how close they are to a
person's."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.text.border import Text
from core.text.listing import Line, to_json
from core.text.summarization import TASK, Summary, prefix_of, record, summarize
from core.text.text_rank import Ranked
from core.text.written import new_words, parts_csv, same_parts
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.attention_map import attention_section
from core.ui.inputs.beams import beams_section
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.out_of_reach import why_no_answer
from core.ui.inputs.reference import reference_section
from core.ui.inputs.text_answers import Answer, Question, kept_answers
from core.ui.inputs.text_timing import timing_section
from core.ui.inputs.written import agreement, columns_of, say_cut, show_side_by_side, show_written
from core.ui.summarization.choices import EXAMPLES, KEY, manner_of, reference_of
from core.ui.summarization.extracted import NAME, explain_extracted, ranked_of, show_extracted

Found = Mapping[ModelRow, Answer[Summary]]

_TWO = 2
_MOST_NEW = 12
_MOST_TIMED = 4000


def show_result(rows: Sequence[ModelRow], question: Question[Summary], text: Text | None, most: int) -> None:
    """Draw what was kept for these models, this manner and this text, and the `most` sentences that TextRank chose."""
    if text is None:
        return
    found, ranked = kept_answers(question, rows, text), ranked_of(text, most)
    if not found and not ranked:
        st.caption(_invitation(rows))
        return
    if found:
        _models(found, text)
    if ranked:
        show_extracted(ranked)
    _downloads(text, found, ranked)


def show_insight(rows: Sequence[ModelRow], question: Question[Summary], text: Text | None, most: int) -> None:
    """Draw text and summaries side by side, the scores beside a reference, what else the models could have written, how
    TextRank chooses, and how long the models take."""
    found = kept_answers(question, rows, text) if text else {}
    ranked = ranked_of(text, most) if text else None
    if not text or not (found or ranked):
        return
    _side_by_side(found)
    written = {answer.row.title: answer.found.text for answer in found.values()}
    if ranked:
        written[NAME] = ranked.text
    reference_section(KEY, _("How a person would sum it up"), reference_of(text), written)
    manner = manner_of(question)
    for answer in found.values():
        sources = [one.text for one in answer.found.sources]
        beams_section(
            answer.row, TASK, sources, manner.search, KEY, lambda loaded: prefix_of(loaded.model.model)
        )
    if ranked:
        explain_extracted(text, ranked)

    def work(loaded: LoadedModel, content: str) -> Summary:
        model = loaded.model
        return summarize(model.processor, model.model, content, manner.search)

    timed = [text] if len(text.content) <= _MOST_TIMED else [Text(text.content[:_MOST_TIMED])]
    timing_section(rows, timed, TASK, work, KEY, [example.text for example in EXAMPLES])
    for answer in found.values():
        attention_section(answer.row, TASK, text, KEY)


def _invitation(rows: Sequence[ModelRow]) -> str:
    if rows and all(why_no_answer(row, TASK) for row in rows):
        return _(
            "TextRank needs no network: press the button and it sums the text up with its own sentences."
        )
    if rows:
        return _(
            "Press the button and {model} will sum the text up; TextRank does it beside it, without a network."
        ).format(model=plain(rows[0].title))
    return _("What a model says will appear here.")


def _models(found: Found, text: Text) -> None:
    texts = [answer.found.text for answer in found.values()]
    others = [texts[1], texts[0]] if len(texts) == _TWO else [None]
    for (row, answer), other, place in zip(found.items(), others, st.columns(len(found)), strict=True):
        with place:
            say_stand_in(answer.row, row)
            st.markdown(f"**{plain(answer.row.title)}**")
            show_written(answer.found.text, other, _("Summary by {model}").format(model=answer.row.title))
            st.caption(_measure(answer.found, text))
            say_cut(answer.row.title, answer.found, _("In parts it reads all of it."))
    if len(texts) == _TWO:
        st.markdown(agreement(*texts))


def _measure(found: Summary, text: Text) -> str:
    """Return how short a summary is, and which of its words the text does not have."""
    length = _("{n} words of {all}.").format(
        n=decimal(len(found.text.split()), 0), all=decimal(len(text.content.split()), 0)
    )
    new = new_words(found.text, text.content)
    if not new:
        return f"{length} " + _("All of its words stand in the text.")
    shown = ", ".join(map(plain, new[:_MOST_NEW])) + (" …" if len(new) > _MOST_NEW else "")
    return f"{length} " + _("Words of its own, so look whether the text says it: {words}").format(words=shown)


def _side_by_side(found: Found) -> None:
    if not found:
        return
    st.subheader(_("Text and summary side by side"), anchor=False)
    named = {answer.row.title: answer.found for answer in found.values()}
    together = [list(named.items())] if same_parts(named) else [[pair] for pair in named.items()]
    for pairs in together:
        source, results = columns_of(pairs, _("Text"))
        show_side_by_side(source, results, _("Text and summary side by side"))


def _downloads(text: Text, found: Found, ranked: Ranked | None) -> None:
    lines = [Line(text.content, answer.row.name, record(answer.found)) for answer in found.values()]
    if ranked:
        lines.append(Line(text.content, NAME, {"summary_text": ranked.text}))
    files = [Download("JSON", to_json(lines), "summary.json", "application/json", ":material/data_object:")]
    if found:
        named = {answer.row.name: answer.found for answer in found.values()}
        files.append(Download("CSV", partial(parts_csv, named), "summary.csv", "text/csv", ":material/csv:"))
    downloads(*files)
