from dataclasses import replace

import pytest

from core.compare.run import Settings
from core.compare.workbook import Workbook, begin_run, choices_of, comparison_of, missing
from tests.unit.compare_samples import facts, image_result, model_run

SETTINGS = Settings(("a",), "cpu", 0.5, 3, 1)


def measured(*digests: str) -> Workbook:
    book = Workbook()
    place = begin_run(book, SETTINGS, [facts("a")], fresh=True)
    for digest in digests:
        place.results[digest] = image_result(model_run("a"), digest=digest)
    return book


@pytest.mark.parametrize("change", [{"models": ("b",)}, {"device": "cuda"}, {"repeats": 4}, {"warmup": 0}])
def test_other_choices_have_measurements_of_their_own(change):
    assert missing(measured("d1"), replace(SETTINGS, **change), ["d1"]) == ("d1",)


def test_another_threshold_needs_no_measuring():
    assert missing(measured("d1"), replace(SETTINGS, threshold=0.9), ["d1"]) == ()


def test_coming_back_to_earlier_choices_finds_their_measurements():
    book = measured("d1")
    begin_run(book, replace(SETTINGS, repeats=9), [facts("a")], fresh=True)
    assert missing(book, SETTINGS, ["d1", "d2"]) == ("d2",)


def test_going_on_with_a_run_keeps_what_is_finished():
    book = measured("d1")
    assert list(begin_run(book, SETTINGS, [facts("a")], fresh=False).results) == ["d1"]


def test_measuring_again_begins_empty():
    book = measured("d1")
    assert begin_run(book, SETTINGS, [facts("a")], fresh=True).results == {}


@pytest.mark.parametrize("book", [Workbook(), measured()], ids=["never run", "run, nothing finished"])
def test_without_a_finished_picture_there_is_no_comparison(book):
    assert comparison_of(book, SETTINGS, {"d1": "bus.jpg"}) is None


def test_a_comparison_has_the_pictures_asked_for_in_their_order_under_their_names():
    made = comparison_of(measured("d1", "d2", "d3"), SETTINGS, {"d3": "c.jpg", "d1": "a.jpg"})
    assert [(image.digest, image.image) for image in made.images] == [("d3", "c.jpg"), ("d1", "a.jpg")]


def test_a_comparison_keeps_the_threshold_it_was_measured_with():
    made = comparison_of(measured("d1"), replace(SETTINGS, threshold=0.9), {"d1": "bus.jpg"})
    assert made.settings.threshold == 0.5


def test_the_threshold_is_not_among_the_choices():
    assert choices_of(SETTINGS) == choices_of(replace(SETTINGS, threshold=0.1))
