"""The pages translation and summarization in a real browser: mouse and keyboard, wide and narrow."""

import pytest
from playwright.sync_api import expect

PAGES = {
    "translation": "?two_translation_models=true&translation_example=morning&translation_tokens=24",
    "summarization": "?summarization_tokens=24",
}


@pytest.fixture
def student(open_page, url):
    """A function (path) -> a page in English."""
    return lambda path, **options: open_page(f"{url}/{path}", **{"locale": "en-US", **options})


@pytest.mark.parametrize("width", [390, 820])
@pytest.mark.parametrize("page_name", PAGES)
def test_a_narrow_page_needs_no_scrolling_to_the_side(student, settle, page_name, width):
    page = student(f"{page_name}{PAGES[page_name]}", width=width)
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.locator(".sides").first.wait_for()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # On a phone each text stands under the one that it was made of.
    source, result = page.locator(".sides tbody tr").first.locator("td").all()[:2]
    below = result.bounding_box()["y"] >= source.bounding_box()["y"] + source.bounding_box()["height"] - 1
    assert below == (width == 390)


def test_a_sentence_is_translated_and_its_beams_read_by_mouse(student, settle):
    page = student("translation")
    page.get_by_role("button", name="Translate").click()
    written = page.get_by_role("region", name="Translation by OPUS-MT es → en")
    expect(written).to_have_text("Hello, is everything all right?")
    page.get_by_text("What else OPUS-MT es → en could have written").click()
    settle(page)
    expect(page.locator(".scores li")).to_have_count(4)


def test_a_reference_is_written_and_counted_by_keyboard_alone(student, settle):
    page = student("translation")
    button = page.get_by_role("button", name="Translate")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Translation by OPUS-MT es → en").wait_for()
    settle(page)
    page.locator("summary", has_text="Beside a reference").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="How a person would translate it").focus()
    page.keyboard.type("Hello, is everything fine?")
    page.keyboard.press("Control+Enter")
    settle(page)
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(page.get_by_text("All go from 0 to 100")).to_be_visible()


def test_the_sentences_that_textrank_chose_are_seen_in_the_text(student, settle):
    page = student("summarization?summarization_sentences=3&summarization_tokens=24")
    page.get_by_role("button", name="Summarise").click()
    expect(page.get_by_text("no neural network: it copies")).to_be_visible()
    page.get_by_text("How TextRank chooses").click()
    settle(page)
    expect(page.locator(".extracted mark")).to_have_count(3)
