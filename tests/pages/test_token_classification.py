"""The token classification page: what a visitor gets of the words of a text."""

import re
from html import unescape

import pytest

from core.i18n import speaking
from tests.pages.visitor import press_words, said, visit, warnings, well

PAGE = "token_classification"
NAMES = {"token_classifier": "BETO NER (names, Spanish)", "token_classification_example": "names"}
SENTENCE = "Gabriel García Márquez nació en Aracataca , Colombia ."


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def mark(at):
    return press_words(at, "Mark the words")


def marked(at) -> list[tuple[str, str]]:
    """The words in colour in the text, each with its label."""
    html = "".join(element.body for element in at.get("html") if '<div class="spans"' in element.body)
    found = re.findall(r"<mark[^>]*><bdi>(.*?)</bdi><small>(.*?)</small>", html, re.DOTALL)
    return [(unescape(word), label) for word, label in found]


def legend(at) -> list[str]:
    html = "".join(element.body for element in at.get("html") if '<div class="spans"' in element.body)
    return re.findall(r"<li class=[^>]*>(.*?)</li>", html)


def test_the_course_s_sentence_has_its_parts_of_speech_at_a_click():
    at = mark(visit(PAGE))
    assert marked(at)[:3] == [("Estamos", "AUX"), ("aprendiendo", "VERB"), ("a", "ADP")]
    assert legend(at)[0] == "AUX <span>auxiliary verb</span>"
    assert list(at.dataframe[0].value["Label"])[:2] == ["AUX (auxiliary verb)", "VERB (verb)"]


def test_a_name_is_one_part_and_what_is_no_name_is_not_marked():
    at = visit(PAGE, **NAMES)
    well(at.text_area[0].input(SENTENCE).run())
    assert marked(mark(at)) == [("Gabriel García Márquez", "PER"), ("Aracataca", "LOC"), ("Colombia", "LOC")]


def test_choosing_a_label_leaves_its_words_alone():
    at = visit(PAGE, **NAMES)
    well(at.text_area[0].input(SENTENCE).run())
    at = mark(at)
    pills = next(group for group in at.button_group if ".filter." in group.key)
    assert pills.options == ["LOC (place) · 2", "PER (person) · 1"]
    # AppTest writes the options outside of the visit, in whatever language is set there.
    with speaking("en"):
        well(pills.set_value(["PER"]).run())
    assert marked(at) == [("Gabriel García Márquez", "PER")]
    assert list(at.dataframe[0].value["Word"]) == ["Gabriel García Márquez"]


@pytest.mark.parametrize(
    "text", ['<b>Pedro</b> & "María" viven <script>alert(1)</script>', "1 < 2 > 0 &amp; *x* _y_ `z`"]
)
def test_signs_of_html_and_markdown_are_shown_as_they_are(text):
    at = visit(PAGE)
    well(at.text_area[0].input(text).run())
    html = "".join(element.body for element in mark(at).get("html") if '<div class="spans"' in element.body)
    assert "<script>" not in html and "<b>" not in html
    body = re.search(r'<p dir="auto">(.*)</p>', html, re.DOTALL)[1]
    body = re.sub(r"<small>.*?</small>|<span class=\"note\">.*?</span>", "", body)
    assert unescape(re.sub(r"<[^>]+>", "", body)) == text


def test_how_words_are_put_together_follows_the_rule_chosen():
    at = mark(visit(PAGE))
    assert said(at, "The network gives every **piece** a label")
    pieces = next(frame.value for frame in at.dataframe if "Its pieces, each with its label" in frame.value)
    assert pieces["Word"][0] == "Estamos"
    well(at.button_group(key="token_classification.rule").set_value("max").run())
    assert marked(at)[0] == ("Estamos", "AUX")


def test_a_text_that_is_too_long_says_what_is_not_read():
    at = visit(PAGE)
    well(at.text_area[0].input("Ella canta muy bien. " * 200).run())
    assert "at most 128 tokens" in warnings(mark(at))[0]
