"""Addresses with nonsense: the usual choice, a sentence, and a page that works."""

import pytest

from tests.pages.visitor import visit, well

COMPARE = "compare_detectors"


@pytest.fixture(autouse=True)
def _hub(hub):
    """The pages ask it what is there."""


def toasts(at) -> list[str]:
    return [toast.value for toast in at.toast]


@pytest.mark.parametrize("key", ["repeats", "warmup", "threshold"])
@pytest.mark.parametrize(
    "value", ["1e999", "-1e999", "9" * 5000, "nan", "x", "-1", "1001", "\x00", "\u202e1"]
)
def test_a_number_that_is_none_is_the_usual_one_and_is_said(key, value):
    at = visit(COMPARE, **{key: value})
    usual = {"repeats": 5, "warmup": 2, "threshold": 0.5}
    shown = at.slider(key=key).value if key == "threshold" else at.number_input(key=key).value
    assert shown == usual[key]
    (said,) = toasts(at)
    assert "The usual choice takes its place" in said and len(said) < 200
    assert key not in at.query_params
    well(at.run())
    assert toasts(at) == []


@pytest.mark.parametrize(
    ("page", "key"),
    [(COMPARE, "models"), (COMPARE, "device"), ("object_detection", "model"), ("quick_draw", "sketch_model")],
)
@pytest.mark.parametrize("value", ["nothing", "9" * 5000, "\x02\u202e", "[](x)"])
def test_a_choice_that_nobody_offers_is_the_usual_one_and_is_said(page, key, value):
    assert len(toasts(visit(page, **{key: value}))) == 1


def test_the_choices_that_can_be_had_are_kept_beside_one_that_cannot():
    at = visit(COMPARE, models=["YOLO11s", "nothing"])
    assert at.button_group(key="models").value == ["yolo11s"]
    assert len(toasts(at)) == 1


@pytest.mark.parametrize(
    "address",
    [
        {"samples": ["set-" + "9" * 5000, "scene-" + "9" * 5000 + "-3-easy", "\x02", "x" * 10_000]},
        {"work": "9" * 5000},
        {"work": "\x00" * 22},
        {"lang": "\x02"},
        {"lang": "x" * 10_000},
    ],
)
def test_other_nonsense_is_passed_over(address):
    visit(COMPARE, **address)


@pytest.mark.parametrize("value", ["nothing", "9" * 5000, "\x02"])
def test_a_class_that_nobody_drew_is_the_usual_one(value):
    at = visit("quick_draw_data", **{"class": value})
    assert at.query_params["class"] == ["cat"] or at.query_params["class"] == "cat"
