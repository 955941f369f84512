"""Where the Hub cannot be reached, the pages on texts begin with the models that ship, and say why."""

import pytest

from core.models.catalogue.rows import find
from tests.pages.visitor import said, visit


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
        at = visit("text_classification")
    assert next(box for box in at.selectbox if box.label == "Model").value == "bertweet-sentiment"
    assert said(at, "is downloaded when it is first used: 541 MB")
