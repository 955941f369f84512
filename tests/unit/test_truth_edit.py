"""What strokes, models, edits and undo make of the true boxes."""

import pytest

from core.compare.truth.edit import (
    Editing,
    Late,
    Shown,
    after_report,
    boxes_from,
    forget_strokes,
    put,
    read_drawing,
    read_late,
    sheet_for,
    true_boxes,
    undo,
    with_box,
)
from core.pictures.boxes import TruthBox
from core.pictures.canvas import CanvasBox, Sheet, to_drawing
from core.vision.detection.detect import Detection

BUS = TruthBox("bus", (10.0, 10.0, 500.0, 400.0))
PERSON = TruthBox("person", (600.0, 100.0, 700.0, 300.0))
PICTURE_SIZE, SIZE = (1040, 780), (520, 390)
ON_SHEET = Shown("d1", Sheet("s", SIZE, PICTURE_SIZE, (("bus", BUS.box),)), (BUS,), (BUS,))


def stroke(left, top, right, bottom, label="dog"):
    """A box drawn on the canvas, given in pixels of the picture, which is twice as large."""
    place = {"left": left / 2, "top": top / 2, "width": (right - left) / 2, "height": (bottom - top) / 2}
    return {"type": "LabeledRect", "label": label, **place}


def drawn_on(sheet, *strokes):
    raw = to_drawing(sheet)
    return {**raw, "objects": [*raw["objects"], *strokes]}


def given(editing, boxes, digest="d1", size=SIZE):
    return sheet_for(editing, digest, PICTURE_SIZE, size, boxes)


def labels(boxes):
    return [box.label for box in boxes]


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((10.0, 20.0, 30.0, 40.0), (10.0, 20.0, 30.0, 40.0)),
        ((-5.0, -5.0, 600.0, 900.0), (0.0, 0.0, 520.0, 390.0)),
        ((600.0, 10.0, 700.0, 50.0), None),
        ((5.0, 5.0, 5.0, 50.0), None),
    ],
)
def test_a_model_s_boxes_are_cut_at_the_picture_and_left_out_where_nothing_is_left(box, expected):
    found = boxes_from([Detection("bus", 0.9, box)], 0.5, (520, 390), "yolo")
    assert found == ((TruthBox("bus", expected, origin="model:yolo"),) if expected else ())


def test_a_model_s_boxes_below_the_threshold_are_left_out():
    found = [Detection("bus", score, BUS.box) for score in (0.9, 0.5, 0.49)]
    assert len(boxes_from(found, 0.5, PICTURE_SIZE, "yolo")) == 2


def test_a_drawing_keeps_what_the_canvas_does_not_know_of_a_box():
    crowd = TruthBox("person", (1.0, 2.0, 30.0, 40.0), crowd=True, origin="file")
    assert true_boxes([CanvasBox("dog", (5.0, 5.0, 9.0, 9.0), 0)], (crowd,)) == (
        TruthBox("dog", (5.0, 5.0, 9.0, 9.0), crowd=True, origin="file"),
    )


def test_a_canvas_out_of_step_adds_each_new_stroke_once():
    raw = drawn_on(ON_SHEET.sheet, stroke(100, 200, 300, 420))
    once, shown, _clicks = after_report(ON_SHEET, raw, (PERSON,), in_step=False)
    raw["objects"].append(stroke(500, 500, 600, 600, label="cat"))
    twice, _shown, _clicks = after_report(shown, raw, once, in_step=False)
    assert labels(twice) == ["person", "dog", "cat"]


def test_the_sheet_stays_the_same_as_long_as_it_stands_for_the_boxes():
    editing = Editing()
    first = given(editing, ())
    truth = {}
    read_drawing(editing, drawn_on(first, stroke(100, 200, 300, 420)), truth)
    assert given(editing, truth["d1"]) is first


@pytest.mark.parametrize("change", [{"boxes": (PERSON,)}, {"digest": "d2"}, {"size": (260, 195)}])
def test_other_boxes_another_picture_or_another_size_need_a_new_sheet(change):
    editing = Editing()
    first = given(editing, (BUS,))
    assert given(editing, **{"boxes": (BUS,), **change}).stamp != first.stamp


def test_a_canvas_that_may_have_started_anew_gets_a_new_sheet_only_if_something_was_drawn():
    editing, truth = Editing(), {}
    first = given(editing, ())
    forget_strokes(editing, truth)
    untouched = given(editing, ())
    read_drawing(editing, drawn_on(first, stroke(100, 200, 300, 420)), truth)
    forget_strokes(editing, truth)
    assert (untouched is first, given(editing, truth["d1"]) is first) == (True, False)


def test_a_report_on_an_old_sheet_brings_its_stroke_to_its_own_picture():
    editing, truth = Editing(), {"d2": (PERSON,)}
    first = given(editing, ())
    given(editing, (PERSON,), digest="d2")
    read_drawing(editing, drawn_on(first, stroke(100, 200, 300, 420)), truth)
    assert {digest: labels(boxes) for digest, boxes in truth.items()} == {"d2": ["person"], "d1": ["dog"]}


def test_a_sheet_that_was_given_out_long_ago_is_forgotten():
    editing, truth = Editing(), {}
    first = given(editing, ())
    for number in range(20):
        given(editing, (), digest=f"other {number}")
    read_drawing(editing, drawn_on(first, stroke(100, 200, 300, 420)), truth)
    assert truth == {}


@pytest.mark.parametrize("raw", [None, {}, {"objects": []}, {"objects": None}, "words", 7])
def test_a_report_that_is_no_drawing_changes_nothing(raw):
    editing, truth = Editing(), {"d1": (BUS,)}
    given(editing, (BUS,))
    read_drawing(editing, raw, truth)
    assert truth == {"d1": (BUS,)}


def test_a_picture_whose_last_box_is_rubbed_out_is_not_counted_any_more():
    editing, truth = Editing(), {"d1": (BUS,)}
    raw = to_drawing(given(editing, (BUS,)))
    read_drawing(editing, {**raw, "objects": raw["objects"][:1]}, truth)
    assert truth == {}


@pytest.mark.parametrize(
    ("index", "expected"), [(None, ["bus", "person", "dog"]), (0, ["dog", "person"]), (1, ["bus", "dog"])]
)
def test_a_box_takes_its_place_or_comes_last(index, expected):
    assert labels(with_box((BUS, PERSON), index, TruthBox("dog", BUS.box))) == expected


def test_undo_tells_nothing_to_find_from_not_counted():
    editing, truth, seen = Editing(), {}, []
    for boxes in ((), (BUS,), None):
        put(editing, truth, "d1", boxes)
    for _change in range(3):
        undo(editing, truth, "d1")
        seen.append(truth.get("d1"))
    assert seen == [(BUS,), (), None]


def test_undo_of_one_picture_leaves_the_others():
    editing, truth = Editing(), {}
    put(editing, truth, "d1", (BUS,))
    put(editing, truth, "d2", (PERSON,))
    undo(editing, truth, "d1")
    assert truth == {"d2": (PERSON,)}


def test_only_the_last_fifty_changes_can_be_undone():
    editing, truth = Editing(), {}
    for _change in range(60):
        put(editing, truth, "d1", ())
    assert len(editing.past["d1"]) == 50


# --- after a long disconnect


def earlier_sheet(*boxes):
    """A sheet that a server gave out which has been started again since."""
    return given(Editing(), boxes)


def test_boxes_drawn_on_an_earlier_server_s_sheet_arrive_once():
    raw = drawn_on(earlier_sheet(BUS), stroke(100, 200, 300, 420), stroke(500, 500, 600, 600, "cat"))
    editing, truth = Editing(), {"d1": (BUS, TruthBox("dog", (100.0, 200.0, 300.0, 420.0)))}
    assert read_late(editing, raw, truth, {"d1": PICTURE_SIZE}) == Late(1, False)
    assert labels(truth["d1"]) == ["bus", "dog", "cat"]
    assert read_late(editing, raw, truth, {"d1": PICTURE_SIZE}) is None


def test_boxes_that_arrived_can_be_undone():
    raw = drawn_on(earlier_sheet(), stroke(100, 200, 300, 420))
    editing, truth = Editing(), {}
    read_late(editing, raw, truth, {"d1": PICTURE_SIZE})
    undo(editing, truth, "d1")
    assert truth == {}


@pytest.mark.parametrize("change", ["moved", "deleted"])
def test_what_was_moved_or_deleted_on_an_earlier_sheet_is_said_not_done(change):
    raw = drawn_on(earlier_sheet(BUS, PERSON))
    if change == "moved":
        raw["objects"][1]["left"] += 40
    else:
        del raw["objects"][1]
    truth = {"d1": (BUS, PERSON)}
    assert read_late(Editing(), raw, truth, {"d1": PICTURE_SIZE}) == Late(0, True)
    assert truth == {"d1": (BUS, PERSON)}


def test_an_earlier_sheet_that_nothing_was_done_on_says_nothing():
    raw = drawn_on(earlier_sheet(BUS, PERSON))
    assert read_late(Editing(), raw, {"d1": (BUS, PERSON)}, {"d1": PICTURE_SIZE}) == Late(0, False)


@pytest.mark.parametrize(
    "hidden", [{"width": "wide"}, {"width": float("nan")}, {"height": 0}, {"label": "x-d2"}, {"label": None}]
)
def test_a_drawing_that_names_no_picture_or_size_changes_nothing(hidden):
    raw = drawn_on(earlier_sheet(), stroke(100, 200, 300, 420))
    raw["objects"][0] |= hidden
    truth = {}
    assert read_late(Editing(), raw, truth, {"d1": PICTURE_SIZE}) is None
    assert truth == {}
