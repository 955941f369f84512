"""Compare detectors: the same pictures through DETR and YOLO11, from choosing them to handing the activity in."""

from functools import partial

import streamlit as st

from core.ui.compare_detectors import choices, comparison, reading, saving, work
from core.ui.compare_detectors.share import share_with_class
from core.ui.compare_detectors.steps import current_step, say_measure_first, state_of, steps
from core.ui.compare_detectors.truth.editor import truth_editor
from core.ui.compare_detectors.worksheet import table_of, worksheet
from core.ui.frame.page import guard, page
from core.ui.inputs.image_input import choose_pictures, chosen_pictures
from core.ui.widgets.counting import counting_example
from core.ui.widgets.curve import curve_example

with page("compare_detectors", {"counting": counting_example, "curve": curve_example}):
    saving.restore_work()
    saving.say_saving()
    book, step = comparison.workbook(), current_step()

    # What is done, and which samples there are, depends on the choices that are drawn further down.
    steps_place, pictures_place = st.container(), st.container()
    with choices.place_of_choices(unfolded=step == "measure"):
        settings = choices.choose_settings()
    threshold, domains = choices.threshold_of(settings), choices.domains(settings)
    with pictures_place:
        if step == "pictures":
            pictures = choose_pictures(comparison.PICTURES, domains=domains, add_truth=book.truth.setdefault)
        else:
            pictures = chosen_pictures(comparison.PICTURES)
    save = partial(saving.save_work, pictures, settings)

    with (
        steps_place,
        steps(state_of(book, pictures, comparison.measured_now(pictures, settings)), step),
    ):
        share_with_class(pictures, settings)
    comparison.say_what_failed()
    if step == "measure" and settings:
        with guard():
            comparison.run_section(pictures, settings, save)
    done = comparison.finished(pictures, settings) if step != "pictures" else None

    with guard():
        if step == "truth":
            truth_editor(book, pictures, done, reading.labels_on_offer(done, domains), threshold, save)
        elif step == "measure" and done:
            reading.times(done, book)
        elif step in ("look", "table", "hand_in") and not done:
            say_measure_first()
        elif step == "look" and done:
            reading.look(done, pictures, book.truth, threshold)
            comparison.explain_gap(done, pictures)
        elif step == "table" and done:
            rows = worksheet(done, book, threshold)
            reading.table_downloads(done, book, rows, threshold)
            reading.counted(done, book.truth, threshold)
        elif step == "hand_in" and done:
            work.hand_in(done, pictures, table_of(done, book, threshold), threshold, book)
            work.comments(done, book, threshold)

    if save():
        st.rerun()
    work.save_and_load(pictures, settings)
    saving.ask_about_unsaved(pictures, settings)
