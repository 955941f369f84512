from dataclasses import replace

import pytest

from core.compare.book import workbook
from core.compare.book.workbook import (
    Workbook,
    choices_of,
    comparison_of,
    copy_of,
    keep,
    measured_for,
    missing,
)
from core.compare.measure.run import Settings
from tests.unit.compare_samples import facts, image_result, model_run

SETTINGS = Settings(("a",), "cpu", 0.5, 3, 1)


def measured(*digests: str) -> Workbook:
    book = Workbook()
    place = measured_for(book, SETTINGS, [facts("a")], fresh=True)
    for digest in digests:
        keep(book, place, image_result(model_run("a"), digest=digest))
    return book


@pytest.mark.parametrize("change", [{"models": ("b",)}, {"device": "cuda"}, {"repeats": 4}, {"warmup": 0}])
def test_other_choices_have_measurements_of_their_own(change):
    assert missing(measured("d1"), replace(SETTINGS, **change), ["d1"]) == ("d1",)


def test_another_threshold_needs_no_measuring():
    assert missing(measured("d1"), replace(SETTINGS, threshold=0.9), ["d1"]) == ()


def test_coming_back_to_earlier_choices_finds_their_measurements():
    book, others = measured("d1"), replace(SETTINGS, repeats=9)
    keep(
        book, measured_for(book, others, [facts("a")], fresh=True), image_result(model_run("a"), digest="d2")
    )
    assert missing(book, SETTINGS, ["d1", "d2"]) == ("d2",)


def test_going_on_with_a_run_keeps_what_is_finished():
    book = measured("d1")
    assert list(measured_for(book, SETTINGS, [facts("a")], fresh=False).results) == ["d1"]


def test_measuring_again_costs_nothing_before_the_first_result():
    book = measured("d1")
    assert measured_for(book, SETTINGS, [facts("a")], fresh=True).results == {}
    assert missing(book, SETTINGS, ["d1"]) == ()


def test_measuring_again_takes_the_place_of_what_was_there_with_its_first_result():
    book = measured("d1", "d2")
    again = measured_for(book, SETTINGS, [facts("a")], fresh=True)
    keep(book, again, image_result(model_run("a"), digest="d1"))
    assert missing(book, SETTINGS, ["d1", "d2"]) == ("d2",)


@pytest.mark.parametrize("what", ["machine", "library_versions"])
def test_numbers_of_another_machine_or_other_versions_are_never_added_to(monkeypatch, what):
    book = measured("d1")
    monkeypatch.setattr(workbook, what, lambda: None)
    assert missing(book, SETTINGS, ["d1"]) == ("d1",)


def test_numbers_of_another_machine_can_still_be_read(monkeypatch):
    book = measured("d1")
    monkeypatch.setattr(workbook, "machine", lambda: None)
    assert comparison_of(book, SETTINGS, {"d1": "bus.jpg"}) is not None


def test_a_copy_does_not_change_with_the_book():
    book = measured("d1")
    copy = copy_of(book)
    keep(book, measured_for(book, SETTINGS, [], fresh=False), image_result(model_run("a"), digest="d2"))
    book.truth["d1"], book.comments["ease"], book.edits["d1", "a", "remarks"] = (), "mine", "mine"
    (found,) = copy.measured.values()
    assert (list(found.results), copy.truth, copy.comments, copy.edits) == (["d1"], {}, {}, {})


def test_without_a_finished_picture_there_is_no_comparison():
    assert comparison_of(Workbook(), SETTINGS, {"d1": "bus.jpg"}) is None


def test_a_comparison_has_the_pictures_asked_for_in_their_order_under_their_names():
    made = comparison_of(measured("d1", "d2", "d3"), SETTINGS, {"d3": "c.jpg", "d1": "a.jpg"})
    assert [(image.digest, image.image) for image in made.images] == [("d3", "c.jpg"), ("d1", "a.jpg")]


def test_a_comparison_keeps_the_threshold_it_was_measured_with():
    made = comparison_of(measured("d1"), replace(SETTINGS, threshold=0.9), {"d1": "bus.jpg"})
    assert made.settings.threshold == 0.5


def test_the_threshold_is_not_among_the_choices():
    assert choices_of(SETTINGS) == choices_of(replace(SETTINGS, threshold=0.1))
