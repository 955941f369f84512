"""The page that finds models: what a visitor finds, and where it leads."""

import pytest

from core.ui.find_models import result
from tests.pages.visitor import errors, press, press_words, said, visit, warnings, well

PAGE = "find_models"


@pytest.fixture(autouse=True)
def _models(hub, clean_cache):
    hub.listed.clear()
    yield
    hub.listed.clear()


def found(at) -> list[str]:
    return list(at.dataframe[0].value["Model"]) if len(at.dataframe) else []


def test_a_search_that_is_ready_gives_a_table_at_a_click():
    at = press(visit(PAGE), "find_models.ready.0")
    assert "Helsinki-NLP/opus-mt-es-en" in found(at)
    assert {"Size", "Files", "Downloads a month", "Likes"} <= set(at.dataframe[0].value.columns)


def test_a_teacher_s_link_opens_the_filters():
    at = visit(
        PAGE, find_task="fill-mask", find_language="en (English)", find_words="bert", find_sort="likes"
    )
    at = press_words(at, "Search")
    assert found(at) == ["google-bert/bert-base-uncased"]
    assert at.button_group(key="find_sort").value == "likes"


def test_the_order_stands_in_the_address_unless_it_is_the_usual_one():
    at = press(visit(PAGE), "find_models.ready.4")
    assert at.query_params["find_sort"] == "likes"
    at = press(at, "find_models.ready.0")
    assert not at.query_params.get("find_sort")


def test_a_filter_that_the_address_makes_up_is_passed_over():
    at = visit(PAGE, find_task="cooking")
    assert not errors(at)
    assert at.selectbox(key="find_task").value == ""


def test_what_was_found_opens_on_the_page_of_its_task_with_the_model_chosen():
    at = visit(PAGE, find_words="bertweet")
    at = press(press_words(at, "Search"), "find_models.open.text-classification")
    assert at.title[0].value == "Text classification"
    assert at.selectbox(key="text_classifier").value == "bertweet-sentiment"


def test_a_model_that_the_app_does_not_know_by_name_opens_too():
    at = visit(PAGE, find_words="pickled-detector")
    at = press(press_words(at, "Search"), "find_models.open.object-detection")
    assert at.title[0].value == "Object detection"
    assert at.selectbox(key="model").value == "someone/pickled-detector"


def test_a_model_that_cannot_be_run_says_why_and_stays_here():
    at = visit(PAGE, find_words="huge-detector")
    at = press(press_words(at, "Search"), "find_models.open.object-detection")
    assert at.title[0].value == "Find models"
    assert "too big for this app" in errors(at)[0]


def test_a_gated_model_is_not_offered():
    at = press_words(visit(PAGE, find_words="gated-detector"), "Search")
    assert said(at, "accepted its terms")
    assert not [button for button in at.button if (button.key or "").startswith("find_models.open")]


def test_a_model_without_a_task_is_offered_on_no_page(hub):
    hub.listed.append({"id": "someone/bare"})
    at = press_words(visit(PAGE), "Search")
    assert said(at, "does not say for which task")
    assert not [button for button in at.button if (button.key or "").startswith("find_models.open")]


def test_any_task_is_offered_once():
    options = visit(PAGE).selectbox(key="find_task").options
    assert len(options) == len(set(options))


def test_a_task_without_a_page_is_said(hub):
    hub.listed.append({"id": "someone/painter", "pipeline_tag": "text-to-image"})
    at = press_words(visit(PAGE), "Search")
    assert said(at, "no page for text-to-image")


def test_hostile_words_are_shown_as_text(hub):
    hub.listed.append({"id": "evil/**bold**<b>", "tags": ["license:[x](http://x)"], "pipeline_tag": "<i>"})
    at = press_words(visit(PAGE), "Search")
    assert said(at, r"evil/\*\*bold\*\*\<b>")
    assert said(at, r"\[x\]")


def test_nothing_found_says_what_to_do():
    at = press_words(visit(PAGE, find_words="no such thing"), "Search")
    assert said(at, "Leave out a filter")


def test_a_change_of_the_filters_is_said_and_loses_nothing():
    at = press(visit(PAGE), "find_models.ready.0")
    before = found(at)
    well(at.selectbox(key="find_task").select("fill-mask").run())
    assert said(at, "before the last change")
    assert found(at) == before


def test_without_the_hub_it_is_said_before_anything_is_pressed(hub):
    with hub.broken("refuse"):
        at = visit(PAGE)
        assert said(at, "cannot be reached now")
        at = press(at, "find_models.ready.0")
    assert found(at)[0] == "mini-es-en"
    assert "the models that this app knows by name" in warnings(at)[0]
    at = press(at, "find_models.open.translation")
    assert at.selectbox(key="translation_model").value == "mini-es-en"


def test_without_the_hub_its_last_answer_says_of_which_day_it_is(hub):
    before = found(press(visit(PAGE), "find_models.ready.0"))
    with hub.broken("rate-limit", retry=30):
        at = press(visit(PAGE), "find_models.ready.0")
    assert found(at) == before
    assert "slow down" in warnings(at)[0]
    assert result._day("2026-11-27T10:00+00:00") in ("27 de noviembre de 2026", "November 27, 2026")
