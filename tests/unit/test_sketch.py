"""Strokes become what the networks learnt from, however they were drawn."""

from pathlib import Path

import numpy as np
import pytest

from core.sketch.data_set import held_out
from core.sketch.strokes import bitmap, cut_short, hint_for, ink_length, large, scaled, simplified, strokes_of

OFFICIAL = Path(__file__).parent / "quick_draw" / "official_bitmaps.npz"


def line(*points):
    return np.array(points, np.float32)


CROSS = [line((0, 0), (100, 250)), line((100, 0), (0, 250))]


def drawings(step=400):
    packed = held_out()
    return [packed.strokes(index) for index in range(0, len(packed), step)]


def test_bitmaps_are_the_data_sets_own_within_two_grey_levels():
    packed = held_out()
    number = {int(key): index for index, key in enumerate(packed.keys)}
    with np.load(OFFICIAL) as file:
        ours = np.stack([bitmap(packed.strokes(number[int(key)])) for key in file["keys"]])
        difference = np.abs(ours.astype(int) - file["bitmaps"]).mean(axis=(1, 2))
    assert len(difference) == 345
    assert difference.mean() < 2


def test_simplifying_what_is_simple_changes_its_bitmap_by_two_grey_levels_at_most():
    differences = [np.abs(bitmap(simplified(one)).astype(int) - bitmap(one)).mean() for one in drawings()]
    assert np.mean(differences) < 2


def test_a_dense_line_is_thinned_out_to_its_ends():
    dense = line(*[(x, x / 2) for x in range(256)])
    assert simplified([dense])[0].tolist() == [[0, 0], [255, 128]]


def test_a_line_that_ends_where_it_began_keeps_its_last_side():
    corners = np.array([(0, 0), (255, 0), (255, 255), (0, 255), (0, 0)], np.float32)
    assert simplified([corners])[0].tolist() == corners.tolist()


@pytest.mark.parametrize("size", [0.3, 1.7, 40])
@pytest.mark.parametrize("place", [(0, 0), (-500, 12), (1e4, 1e4)])
def test_size_and_place_make_no_difference(size, place):
    moved = [stroke * size + np.float32(place) for stroke in CROSS]
    assert np.abs(bitmap(simplified(moved)).astype(int) - bitmap(simplified(CROSS))).mean() < 1


def test_scaling_keeps_the_proportions():
    width, height = np.ptp(np.concatenate(scaled(CROSS)), axis=0)
    assert (width, height) == pytest.approx((102, 255))


def test_a_flat_drawing_is_centred():
    rows = np.flatnonzero(bitmap(scaled([line((0, 5), (90, 5))])).max(axis=1))
    assert rows.tolist() == [13, 14]


def test_nothing_is_drawn_of_nothing():
    assert bitmap([]).max() == 0


def test_a_single_point_is_a_dot_in_the_middle():
    rows, columns = np.nonzero(bitmap(simplified([line((40, 70))])))
    assert (rows.mean(), columns.mean()) == (13.5, 13.5)


def test_wider_lines_are_more_ink():
    assert bitmap(scaled(CROSS), line_width=32).sum() > 1.5 * bitmap(scaled(CROSS)).sum()


def test_people_see_black_lines_on_white_of_the_size_they_ask_for():
    picture = large(simplified(CROSS), 90)
    assert (picture.mode, picture.size, picture.getpixel((0, 0))) == ("RGB", (90, 90), (255, 255, 255))
    assert picture.getpixel((45, 45)) == (0, 0, 0)


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9])
def test_a_drawing_cut_short_has_that_part_of_its_ink(fraction):
    for drawing in drawings(2000):
        assert ink_length(cut_short(drawing, fraction)) == pytest.approx(
            fraction * ink_length(drawing), rel=1e-3
        )


def test_a_cut_ends_inside_a_line():
    assert [
        stroke.tolist() for stroke in cut_short([line((0, 0), (10, 0)), line((0, 5), (10, 5))], 0.75)
    ] == [
        [[0, 0], [10, 0]],
        [[0, 5], [5, 5]],
    ]


def test_the_whole_drawing_is_left_when_nothing_is_cut():
    assert len(cut_short(CROSS, 1.0)) == 2


def test_of_a_drawing_cut_to_nothing_its_first_point_is_left():
    assert np.unique(np.concatenate(cut_short(CROSS, 0.0)), axis=0).tolist() == [[0, 0]]


def test_nothing_cut_short_is_nothing():
    assert cut_short([], 0.5) == []


def test_an_empty_pad_is_called_empty():
    assert hint_for([], 1000) == "empty"


@pytest.mark.parametrize(
    "drawing", [[line((5, 5))], [line((5, 5), (9, 8))], [line((500, 500)), line((505, 500))]]
)
def test_a_dot_is_called_a_dot(drawing):
    assert hint_for(drawing, 1000) == "dot"


@pytest.mark.parametrize("gap", [5, 20, 40])
def test_a_pad_full_of_ink_is_called_full(gap):
    zigzag = [point for y in range(0, 1000, gap) for point in ((0, y), (1000, y))]
    assert hint_for([line(*zigzag)], 1000) == "full"


def test_drawings_of_people_are_something_to_guess():
    hints = [hint_for(drawing, 255) for drawing in drawings(40)]
    assert hints.count(None) >= 0.99 * len(hints)


def test_lines_from_the_browser_become_strokes():
    assert [stroke.tolist() for stroke in strokes_of([[1, 2, 3, 4], [5, 6.5]])] == [
        [[1, 2], [3, 4]],
        [[5, 6.5]],
    ]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        "text",
        {},
        [None],
        ["ab"],
        [[]],
        [[1]],
        [[1, 2, 3]],
        [[1, "2"]],
        [[1, float("nan")]],
        [[1, None]],
    ],
)
def test_what_is_no_line_is_left_out(sent):
    assert strokes_of(sent) == ()


def test_one_broken_line_does_not_take_the_others_along():
    assert len(strokes_of([[1, 2], "x", [3, 4]])) == 2


def test_more_than_a_hand_can_draw_is_cut_off():
    strokes = strokes_of([[0, 0] * 30_000, [0, 0] * 30_000, *([[1, 1]] * 1000)])
    assert sum(map(len, strokes)) <= 40_000
    assert len(strokes) <= 400
