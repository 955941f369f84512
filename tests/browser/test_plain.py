import re

import pytest

from tests.browser.scripts.plain_page import TEXTS

PLACES = 6
MADE = re.compile(r"<(img|h1|h2|ul|ol|li|blockquote|hr|pre|code|table|strong|em|del|b|span)\b")


@pytest.fixture(scope="module")
def shown(serve, browser):
    """The text of each place, a list a text, and the HTML of them all."""
    page = browser.new_page()
    page.goto(serve("tests/browser/scripts/plain_page.py"))
    page.locator(f".st-key-text_{len(TEXTS) - 1} [data-testid=stMarkdownContainer]").last.wait_for()
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
    places = [
        page.locator(f".st-key-text_{number}").locator(
            "[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]"
        )
        for number in range(len(TEXTS))
    ]
    yield [
        (each.all_inner_texts(), each.evaluate_all("all => all.map(one => one.innerHTML)")) for each in places
    ]
    page.close()


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_text_that_looks_like_markdown_is_read_as_it_is(shown, number):
    texts = [" ".join(text.replace("\u2060", "").split()) for text in shown[number][0] if text.strip()]
    assert texts == [" ".join(TEXTS[number].split())] * PLACES


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_text_that_looks_like_markdown_makes_no_element(shown, number):
    assert [html for html in shown[number][1] if MADE.search(html)] == []
