"""One hand-in of the table, opened: what it holds, what does not follow, what it equals, and its student's words."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.compare.book.workbook import COMMENTS
from core.compare.count.figures import share
from core.compare.grade.exports import difference_rows, difference_titles
from core.compare.grade.graded import Content
from core.compare.grade.listing import (
    Line,
    boxes_words,
    comment_words,
    is_of_another_version,
    machine_words,
    missing_words,
    same_words,
    settings_words,
    version_words,
)
from core.compare.measure.disturbed import others_in_all
from core.i18n import _, ngettext
from core.ui.frame.markdown import plain
from core.ui.grade.listing import OPENED


def show_details(lines: Sequence[Line]) -> None:
    """Draw the choice of a hand-in, which a press on its row makes as well, and what is to be said of it."""
    if not lines:
        return
    by_name = {line.graded.name: line for line in lines}
    if st.session_state.get(OPENED) not in by_name:
        st.session_state[OPENED] = next(iter(by_name))
    with st.container(border=True):
        name = st.selectbox(
            _("Details of"),
            list(by_name),
            key=OPENED,
            format_func=lambda name: _title(by_name[name]),
            help=_("Or select a row of the table."),
        )
        line = by_name[name]
        if line.graded.content is None:
            st.error(plain(str(line.graded.problem)), icon=":material/error:")
        else:
            _content(line, line.graded.content)


def _title(line: Line) -> str:
    student = line.graded.content.book.student.strip() if line.graded.content else ""
    return f"{line.graded.name} · {student}" if student else line.graded.name


def _content(line: Line, content: Content) -> None:
    _differences(line, content)
    for same in line.same:
        st.warning(
            _("Equal to {other}").format(other=plain(same_words(same))), icon=":material/content_copy:"
        )
    if missing := missing_words(content):
        st.info(
            _("Still missing: {parts}.").format(parts="; ".join(map(plain, missing))),
            icon=":material/checklist:",
        )
    if is_of_another_version(content):
        st.info(
            _("Written by {version}: it may count or write some things otherwise.").format(
                version=plain(version_words(content))
            ),
            icon=":material/history:",
        )
    _figures(content)
    said = (
        machine_words(content),
        settings_words(content),
        _("Processor used by others: {share}").format(share=others_in_all(content.comparison.images)),
        boxes_words(content.boxes),
    )
    st.markdown("\n".join(f"- {plain(words)}" for words in said))
    _words(content)


def _differences(line: Line, content: Content) -> None:
    if not content.differences:
        st.success(
            _("All figures that were compared follow from what was measured and drawn."),
            icon=":material/check:",
        )
        return
    number = len(content.differences)
    st.error(
        ngettext("{n} figure does not follow", "{n} figures do not follow", number),
        icon=":material/difference:",
    )
    st.dataframe(
        pd.DataFrame(difference_rows(line), columns=list(difference_titles())),
        hide_index=True,
        alt=_("The figures that do not follow"),
    )


def _figures(content: Content) -> None:
    rows = [
        {
            _("Model"): row.title,
            "TP": row.counts.tp,
            "FP": row.counts.fp,
            "FN": row.counts.fn,
            _("Precision"): share(row.metrics.precision),
            _("Recall"): share(row.metrics.recall),
            "F1": share(row.metrics.f1),
            "AP50": share(row.metrics.ap50),
            "AP": share(row.metrics.ap),
        }
        for row in content.figures
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("What was counted of each model"))


def _words(content: Content) -> None:
    words = ngettext("{n} word of comment", "{n} words of comment", comment_words(content))
    cells = ngettext("{n} own cell", "{n} own cells", content.own_cells)
    st.markdown(f"**{words}**, {cells}")
    for key, title in COMMENTS.items():
        if text := content.book.comments.get(key, "").strip():
            st.caption(_(title))
            st.markdown(plain(text))
    if texts := [text for text in content.own_texts if text.strip()]:
        st.caption(_("Own cells"))
        st.markdown("\n".join(f"- {plain(text)}" for text in texts))
