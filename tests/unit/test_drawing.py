"""The boxes' way to the canvas and back."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pictures.canvas import CanvasBox, Sheet, canvas_size, from_drawing, stamp_of, to_drawing

PHOTO = (4000, 3000)
BUS = ("bus", (120.0, 80.0, 1990.4, 2500.25))
PERSON = ("person", (3000.0, 1000.0, 3999.0, 2999.0))


def sheet(*boxes, size=(520, 390), picture_size=PHOTO):
    return Sheet("stamp", size, picture_size, boxes)


def stroke(left, top, width, height, **properties):
    return {
        "type": "LabeledRect",
        "label": "dog",
        "left": left,
        "top": top,
        "width": width,
        "height": height,
        **properties,
    }


def drawn_on(paper, *strokes):
    drawing = to_drawing(paper)
    drawing["objects"].extend(strokes)
    return drawing


def only(drawing, paper):
    """The one box on the canvas."""
    (found,), _dropped = from_drawing(drawing, paper)
    return found


@pytest.mark.parametrize(
    ("picture_size", "size"),
    [
        ((4000, 3000), (520, 390)),  # as wide as there is room
        ((3000, 4000), (465, 620)),  # as tall as it may be
        ((10, 10), (520, 520)),  # a tiny picture grows
        ((1, 1), (520, 520)),
        ((4096, 2), (520, 24)),  # a line can still be drawn on
        ((2, 4096), (24, 620)),
    ],
)
def test_a_canvas_is_as_large_as_fits(picture_size, size):
    assert canvas_size(picture_size, 520, 620) == size


def test_an_empty_sheet_comes_back_empty_with_its_stamp():
    drawing = to_drawing(sheet())
    assert (stamp_of(drawing), from_drawing(drawing, sheet())) == ("stamp", ((), 0))


def test_what_nobody_touched_comes_back_exactly():
    paper = sheet(BUS, PERSON, ("bus", BUS[1]))
    found, dropped = from_drawing(to_drawing(paper), paper)
    assert (found, dropped) == ((CanvasBox(*BUS, 0), CanvasBox(*PERSON, 1), CanvasBox("bus", BUS[1], 2)), 0)


def test_a_box_too_small_to_be_drawn_by_hand_survives_untouched():
    paper = sheet(("ball", (100.0, 100.0, 103.0, 103.0)))
    assert only(to_drawing(paper), paper).box == (100.0, 100.0, 103.0, 103.0)


def test_the_four_decimals_of_the_canvas_are_no_change():
    paper = sheet(BUS)
    drawing = to_drawing(paper)
    drawing["objects"][1].update(
        {key: round(drawing["objects"][1][key], 4) for key in ("left", "top", "width", "height")}
    )
    assert only(drawing, paper).box == BUS[1]


@settings(max_examples=200, deadline=None)
@given(
    st.tuples(st.integers(40, 4096), st.integers(40, 4096)),
    st.integers(160, 900),
    st.tuples(*[st.floats(0, 0.6)] * 2, *[st.floats(0.25, 0.4)] * 2),
)
def test_a_stroke_comes_back_in_pixels_of_the_picture(picture_size, room, shares):
    size = canvas_size(picture_size, room, 620)
    left, top, width, height = shares
    paper = sheet(size=size, picture_size=picture_size)
    found = only(
        drawn_on(paper, stroke(left * size[0], top * size[1], width * size[0], height * size[1])), paper
    )
    wanted = (left, top, left + width, top + height)
    assert found.box == pytest.approx(
        [share * picture_size[side % 2] for side, share in enumerate(wanted)], abs=1
    )


def test_a_stroke_is_told_from_the_boxes_that_were_there():
    paper = sheet(BUS)
    found, _dropped = from_drawing(drawn_on(paper, stroke(10, 10, 50, 50, strokeDashOffset=0)), paper)
    assert [one.number for one in found] == [0, None]


def test_boxes_are_known_again_in_another_order():
    paper = sheet(BUS, PERSON)
    drawing = to_drawing(paper)
    drawing["objects"].reverse()
    found, _dropped = from_drawing(drawing, paper)
    assert [(one.label, one.number) for one in found] == [("person", 1), ("bus", 0)]


def test_a_deleted_box_is_gone_and_the_others_keep_their_numbers():
    paper = sheet(BUS, PERSON)
    drawing = to_drawing(paper)
    del drawing["objects"][1]
    assert only(drawing, paper) == CanvasBox(*PERSON, 1)


def test_a_moved_box_keeps_its_number():
    paper = sheet(BUS)
    drawing = to_drawing(paper)
    drawing["objects"][1]["left"] += 13
    found = only(drawing, paper)
    assert (found.number, found.box) == (0, pytest.approx((220, 80, 2090.4, 2500.25), abs=0.01))


@pytest.mark.parametrize(
    ("properties", "box"),
    [
        ({"scaleX": 2, "scaleY": 0.5}, (100, 100, 300, 120)),
        ({"scaleX": -1, "scaleY": -1, "flipX": True}, (100, 100, 200, 140)),
        ({"originX": "center", "originY": "center"}, (50, 80, 150, 120)),
        ({"originX": ["left"], "originY": None}, (100, 100, 200, 140)),
        ({"originX": "right", "originY": "bottom"}, (0, 60, 100, 100)),
        ({"angle": 90}, (60, 100, 100, 200)),  # turned about its top left corner, as Fabric does
        ({"angle": 180}, (0, 60, 100, 100)),
        ({"angle": 45}, (100 - 40 / math.sqrt(2), 100, 100 + 100 / math.sqrt(2), 100 + 140 / math.sqrt(2))),
    ],
)
def test_what_the_editing_tools_do_to_a_box_is_undone(properties, box):
    paper = sheet(size=(400, 300), picture_size=(400, 300))
    found = only(drawn_on(paper, stroke(100, 100, 100, 40, **properties)), paper)
    assert found.box == pytest.approx(box, abs=0.01)


@pytest.mark.parametrize(
    ("place", "box"),
    [
        ((-50, -50, 100, 100), (0, 0, 50, 50)),
        ((350, 250, 100, 100), (350, 250, 400, 300)),
        ((-50, -50, 1000, 1000), (0, 0, 400, 300)),
    ],
)
def test_a_box_is_cut_at_the_edges_of_the_picture(place, box):
    paper = sheet(size=(400, 300), picture_size=(400, 300))
    assert only(drawn_on(paper, stroke(*place)), paper).box == box


@pytest.mark.parametrize(
    "place",
    [
        (100, 100, 2, 2),  # a click
        (100, 100, 4, 4),  # a click of a hand that shakes
        (100, 100, 0, 50),
        (500, 500, 50, 50),  # outside of the picture
        (398, 100, 2, 4),  # at its edge
    ],
)
def test_what_is_no_box_is_dropped_and_counted(place):
    paper = sheet(size=(400, 300), picture_size=(400, 300))
    assert from_drawing(drawn_on(paper, stroke(*place)), paper) == ((), 1)


def test_a_box_relabelled_on_the_canvas_has_the_new_label():
    paper = sheet(BUS)
    drawing = to_drawing(paper)
    drawing["objects"][1]["label"] = " truck "
    assert only(drawing, paper) == CanvasBox("truck", BUS[1], 0)


def test_a_box_whose_label_was_wiped_out_keeps_the_old_one():
    paper = sheet(BUS)
    drawing = to_drawing(paper)
    drawing["objects"][1]["label"] = "  "
    assert only(drawing, paper).label == "bus"


@pytest.mark.parametrize(
    "drawing",
    [
        None,
        [],
        {},
        {"objects": None},
        {"objects": "x"},
        {"objects": [None, 3, {}]},
        {"objects": [{"type": "Rect"}]},
    ],
)
def test_what_is_no_drawing_holds_nothing(drawing):
    assert (stamp_of(drawing), from_drawing(drawing, sheet())) == (None, ((), 0))


@pytest.mark.parametrize(
    "damage",
    [
        {"left": "a"},
        {"width": None},
        {"top": math.nan},
        {"height": math.inf},
        {"angle": []},
        {"left": 10**400},
    ],
)
def test_a_damaged_box_is_passed_over(damage):
    assert from_drawing(drawn_on(sheet(), {**stroke(10, 10, 50, 50), **damage}), sheet()) == ((), 0)


@pytest.mark.parametrize("mark", [7, -1, "1", None, math.nan])
def test_a_number_that_no_box_has_makes_a_new_box(mark):
    paper = sheet(BUS)
    found, _dropped = from_drawing(drawn_on(paper, stroke(10, 10, 50, 50, strokeDashOffset=mark)), paper)
    assert [one.number for one in found] == [0, None]
