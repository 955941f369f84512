"""Compare detectors: the same pictures through DETR and YOLO11, from choosing them to handing the activity in."""

from functools import partial

import streamlit as st

from core.i18n import _
from core.ui import comparison, reading, work
from core.ui.frame import begin, guard, how_it_works
from core.ui.image_input import choose_pictures
from core.ui.truth_editor import truth_editor

begin("compare_detectors")
work.find_work()
book = comparison.workbook()

st.subheader(_("1 · Pictures"), anchor=False)
pictures = choose_pictures(comparison.PICTURES)

st.subheader(_("2 · Measure"), anchor=False)
settings = comparison.choose_settings()
done = None
if settings:
    with guard():
        comparison.run_section(pictures, settings)
    done = comparison.finished(pictures, settings)

if settings and done:
    st.subheader(_("3 · Look"), anchor=False)
    with guard():
        reading.look(done, pictures, book.truth, settings.threshold)

if pictures:
    st.subheader(_("4 · Truth"), anchor=False)
    with guard():
        truth_editor(
            book,
            pictures,
            done,
            reading.labels_on_offer(done),
            settings.threshold if settings else 0.5,
            partial(work.keep_work, pictures, settings),
        )

if settings and done:
    st.subheader(_("5 · The table"), anchor=False)
    with guard():
        rows = reading.activity_table(done, book, settings.threshold)
        reading.table_downloads(done, rows)
        reading.figures(done, book, settings.threshold)

        st.subheader(_("6 · Comment and hand in"), anchor=False)
        work.comments(done, book, settings.threshold)
        work.hand_in(done, pictures, rows, settings, book)

work.keep_work(pictures, settings)
work.save_and_load(pictures, settings)
how_it_works("compare_detectors")
