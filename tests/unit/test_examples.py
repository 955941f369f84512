"""The worked examples of "How it works": each shows what it is there for, with the numbers of the app's counting."""

import pytest

from core.compare.count import examples
from core.compare.count.match import Counts, match


def test_the_moved_box_begins_and_ends_beside_the_object_and_lies_on_it_half_way():
    ious = [step.iou for step in examples.overlap_steps()]
    assert (ious[0], ious[len(ious) // 2], ious[-1]) == (0, 1, 0)


def test_intersection_over_union_is_the_iou_of_every_step():
    for step in examples.overlap_steps():
        assert step.intersection / step.union == pytest.approx(step.iou)


def test_the_moved_box_counts_where_the_iou_is_enough():
    assert {step.counts for step in examples.overlap_steps() if step.iou >= 0.5} == {True}
    assert {step.counts for step in examples.overlap_steps() if step.iou < 0.5} == {False}


def test_the_counting_shows_every_way_of_being_wrong_once():
    assert [step.kind for step in examples.counting_steps()] == ["", "", "Dupe", "Cls", "Loc", "Bkg"]


def test_the_counting_ends_with_the_counts_of_the_whole_picture():
    whole = match(examples.COUNTED_DETECTIONS, examples.COUNTED_TRUTH)
    assert examples.counting_steps()[-1].counts == whole.counts == Counts(2, 4, 2)
    assert examples.missed_in_example() == whole.missed


def test_the_detections_of_the_examples_go_by_falling_score():
    for scores in (
        [step.detection.score for step in examples.counting_steps()],
        [step.score for step in examples.curve_steps()],
    ):
        assert scores == sorted(scores, reverse=True)


def test_a_point_of_the_curve_is_on_or_below_the_curve_that_was_made_to_fall():
    curve = examples.example_curve()
    for step in examples.curve_steps():
        recall, precision = step.counts.recall, step.counts.precision
        assert precision <= curve.precision[round(100 * recall)] + 1e-9


def test_the_area_of_the_curve_is_the_mean_of_its_precisions():
    curve = examples.example_curve()
    assert curve.ap50 == pytest.approx(sum(curve.precision) / len(curve.precision))
