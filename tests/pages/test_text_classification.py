"""The text classification page: what a visitor gets of a text, step by step."""


import pytest

from tests.pages.visitor import press_words, said, visit

PAGE = "text_classification"
MULTILINGUAL = "XLM-RoBERTa (20 languages)"


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def classify(at):
    return press_words(at, "Classify the text")


def bars(at) -> list[str]:
    """The rows of score bars on the page, as text."""
    return [html.body for html in at.get("html") if '<ol class="scores">' in html.body]


def test_the_first_example_is_classified_at_a_click():
    at = classify(visit(PAGE))
    assert ">POS (positive)<" in bars(at)[0].split("</li>")[0]
    assert [said(at, f"**{n} · ") != [] for n in range(1, 7)] == [True] * 6
