"""Where the Hub cannot be reached, the pages on texts begin with the models that ship, and say why."""

import pytest

from core.models.catalogue.rows import find
from tests.pages.visitor import press_words, said, visit


@pytest.mark.parametrize(
    ("page", "ships"),
    [
        ("text_classification", "mini-sentimiento"),
        ("token_classification", "mini-pos-es"),
        ("fill_mask", "mini-bert-es"),
        ("translation", "mini-es-en"),
        ("text_generation", "mini-lm-es"),
    ],
)
def test_a_page_begins_with_what_ships_exactly_where_the_hub_cannot_be_reached(hub, clean_cache, page, ships):
    with hub.broken("refuse"):
        at = visit(page)
    models = next(box for box in at.selectbox if box.label == "Model")
    assert models.value == ships
    assert said(at, "one that ships with the app is chosen")


@pytest.mark.parametrize(
    "page", ["text_classification", "token_classification", "fill_mask", "translation", "text_generation"]
)
def test_where_the_hub_answers_a_page_begins_with_the_course_s_model(hub, clean_cache, page):
    at = visit(page)
    models = next(box for box in at.selectbox if box.label == "Model")
    assert find(models.value).hub_id
    assert not said(at, "one that ships with the app is chosen")


def test_a_page_without_a_model_that_ships_offers_the_course_s_and_says_what_it_needs(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit("question_answering")
    assert next(box for box in at.selectbox if box.label == "Model").value == "roberta-bne-sqac"
    assert said(at, "is downloaded when it is first used: 498 MB")


@pytest.mark.parametrize(
    ("page", "button", "shown"),
    [
        ("text_classification", "Classify the text", ">POS (positive)<"),
        ("token_classification", "Mark the words", "AUX <span>auxiliary verb</span>"),
    ],
)
def test_what_ships_answers_at_a_click(hub, clean_cache, page, button, shown):
    with hub.broken("refuse"):
        at = press_words(visit(page), button)
    assert any(shown in html.body for html in at.get("html"))


def test_the_second_model_that_ships_tells_the_language(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit("text_classification", text_classification_example="french", text_classifier="Mini idioma")
        at = press_words(at, "Classify the text")
    bars = [html.body for html in at.get("html") if '<ol class="scores">' in html.body]
    assert ">fr (French)<" in bars[0].split("</li>")[0]
