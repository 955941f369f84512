"""A label that is followed through pictures, table and charts, and two models either side of a border."""

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.i18n import speaking
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture
from core.ui.compare_detectors import reading, two_models
from tests.unit.compare_samples import HERE, THERE, comparison, image_result, model_run, seen

STREET = Picture("street.jpg", Image.new("RGB", (640, 480), "gray"), "upload", "d", None)
FOUND = (*seen("dog"), *seen("cat", box=THERE))
TRUTH = {"d": (TruthBox("dog", HERE), TruthBox("sofa", THERE))}


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


@pytest.fixture
def drawn(monkeypatch):
    """What the viewers were given in the last run: the options of each."""
    calls = []
    monkeypatch.setattr(reading, "picture_viewer", lambda *given, **options: calls.append(options))
    monkeypatch.setattr(
        two_models, "split_viewer", lambda *given, **options: calls.append({"sides": given[1:], **options})
    )
    return calls


def page(made, pictures, truth):
    from core.i18n import speaking
    from core.ui.compare_detectors import reading

    with speaking("en"):
        reading.look(made, pictures, truth, 0.5)
        reading._counted(made, truth, 0.5)


def app(*models):
    made = comparison(image_result(*(model_run(model, FOUND) for model in models), digest="d"))
    at = AppTest.from_function(page, args=(made, (STREET,), TRUTH), default_timeout=60).run()
    assert not at.exception
    return at


def views(at):
    (control,) = (group for group in at.button_group if group.label == "What to show")
    return control


def show_border(at):
    views(at).set_value("slider").run()
    assert not at.exception


@pytest.mark.parametrize(
    ("chosen_in", "follows"), [("label_counted", "label_looked_at"), ("label_looked_at", "label_counted")]
)
def test_a_label_chosen_in_one_place_is_followed_in_the_other(drawn, chosen_in, follows):
    at = app("a", "b")
    drawn.clear()
    at.selectbox(key=chosen_in).select("dog").run()
    assert at.selectbox(key=follows).value == "dog"
    assert [options["followed"] for options in drawn] == ["dog", "dog"]


def test_the_table_counts_the_label_that_is_followed(drawn):
    at = app("a")
    assert list(at.dataframe[0].value["FP"]) == [1]
    assert "missed" in at.dataframe[1].value.columns
    at.selectbox(key="label_counted").select("couch").run()
    assert [list(at.dataframe[0].value[column]) for column in ("TP", "FP", "FN")] == [[0], [0], [1]]
    assert not any("missed" in frame.value.columns for frame in at.dataframe)


def test_a_label_that_one_place_does_not_have_is_followed_where_it_is(drawn):
    at = app("a")
    at.selectbox(key="label_looked_at").select("cat").run()
    assert (at.selectbox(key="label_looked_at").value, at.selectbox(key="label_counted").value) == ("cat", "")


def test_one_model_alone_has_no_border(drawn):
    assert "slider" not in views(app("a")).options
    assert "Slider" not in views(app("a")).options


def test_two_models_are_shown_either_side_of_a_border_and_said_in_words(drawn):
    at = app("a", "b")
    drawn.clear()
    show_border(at)
    assert [side.name for side in drawn[0]["sides"]] == ["A", "B"]
    assert drawn[0]["alt"] == "street.jpg. Left of the border, A: 3 objects. Right of it, B: 3 objects."


def test_of_three_models_any_two_are_compared(drawn):
    at = app("a", "b", "c")
    show_border(at)
    at.selectbox(key="split_left").select("b").run()
    drawn.clear()
    at.selectbox(key="split_right").select("c").run()
    assert [side.name for side in drawn[0]["sides"]] == ["B", "C"]
