"""A scene drawn by hand: its picture, and a box around each thing's ink."""

import numpy as np
import pytest

from core.scenes.by_hand import INKS, LINES_COVER, drawn_scene, ink_of
from core.scenes.scene import SIDE

UNITS = 1000


def line(*points):
    return np.array(points, np.float32)


def boxes(*things):
    return drawn_scene(things, UNITS)[1]


def pixels(*things):
    return np.asarray(drawn_scene(things, UNITS)[0])


def test_nothing_drawn_is_white_paper_without_a_box():
    picture, found = drawn_scene((), UNITS)
    assert (picture.mode, picture.size, np.asarray(picture).min(), found) == ("RGB", (SIDE, SIDE), 255, ())


@pytest.mark.parametrize("strokes", [(), (np.zeros((0, 2), np.float32),)])
def test_a_thing_without_lines_is_no_thing(strokes):
    with pytest.raises(ValueError, match="no lines"):
        boxes(strokes)


def test_one_dot_is_as_large_as_the_line_is_wide():
    ((left, top, right, bottom),) = boxes([line((500, 500))])
    assert right - left == pytest.approx(LINES_COVER, abs=1)
    assert bottom - top == pytest.approx(LINES_COVER, abs=1)
    assert (left + right) / 2 == pytest.approx(SIDE / 2, abs=1)


def test_a_box_is_around_all_lines_of_a_thing():
    ((left, top, right, bottom),) = boxes([line((100, 200), (300, 200)), line((150, 700), (160, 710))])
    wanted = [0.1 * SIDE, 0.2 * SIDE, 0.3 * SIDE, 0.71 * SIDE]
    assert [left, top, right, bottom] == pytest.approx(wanted, abs=LINES_COVER)


@pytest.mark.parametrize(
    "edge",
    [[(0, 0), (1000, 0)], [(1000, 0), (1000, 1000)], [(0, 1000), (1000, 1000)], [(0, 0), (0, 1000)]],
)
def test_a_line_at_the_edge_is_seen_and_its_box_stays_in_the_picture(edge):
    ((left, top, right, bottom),) = boxes([line(*edge)])
    assert 0 <= left < right <= SIDE
    assert 0 <= top < bottom <= SIDE
    assert max(right - left, bottom - top) == SIDE


@pytest.mark.parametrize("far", [(-5000, -5000), (9000, 500), (500, 1e7)])
def test_points_outside_of_the_pad_are_brought_to_its_edge(far):
    ((left, top, right, bottom),) = boxes([line(far)])
    assert 0 <= left < right <= SIDE
    assert 0 <= top < bottom <= SIDE


def test_of_two_things_one_over_the_other_both_keep_their_whole_box():
    square = [line((200, 200), (800, 200), (800, 800), (200, 800), (200, 200))]
    cross = [line((200, 200), (800, 800)), line((800, 200), (200, 800))]
    assert boxes(square, cross) == (*boxes(square), *boxes(cross))


def test_a_later_thing_lies_over_an_earlier_one_in_a_colour_of_its_own():
    drawn = pixels([line((100, 500), (900, 500))], [line((500, 100), (500, 900))])
    colour = [int(INKS[1][place : place + 2], 16) for place in (1, 3, 5)]
    assert drawn[SIDE // 2, SIDE // 2].tolist() == colour
    assert drawn[SIDE // 2, SIDE // 5].tolist() == [0, 0, 0]


def test_lines_have_smooth_edges():
    assert len(np.unique(pixels([line((100, 100), (900, 400))]))) > 10


def test_there_is_a_colour_for_every_thing_however_many():
    assert ink_of(len(INKS)) == ink_of(0) != ink_of(1)
