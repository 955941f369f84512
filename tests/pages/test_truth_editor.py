"""The part that draws the truth, as a page uses it; what the canvas reports is put into the session."""

import json

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core import turns
from core.compare.book.workbook import Workbook
from core.i18n import speaking
from core.pictures.boxes import TruthBox
from core.pictures.canvas import Sheet, to_drawing
from core.pictures.images import Picture
from core.pictures.pixels import packed
from core.ui.compare_detectors.truth import files
from core.ui.compare_detectors.truth.editor import CANVAS
from core.vision.detection.detect import Detection
from tests.unit.compare_samples import comparison, image_result, model_run

STREET = Picture("street.jpg", packed(Image.new("RGB", (1040, 780), "gray")), "upload", "d1", None)
SEA = Picture("sea.jpg", packed(Image.new("RGB", (520, 390), "blue")), "upload", "d2", None)
BUS = TruthBox("bus", (10.0, 10.0, 500.0, 400.0))
PERSON = TruthBox("person", (600.0, 100.0, 700.0, 300.0))
COCO = {
    "images": [{"id": 1, "file_name": "street.jpg", "width": 1040, "height": 780}],
    "categories": [{"id": 1, "name": "truck"}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [20, 30, 100, 50]}],
}


def page():
    import streamlit as st

    from core.compare.book.workbook import Workbook
    from core.i18n import speaking
    from core.pictures.boxes import TruthBox
    from core.ui.compare_detectors.truth.editor import truth_editor
    from core.ui.compare_detectors.truth.state import forget_editing

    state = st.session_state
    with speaking("en"):
        if state.get("replaced"):
            forget_editing()
            state.book = Workbook(truth={"d1": (TruthBox("person", (600.0, 100.0, 700.0, 300.0)),)})
            state.replaced = False
        if state.get("elsewhere"):
            st.write("another page")
        else:
            truth_editor(state.book, state.pictures, state.get("comparison"), ("person", "bus", "dog"))


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def app(truth=None, pictures=(STREET, SEA), **state):
    at = AppTest.from_function(page, default_timeout=30)
    at.session_state["book"] = Workbook(truth=dict(truth or {}))
    at.session_state["pictures"] = list(pictures)
    for folded in ("truth_by_numbers", "truth_by_model", "truth_by_file"):
        at.session_state[folded] = True
    for name, value in state.items():
        at.session_state[name] = value
    return run(at)


def run(at):
    at.run()
    assert not at.exception
    assert not [error.value for error in at.error if "unexpected" in error.value]
    return at


def truth(at):
    return at.session_state["book"].truth


def drawing(at):
    """What is on the canvas now, as the canvas would report it."""
    return to_drawing(at.session_state["truth_editor"].present.sheet)


def stroke(left, top, right, bottom, label="dog"):
    """A box drawn on the canvas, given in pixels of STREET, on which the canvas is half as large."""
    place = {"left": left / 2, "top": top / 2, "width": (right - left) / 2, "height": (bottom - top) / 2}
    return {"type": "LabeledRect", "label": label, **place}


def report(at, drawing, *strokes):
    raw = {"objects": [*drawing["objects"], *strokes]}
    at.session_state[CANVAS] = {"drawing": {"raw": raw, "data": None}, "backgroundFit": None}
    return run(at)


def by_key(widgets, start):
    return [widget for widget in widgets if (widget.key or "").startswith(start)]


def type_in(at, key, text):
    """Type a name that is not on offer into a list of labels."""
    box = by_key(at.selectbox, key)[0]
    # AppTest only sends what is on offer.
    box.options.append(text)
    box.set_value(text)
    return run(at)


def press(at, key):
    by_key(at.button, key)[0].click()
    return run(at)


def shows(at, words):
    return any(words in element.value for element in [*at.markdown, *at.info, *at.caption, *at.warning])


def test_without_pictures_it_says_what_to_do():
    assert shows(app(pictures=()), "Choose pictures first")


def test_a_picture_that_nobody_looked_at_is_not_counted():
    at = app()
    assert (truth(at), shows(at, "not counted")) == ({}, True)


def test_a_stroke_becomes_a_true_box_in_pixels_of_the_picture():
    at = app()
    report(at, drawing(at), stroke(100, 200, 300, 420))
    assert truth(at) == {"d1": (TruthBox("dog", (100.0, 200.0, 300.0, 420.0)),)}


def test_a_report_that_comes_twice_counts_once():
    at = app()
    before = drawing(at)
    report(at, before, stroke(100, 200, 300, 420))
    report(at, before, stroke(100, 200, 300, 420))
    assert len(truth(at)["d1"]) == 1


def test_a_canvas_that_was_filled_and_reports_it_changes_nothing():
    at = app({"d1": (BUS, PERSON)})
    report(at, drawing(at))
    assert truth(at) == {"d1": (BUS, PERSON)}


def test_a_stroke_beside_loaded_boxes_keeps_where_they_come_from():
    crowd = TruthBox("person", (0.0, 0.0, 99.0, 99.0), crowd=True, origin="file")
    at = app({"d1": (crowd,)})
    report(at, drawing(at), stroke(100, 200, 300, 420))
    assert truth(at)["d1"] == (crowd, TruthBox("dog", (100.0, 200.0, 300.0, 420.0)))


def test_a_report_on_a_sheet_that_nobody_gave_out_is_passed_over():
    at = app({"d1": (BUS,)})
    foreign = to_drawing(Sheet("another session's", (520, 390), (1040, 780), ()))
    report(at, foreign, stroke(100, 200, 300, 420))
    assert truth(at) == {"d1": (BUS,)}


def test_a_stroke_made_while_a_box_was_deleted_in_the_list_is_kept_and_the_box_stays_deleted():
    at = app({"d1": (BUS, PERSON)})
    before = drawing(at)
    press(at, "truth_delete_")
    report(at, before, stroke(100, 200, 300, 420))
    assert [box.label for box in truth(at)["d1"]] == ["person", "dog"]


def test_a_stroke_made_while_the_picture_changed_stays_with_its_own_picture():
    at = app()
    before = drawing(at)
    at.selectbox(key="truth_picture").select("d2")
    run(at)
    report(at, before, stroke(100, 200, 300, 420))
    assert [key for key, boxes in truth(at).items() if boxes] == ["d1"]


def test_a_click_is_no_box_and_says_so():
    at = app()
    report(at, drawing(at), stroke(100, 100, 104, 104))
    assert (truth(at), shows(at, "A click alone is no box")) == ({}, True)


def test_the_boxes_are_there_again_after_another_picture():
    at = app()
    report(at, drawing(at), stroke(100, 200, 300, 420))
    at.selectbox(key="truth_picture").select("d2")
    run(at)
    on_the_other = len(drawing(at)["objects"])
    at.selectbox(key="truth_picture").select("d1")
    run(at)
    assert (on_the_other, len(drawing(at)["objects"])) == (1, 2)


def test_the_boxes_are_there_again_after_another_page():
    at = app()
    report(at, drawing(at), stroke(100, 200, 300, 420))
    at.session_state["elsewhere"] = True
    run(at)
    at.session_state["elsewhere"] = False
    run(at)
    assert [entry["label"] for entry in drawing(at)["objects"][1:]] == ["dog"]


def test_a_box_gets_another_label_in_the_list_and_on_the_canvas():
    at = app({"d1": (BUS, PERSON)})
    by_key(at.selectbox, "truth_relabel_")[1].select("dog")
    run(at)
    assert [box.label for box in truth(at)["d1"]] == ["bus", "dog"]
    assert [entry["label"] for entry in drawing(at)["objects"][1:]] == ["bus", "dog"]


def test_a_label_changed_there_and_back_is_what_it_was():
    at = app({"d1": (BUS,)})
    for label in ("dog", "bus"):
        by_key(at.selectbox, "truth_relabel_")[0].select(label)
        run(at)
    assert (truth(at)["d1"], by_key(at.selectbox, "truth_relabel_")[0].value) == ((BUS,), "bus")


@pytest.mark.parametrize("typed", ["silla", "Sillas", "CHAIR", "silla (chair)"])
def test_a_typed_name_is_the_label_that_it_means(typed):
    at = app({"d1": (BUS,)})
    type_in(at, "truth_relabel_", typed)
    assert [box.label for box in truth(at)["d1"]] == ["chair"]


def test_a_typed_name_that_is_no_label_changes_nothing_until_it_is_added():
    at = app({"d1": (BUS,)})
    type_in(at, "truth_relabel_", "gamusino")
    assert ([box.label for box in truth(at)["d1"]], shows(at, "“gamusino” is no label")) == (["bus"], True)
    press(at, "truth_own_label")
    assert ([box.label for box in truth(at)["d1"]], shows(at, "is no label")) == (["gamusino"], False)


def test_a_label_of_ones_own_to_draw_with_is_added_in_a_second_step():
    at = app()
    type_in(at, "truth_label", "gamusino")
    assert at.selectbox(key="truth_label").value == "person"
    press(at, "truth_own_label")
    assert at.selectbox(key="truth_label").value == "gamusino"


def test_a_name_typed_to_draw_with_is_the_label_that_it_means():
    at = app()
    type_in(at, "truth_label", "perros")
    assert at.selectbox(key="truth_label").value == "dog"


def test_one_begins_to_draw_with_what_the_models_found_most_on_the_picture():
    dogs = [Detection("dog", 0.9, (0, 0, 9, 9)), Detection("dog", 0.8, (0, 0, 9, 9))]
    runs = [model_run("yolo", [*dogs, Detection("bus", 0.9, (0, 0, 9, 9))])]
    at = app(comparison=comparison(image_result(*runs, digest="d1")))
    assert at.selectbox(key="truth_label").value == "dog"


def test_a_label_that_no_model_knows_can_be_chosen_when_a_box_has_it():
    at = app({"d1": (TruthBox("tram", BUS.box),)})
    assert by_key(at.selectbox, "truth_relabel_")[0].value == "tram"


def test_deleting_a_box_keeps_the_others():
    at = press(app({"d1": (BUS, PERSON)}), "truth_delete_")
    assert truth(at) == {"d1": (PERSON,)}


def test_a_picture_whose_last_box_is_deleted_is_not_counted_until_somebody_says_so():
    at = press(app({"d1": (BUS,)}), "truth_delete_")
    assert truth(at) == {}


def test_a_picture_with_nothing_to_find_is_counted_and_says_so():
    at = press(app(), "truth_empty")
    assert (truth(at), shows(at, "counted, with nothing to find")) == ({"d1": ()}, True)


def test_a_picture_can_be_taken_out_of_the_count():
    at = press(app({"d1": (BUS,), "d2": ()}), "truth_uncount")
    assert truth(at) == {"d2": ()}


def test_undo_goes_back_one_change_after_the_other_as_far_as_the_start():
    at = app({"d2": (PERSON,)})
    report(at, drawing(at), stroke(100, 200, 300, 420))
    press(at, "truth_empty") if by_key(at.button, "truth_empty") else press(at, "truth_uncount")
    seen = []
    while not at.button(key="truth_undo").disabled:
        press(at, "truth_undo")
        seen.append(len(truth(at).get("d1", ())))
    assert (seen, truth(at)) == ([1, 0], {"d2": (PERSON,)})


def test_a_box_is_added_with_numbers():
    at = app()
    for number, value in zip(at.number_input, (10, 20, 110, 220), strict=True):
        number.set_value(float(value))
    by_key(at.selectbox, "truth_numbers_")[0].select("dog")
    press(at, "FormSubmitter:truth_numbers")
    assert truth(at) == {"d1": (TruthBox("dog", (10.0, 20.0, 110.0, 220.0)),)}


def test_a_box_is_corrected_with_numbers_and_keeps_where_it_comes_from():
    at = app({"d1": (TruthBox("bus", BUS.box, origin="model:yolo11n"),)})
    by_key(at.selectbox, "truth_which_")[0].select_index(1)
    run(at)
    at.number_input[2].set_value(333.0)
    press(at, "FormSubmitter:truth_numbers")
    assert truth(at)["d1"] == (TruthBox("bus", (10.0, 10.0, 333.0, 400.0), origin="model:yolo11n"),)


@pytest.mark.parametrize("values", [(50, 10, 50, 90), (60, 10, 50, 90), (10, 90, 50, 20)])
def test_numbers_that_make_no_box_are_refused_and_nothing_is_lost(values):
    at = app({"d1": (BUS,)})
    for number, value in zip(at.number_input, values, strict=True):
        number.set_value(float(value))
    press(at, "FormSubmitter:truth_numbers")
    assert (truth(at), [number.value for number in at.number_input], len(at.error)) == (
        {"d1": (BUS,)},
        [*values],
        1,
    )


FOUND = (Detection("bus", 0.9, (-5.0, 10.0, 500.0, 900.0)), Detection("dog", 0.4, (0.0, 0.0, 50.0, 50.0)))
RUN = comparison(image_result(model_run("detr"), model_run("yolo", FOUND)))
FROM_YOLO = TruthBox("bus", (0.0, 10.0, 500.0, 780.0), origin="model:yolo")


def choose_yolo(at):
    at.selectbox(key="truth_model").select("yolo")
    return run(at)


def test_before_a_run_there_are_no_boxes_to_start_from():
    assert shows(app(), "Run the models on this picture first")


def test_a_picture_that_was_not_run_has_no_boxes_to_start_from():
    assert shows(app(pictures=(SEA,), comparison=RUN), "Run the models on this picture first")


def test_a_model_s_boxes_above_the_threshold_become_true_boxes_that_say_so():
    at = press(choose_yolo(app(comparison=RUN)), "truth_from_model")
    assert (truth(at), shows(at, "1 box started as a box of yolo")) == ({"d1": (FROM_YOLO,)}, True)


def test_a_model_that_found_nothing_has_nothing_to_start_from():
    assert app(comparison=RUN).button(key="truth_from_model").disabled


def test_boxes_that_are_there_are_not_replaced_without_asking():
    at = press(choose_yolo(app({"d1": (BUS, PERSON)}, comparison=RUN)), "truth_from_model")
    assert (truth(at), shows(at, "2 true boxes already")) == ({"d1": (BUS, PERSON)}, True)


@pytest.mark.parametrize(("answer", "boxes"), [("truth_keep", (BUS,)), ("truth_replace", (FROM_YOLO,))])
def test_the_answer_decides_whether_they_are_replaced(answer, boxes):
    at = press(press(choose_yolo(app({"d1": (BUS,)}, comparison=RUN)), "truth_from_model"), answer)
    assert (truth(at)["d1"], by_key(at.button, "truth_replace")) == (boxes, [])


def test_a_model_s_box_that_was_moved_and_relabelled_still_says_where_it_started():
    at = app({"d1": (FROM_YOLO,)})
    raw = drawing(at)
    raw["objects"][1].update(left=50, label="dog")
    report(at, raw)
    (box,) = truth(at)["d1"]
    assert (box.label, box.box[0], box.origin) == ("dog", 100.0, "model:yolo")


def upload(at, *files):
    at.file_uploader[0].set_value(list(files))
    return run(at)


def coco(**changes):
    return ("truth.json", json.dumps({**COCO, **changes}).encode(), "application/json")


def test_a_coco_file_brings_the_boxes_of_the_pictures_it_speaks_of_and_leaves_the_others():
    at = upload(app({"d1": (BUS,), "d2": (PERSON,)}), coco())
    assert truth(at) == {
        "d1": (TruthBox("truck", (20.0, 30.0, 120.0, 80.0), origin="file"),),
        "d2": (PERSON,),
    }


def test_a_file_is_read_in_a_turn(monkeypatch):
    real, going = files.read_files, []

    def read(*arguments):
        going.extend(turn.purpose for turn in turns._TURNS._queue if turn.active)
        return real(*arguments)

    monkeypatch.setattr(files, "read_files", read)
    upload(app(), coco())
    assert set(going) == {"work"}


def test_a_picture_that_the_file_does_not_speak_of_stays_uncounted():
    assert "d2" not in truth(upload(app(), coco()))


def test_what_a_file_replaced_comes_back_with_undo():
    at = press(upload(app({"d1": (BUS,)}), coco()), "truth_undo")
    assert truth(at) == {"d1": (BUS,)}


def test_yolo_files_are_read_with_their_classes():
    at = upload(
        app(), ("street.txt", b"1 0.5 0.5 0.5 0.5", "text/plain"), ("classes.txt", b"cat\ntram", "text/plain")
    )
    assert truth(at) == {"d1": (TruthBox("tram", (260.0, 195.0, 780.0, 585.0), origin="file"),)}


def test_what_is_left_out_of_a_file_is_said():
    images = [*COCO["images"], {"id": 2, "file_name": "other.jpg", "width": 5, "height": 5}]
    assert shows(upload(app(), coco(images=images)), "other.jpg")


@pytest.mark.parametrize(
    "file",
    [
        ("truth.json", b"{", "application/json"),
        ("truth.json", b"", "application/json"),
        coco(images=[{"id": 1, "file_name": "street.jpg", "width": 10, "height": 10}]),
        coco(images=[{"id": 1, "file_name": "unknown.jpg", "width": 10, "height": 10}], annotations=[]),
        ("street.txt", b"1 2 3", "text/plain"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_and_nothing_is_lost(file):
    at = upload(app({"d1": (BUS,)}), file)
    assert (truth(at), len(at.error)) == ({"d1": (BUS,)}, 1)


def test_a_good_file_takes_the_error_of_the_last_one_away():
    at = upload(upload(app(), ("truth.json", b"{", "application/json")), coco())
    assert len(at.error) == 0


def test_boxes_drawn_while_the_server_was_started_again_arrive_and_that_is_said():
    before = drawing(app({"d1": (BUS,)}))
    raw = {"objects": [*before["objects"], stroke(100, 200, 300, 420)]}
    at = app({"d1": (BUS,)}, **{CANVAS: {"drawing": {"raw": raw, "data": None}, "backgroundFit": None}})
    assert [box.label for box in truth(at)["d1"]] == ["bus", "dog"]
    assert [label for label, _box in at.session_state["truth_editor"].present.sheet.boxes] == ["bus", "dog"]
    assert shows(at, "1 box that you drew while the connection was lost has arrived")


def test_boxes_of_work_that_was_replaced_do_not_come_into_the_other():
    at = app({"d1": (BUS,)}, replaced=False)
    before = drawing(at)
    report(at, before, stroke(100, 200, 300, 420))
    at.session_state["replaced"] = True
    report(at, before, stroke(100, 200, 300, 420), stroke(500, 500, 600, 600))
    assert truth(at) == {"d1": (PERSON,)}


def counts(at):
    return [element.value.splitlines()[2:] for element in at.markdown if "| TP |" in element.value]


def test_every_box_that_is_drawn_is_counted_at_once_beside_the_canvas():
    found = (Detection("person", 0.9, PERSON.box), Detection("dog", 0.8, (20.0, 20.0, 60.0, 60.0)))
    made = comparison(image_result(model_run("a", found), model_run("b"), digest="d1"))
    at = app({"d1": (PERSON,)}, comparison=made)
    assert counts(at) == [["| A | 1 | 1 | 0 |", "| B | 0 | 0 | 1 |"]]
    report(at, drawing(at), stroke(20, 20, 60, 60))
    assert counts(at) == [["| A | 2 | 0 | 0 |", "| B | 0 | 0 | 2 |"]]


@pytest.mark.parametrize("truth", [{}, {"d2": ()}])
def test_a_picture_without_a_truth_has_no_counts_beside_it(truth):
    made = comparison(image_result(model_run("a"), digest="d1"))
    assert counts(app(truth, comparison=made)) == []


def test_without_a_measurement_there_are_no_counts_beside_the_canvas():
    assert counts(app({"d1": (PERSON,)})) == []
