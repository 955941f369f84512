"""What the models wrote: each translation, side by side with the text, and how close it is to a person's."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.text.border import Text
from core.text.listing import Line, to_json
from core.text.sentences import sentences
from core.text.translation import TASK, Translation, record, split_mark, translate
from core.text.written import parts_csv, same_parts
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.attention_map import attention_section
from core.ui.inputs.beams import beams_section
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.out_of_reach import invitation
from core.ui.inputs.reference import reference_section
from core.ui.inputs.text_answers import Answer, Question, kept_answers
from core.ui.inputs.text_timing import MOST_TEXTS, timing_section
from core.ui.inputs.written import agreement, columns_of, say_cut, show_side_by_side, show_written
from core.ui.translation.choices import EXAMPLES, KEY, manner_of, reference_of

Found = Mapping[ModelRow, Answer[Translation]]

_TWO = 2


def show_result(rows: Sequence[ModelRow], question: Question[Translation], text: Text | None) -> None:
    """Draw what was kept for these models, this manner and this text."""
    if text is None:
        return
    found = kept_answers(question, rows, text)
    if not found:
        st.caption(invitation(rows, TASK, _("Press the button and {model} will translate the text.")))
        return
    texts = [answer.found.text for answer in found.values()]
    for (row, answer), other, place in zip(
        found.items(), _others(texts), st.columns(len(found)), strict=True
    ):
        with place:
            say_stand_in(answer.row, row)
            st.markdown(f"**{plain(answer.row.title)}**")
            show_written(answer.found.text, other, _("Translation by {model}").format(model=answer.row.title))
            say_cut(answer.row.title, answer.found, _("Sentence by sentence it reads all of it."))
    if len(texts) == _TWO:
        st.markdown(agreement(*texts))
    _downloads(text, found)


def show_insight(rows: Sequence[ModelRow], question: Question[Translation], text: Text | None) -> None:
    """Draw text and translations side by side, the scores beside a reference, what else the models could have written,
    and how long they take."""
    found = kept_answers(question, rows, text) if text else {}
    if not text or not found:
        return
    _side_by_side(found)
    written = {answer.row.title: answer.found.text for answer in found.values()}
    reference_section(KEY, _("How a person would translate it"), reference_of(text), written)
    manner = manner_of(question)
    for answer in found.values():
        sources = [answer.found.mark + one.text for one in answer.found.sources]
        beams_section(answer.row, TASK, sources, manner.search, KEY)
    mark, rest = split_mark(text.content)
    parts = [Text(mark + one.text) for one in sentences(rest)[:MOST_TEXTS]]

    def work(loaded: LoadedModel, content: str) -> Translation:
        model = loaded.model
        return translate(model.processor, model.model, content, manner.search, manner.in_parts)

    more = [one.text for example in EXAMPLES for one in sentences(example.text)]
    timing_section(rows, parts, TASK, work, KEY, more)
    for answer in found.values():
        attention_section(answer.row, TASK, text, KEY)


def _others(texts: Sequence[str]) -> list[str | None]:
    """Return what each of the texts is compared with."""
    return [texts[1], texts[0]] if len(texts) == _TWO else [None]


def _side_by_side(found: Found) -> None:
    st.subheader(_("Text and translation side by side"), anchor=False)
    named = {answer.row.title: answer.found for answer in found.values()}
    together = [list(named.items())] if same_parts(named) else [[pair] for pair in named.items()]
    for pairs in together:
        source, results = columns_of(pairs, _("Text"))
        show_side_by_side(source, results, _("Text and translation side by side"))


def _downloads(text: Text, found: Found) -> None:
    lines = [Line(text.content, answer.row.name, record(answer.found)) for answer in found.values()]
    named = {answer.row.name: answer.found for answer in found.values()}
    downloads(
        Download("JSON", to_json(lines), "translation.json", "application/json", ":material/data_object:"),
        Download("CSV", partial(parts_csv, named), "translation.csv", "text/csv", ":material/csv:"),
        *(
            Download(
                "TXT" if len(found) == 1 else f"TXT · {plain(answer.row.title)}",
                answer.found.text.encode("utf-8", "replace"),
                f"translation-{answer.row.name}.txt",
                "text/plain",
                ":material/description:",
                key=f"{KEY}.txt.{answer.row.name}",
            )
            for answer in found.values()
        ),
    )
