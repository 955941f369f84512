"""Compare detectors: the same pictures through DETR and YOLO11, from choosing them to handing the activity in."""

from functools import partial

import streamlit as st

from core.i18n import _
from core.ui.compare_detectors import comparison, reading, saving, work
from core.ui.compare_detectors.truth.editor import truth_editor
from core.ui.frame.page import guard, page
from core.ui.inputs.image_input import choose_pictures
from core.ui.widgets.counting import counting_example
from core.ui.widgets.curve import curve_example

with page("compare_detectors", {"counting": counting_example, "curve": curve_example}):
    saving.restore_work()
    saving.say_saving()
    book = comparison.workbook()

    st.subheader(_("1 · Pictures"), anchor=False)
    # Which samples there are depends on the models, which are chosen below.
    pictures_place = st.container()

    st.subheader(_("2 · Measure"), anchor=False)
    settings = comparison.choose_settings()
    domains = comparison.domains(settings)
    with pictures_place:
        pictures = choose_pictures(comparison.PICTURES, domains=domains, add_truth=book.truth.setdefault)
    threshold = settings.threshold if settings else 0.5
    save = partial(saving.save_work, pictures, settings)
    if settings:
        with guard():
            comparison.run_section(pictures, settings, save)
    done = comparison.finished(pictures, settings)

    st.subheader(_("3 · Look"), anchor=False)
    if done:
        with guard():
            reading.look(done, pictures, book.truth, threshold)
            comparison.explain_gap(done, pictures)
    else:
        st.caption(_("Measure first: then you see here what each model finds."))

    st.subheader(_("4 · Truth: what is really there"), anchor=False)
    with guard():
        truth_editor(book, pictures, done, reading.labels_on_offer(done, domains), threshold, save)

    st.subheader(_("5 · The table"), anchor=False)
    if done:
        with guard():
            rows = reading.activity_table(done, book, threshold)
            reading.table_downloads(done, book, rows, threshold)
            reading.figures(done, book, threshold)

            st.subheader(_("6 · Comment and hand in"), anchor=False)
            work.comments(done, book, threshold)
            work.hand_in(done, pictures, rows, threshold, book)
    else:
        st.caption(
            _("Measure first: then the table fills itself in, and you can comment on it and hand it in.")
        )

    if save():
        st.rerun()
    work.save_and_load(pictures, settings)
