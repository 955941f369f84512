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


@pytest.mark.parametrize(
    ("page", "model", "size"),
    [
        ("question_answering", "roberta-bne-sqac", "498 MB"),
        ("zero_shot_classification", "bert-spanish-xnli", "440 MB"),
        ("summarization", "mt5-small-spanish-summarization", "1.2 GB"),
    ],
)
def test_a_page_without_a_model_that_ships_says_before_anything_is_pressed_that_it_needs_the_hub(
    hub, clean_cache, page, model, size
):
    with hub.broken("refuse"):
        at = visit(page)
    assert next(box for box in at.selectbox if box.label == "Model").value == model
    assert said(at, f"is downloaded when it is first used: {size}")
    assert [one.value for one in at.info if "The Hugging Face Hub cannot be reached" in one.value]
    assert bool(said(at, "TextRank needs no network")) == (page == "summarization")


@pytest.mark.parametrize("page", ["question_answering", "zero_shot_classification", "summarization"])
def test_where_the_hub_answers_nothing_is_said_of_it(hub, clean_cache, page):
    assert not said(visit(page), "The Hugging Face Hub cannot be reached")


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
