"""The tokenizers page in a browser: a token says more when it is pointed at, and every view can be read by anybody."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_in_both

MINI = "tokenizer?tokenizer=Mini+LM+(es)"


@pytest.fixture
def student(open_page, url):
    """A function (path) -> a page of the app, in English."""
    return lambda path: open_page(f"{url}/{path}", locale="en-US")


def test_a_token_says_more_by_keyboard_and_by_mouse(student):
    page = student(MINI)
    first, second = (page.locator(".pointed").first.locator("li[tabindex]").nth(place) for place in (0, 1))
    first.focus()
    expect(first.locator(".note")).to_have_css("opacity", "1")
    page.keyboard.press("Tab")
    expect(first.locator(".note")).to_have_css("opacity", "0")
    expect(second.locator(".note")).to_have_css("opacity", "1")
    first.hover()
    expect(first.locator(".note")).to_have_css("opacity", "1")


def test_what_is_typed_is_cut_at_once_and_markup_in_it_is_text(student, settle):
    page = student(MINI)
    page.get_by_label("Text", exact=True).fill("<b id='mine'>hola</b>")
    page.keyboard.press("Control+Enter")
    settle(page)
    expect(page.locator(".pointed").first).to_contain_text("characters 13 to 15")
    assert page.locator("b#mine").count() == 0


def test_no_view_keeps_a_person_out_or_is_wider_than_a_phone(open_page, url, settle):
    page = open_page(f"{url}/{MINI}&two_tokenizers=true&second_tokenizer=Mini+BERT+(es)")
    page.set_viewport_size({"width": 390, "height": 844})
    views = page.locator(".st-key-tokenizer_view button")
    found = {}
    for number in range(views.count()):
        views.nth(number).click()
        settle(page)
        if number == views.count() - 1:
            page.get_by_test_id("stBaseButton-primary").last.click()
            page.get_by_test_id("stVegaLiteChart").wait_for()
            settle(page)
        found[number] = serious_in_both(page, settle)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert len(found) == 7
    assert {view: wrong for view, wrong in found.items() if wrong} == {}
