"""Choosing a model, as a page uses it: two choosers on one page, what the Hub adds, and no model at all."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.i18n import speaking
from core.ui.inputs import model_input
from tests.pages.visitor import errors, press_words, said, visit, well

FOUND = "someone/sharded-detector"
PAGES = ("object_detection", "few_shot", "quick_draw", "quick_draw_data", "compare_detectors")


def page():
    import streamlit as st

    from core.i18n import speaking
    from core.ui.inputs.model_input import choose_model

    with speaking("en"):
        for key in ("left", "right"):
            row = choose_model("object-detection", key)
            st.session_state[f"got_{key}"] = row and row.name


@pytest.fixture(autouse=True)
def _hub(hub):
    with speaking("en"):
        yield


@pytest.fixture
def no_models(monkeypatch):
    monkeypatch.setattr(model_input, "rows_for", lambda _task: ())
    monkeypatch.setattr(model_input.files, "local_rows", lambda: ())


def two_choosers() -> AppTest:
    return well(AppTest.from_function(page, default_timeout=60).run())


def look_up(at: AppTest, hub_id: str, chooser: int = 0) -> AppTest:
    at.text_input[chooser].input(hub_id)
    (button,) = [
        one
        for one in at.button
        if one.label == "Look it up" and one.form_id == at.text_input[chooser].form_id
    ]
    return well(button.click().run())


def chosen(at: AppTest) -> tuple[str | None, str | None]:
    return at.session_state["got_left"], at.session_state["got_right"]


def test_what_was_looked_up_is_chosen_in_the_same_run():
    before = chosen(two_choosers())[1]
    assert chosen(look_up(two_choosers(), FOUND)) == (FOUND, before)


def test_of_two_choosers_the_one_that_looked_it_up_chooses_it():
    before = chosen(two_choosers())[0]
    assert chosen(look_up(two_choosers(), FOUND, chooser=1)) == (before, FOUND)


def test_another_choice_can_be_made_afterwards():
    at = look_up(two_choosers(), FOUND)
    well(at.selectbox(key="left").set_value("yolo11n").run())
    assert chosen(at)[0] == "yolo11n"


def test_what_cannot_be_used_leaves_the_choice_as_it_was():
    at = two_choosers()
    before = chosen(at)
    assert (chosen(look_up(at, "someone/missing")), len(errors(at))) == (before, 1)


def test_on_the_comparison_page_it_joins_the_chosen_models():
    at = visit("compare_detectors")
    before = at.session_state["models"]
    look_up(at, FOUND)
    assert at.session_state["models"] == [*before, FOUND]


def test_without_a_model_a_chooser_chooses_none_and_says_what_to_do(no_models):
    at = two_choosers()
    assert (chosen(at), len(said(at, "There is no model for this here"))) == ((None, None), 2)


@pytest.mark.parametrize("name", PAGES)
def test_without_a_model_a_page_is_there_all_the_same(no_models, name):
    at = visit(name)
    assert said(at, "There is no model for this here") and not errors(at)


def test_without_a_model_the_first_one_of_the_hub_is_chosen(no_models):
    at = visit("object_detection")
    assert at.button[[one.label for one in at.button].index("Detect objects")].disabled
    look_up(at, FOUND)
    assert at.selectbox(key="model").value == FOUND
    assert not press_words(at, "Detect objects").error


def test_no_two_pages_give_their_model_the_same_name_in_the_address():
    """Else one page's choice would be taken for the other's."""
    pages = Path(__file__).resolve().parents[2] / "pages"
    calls = r'choose_models?\(\s*[\w".-]+,\s*(?:key=)?(\w+|"\w+")'
    names = [name.strip('"') for file in pages.glob("*.py") for name in re.findall(calls, file.read_text())]
    assert len(names) >= 8
    assert len(names) == len(set(names))
