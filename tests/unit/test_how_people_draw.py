import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.models.catalogue.rows import rows_for
from core.pictures.palette import contrast, luminance
from core.sketch import guessing as quick_draw
from core.sketch import how_people_draw
from core.sketch.data_set import held_out
from core.sketch.guessing import Guess
from core.sketch.how_people_draw import (
    Measured,
    StrokeGuesses,
    example_of,
    flat,
    folded,
    guessed_after,
    guesses_by_stroke,
    mean_drawing,
    measured,
    mistakes,
    order_colors,
    svg_path,
    typical_first,
)
from core.sketch.strokes import bitmap

LIGHT_PAPER, DARK_PAPER = ("#ffffff", "#f5f5f5"), ("#0f1719", "#1a2528")
ROW = rows_for(quick_draw.TASK)[0]


def stroke(*points):
    return np.array(points, np.float32)


DOT = [stroke((0, 0))]
SQUARE = [stroke((0, 0), (255, 0), (255, 255), (0, 255), (0, 0))]
BENT_SQUARE = [stroke((8, 0), (255, 10), (245, 255), (0, 240), (8, 0))]
CROSS = [stroke((0, 0), (255, 255)), stroke((255, 0), (0, 255))]


@pytest.mark.parametrize(("dark", "papers"), [(False, LIGHT_PAPER), (True, DARK_PAPER)])
def test_every_colour_of_the_order_is_seen_on_the_paper(dark, papers):
    colors = {(count, color) for count in (1, 2, 7, 61) for color in order_colors(count, dark=dark)}
    assert {one for one in colors if min(contrast(one[1], paper) for paper in papers) < 3} == set()


@pytest.mark.parametrize("dark", [False, True])
def test_the_order_shows_without_telling_hues_apart(dark):
    lights = [luminance(color) for color in order_colors(9, dark=dark)]
    assert lights == sorted(lights)


@pytest.mark.parametrize("count", [0, 1, 2, 61])
def test_there_is_one_colour_a_stroke(count):
    assert len(set(order_colors(count, dark=True))) == count


def test_a_drawing_of_no_stroke_is_sent_as_nothing():
    assert flat([]) == []


def test_a_drawing_is_sent_as_whole_numbers_in_turn():
    assert flat([stroke((0.4, 1.6), (2, 3)), stroke((255, 0))]) == [[0, 2, 2, 3], [255, 0]]


@pytest.mark.parametrize(
    ("strokes", "path"),
    [([], ""), (DOT, "M0 0L0 0"), (CROSS, "M0 0L255 255M255 0L0 255")],
    ids=["empty", "dot", "lines"],
)
def test_a_path_begins_anew_at_every_stroke(strokes, path):
    assert svg_path(strokes) == path


def test_no_drawing_has_no_mean():
    with pytest.raises(ValueError, match="no drawing"):
        mean_drawing([])


def test_the_mean_of_one_drawing_is_that_drawing():
    assert np.array_equal(mean_drawing([SQUARE]), bitmap(SQUARE).astype(np.float32) / 255)


def test_the_mean_is_the_share_of_people_with_ink_there():
    mean = mean_drawing([SQUARE, SQUARE, SQUARE, CROSS])
    only_square = (bitmap(SQUARE) == 255) & (bitmap(CROSS) == 0)
    assert only_square.any() and np.allclose(mean[only_square], 0.75)


def test_the_drawing_that_is_like_the_others_comes_first_and_the_strange_one_last():
    assert typical_first([CROSS, SQUARE, BENT_SQUARE])[-1] == 0


@pytest.mark.parametrize(("drawings", "order"), [([], []), ([SQUARE], [0]), ([DOT, DOT, DOT], [0, 1, 2])])
def test_the_order_of_none_one_and_equal_drawings_is_their_own(drawings, order):
    assert typical_first(drawings) == order


def test_the_example_of_a_class_is_one_of_its_drawings():
    drawings = [flat(held_out().strokes(number)) for number in held_out().of_class("cat")]
    assert flat(example_of("cat")) in drawings


def test_an_unknown_class_has_no_example():
    with pytest.raises(ValueError, match="not in tuple"):
        example_of("unknown")


@pytest.fixture
def network(monkeypatch):
    """A model whose certainty in "cross" grows with the strokes; it keeps how often it was asked."""
    asked = []

    def probabilities(_loaded, drawings, _notify):
        asked.append(len(drawings))
        return np.array([[0.3, 0.4 * len(drawing) - 0.2, 0.1] for drawing in drawings], np.float32)

    monkeypatch.setattr(quick_draw, "probabilities", probabilities)
    classes = ("line", "cross", "cat")
    return SimpleNamespace(row=ROW, model=SimpleNamespace(classes=classes), asked=asked)


def test_no_stroke_asks_no_network(network):
    assert (guesses_by_stroke(network, [], "cross"), network.asked) == ((), [])


def test_every_stroke_is_looked_at_and_the_network_is_asked_once(network):
    told = guesses_by_stroke(network, CROSS, "cross")
    assert ([step.guesses[0].label for step in told], network.asked) == (["line", "cross"], [2])


def test_the_score_of_the_right_class_is_told_also_where_it_is_not_among_the_best(network, monkeypatch):
    monkeypatch.setattr(how_people_draw, "SHOWN_GUESSES", 1)
    (told,) = guesses_by_stroke(network, SQUARE, "cat")
    assert [guess.label for guess in told.guesses] == ["line"]
    assert told.right == pytest.approx(0.1)


def test_a_class_that_the_network_does_not_know_has_no_score(network):
    assert [step.right for step in guesses_by_stroke(network, CROSS, "zebra")] == [None, None]


def test_what_the_network_sees_is_told_pixel_by_pixel(network):
    assert guesses_by_stroke(network, CROSS, "cross")[-1].seen == bitmap(CROSS).tobytes()


def test_a_network_of_larger_pictures_is_not_said_to_see_the_small_ones(network, monkeypatch):
    network.row = replace(ROW, library="transformers")
    monkeypatch.setattr(quick_draw, "labels_of", lambda loaded: loaded.model.classes)
    assert guesses_by_stroke(network, CROSS, "cross")[-1].seen == b""


def step(label):
    return StrokeGuesses((Guess(label, 0.5),), None, b"")


@pytest.mark.parametrize(
    ("labels", "count"),
    [([], None), (["dog"], None), (["cat"], 1), (["dog", "cat", "dog", "cat"], 2)],
)
def test_the_first_stroke_with_the_right_guess_counts(labels, count):
    assert guessed_after([step(label) for label in labels], "cat") == count


def measured_row(folder, found):
    (folder / "measured.json").write_text(json.dumps(found))
    return replace(ROW, local_path=str(folder))


def test_what_was_measured_is_read_the_most_frequent_pair_first(tmp_path):
    pairs = [["cat", "dog", 2], ["cup", "mug", 9]]
    row = measured_row(tmp_path, {"top1": 0.5, "by_class": {"cat": 0.25}, "taken_for": pairs})
    assert measured(row) == Measured({"cat": 0.25}, (("cup", "mug", 9), ("cat", "dog", 2)))


@pytest.mark.parametrize("path", ["", "/nowhere"])
def test_a_model_that_nobody_measured_has_no_figures(path):
    assert measured(replace(ROW, local_path=path)) is None


@pytest.mark.parametrize(
    ("label", "taken"), [("cat", (("lion", 3), ("dog", 1))), ("dog", ()), ("unknown", ())]
)
def test_the_mistakes_of_a_class_are_those_in_which_it_was_drawn(label, taken):
    found = Measured({}, (("cat", "lion", 3), ("cup", "cat", 2), ("cat", "dog", 1)))
    assert mistakes(found, label) == taken


@pytest.mark.parametrize(
    ("one", "other"), [("Avión", "avion"), ("ÁRBOL", "arbol"), ("piña", "PINA"), ("", "")]
)
def test_accents_and_capitals_make_no_difference(one, other):
    assert folded(one) == folded(other)


def test_different_words_stay_different():
    assert folded("oca") != folded("boca")
