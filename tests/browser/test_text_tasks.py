"""The pages fill-mask, question answering and zero-shot classification of texts in a real browser: by mouse and by
keyboard, wide and narrow."""

import pytest
from playwright.sync_api import expect

PAGES = {
    "fill_mask": "?two_gap_fillers=true&fill_mask_contexts=true",
    "question_answering": "?question_answering_example=library",
    "zero_shot_classification": "?zero_shot_text_several=true",
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
    page.locator(".scores").first.wait_for()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_word_is_hidden_and_guessed_by_mouse(student, settle):
    page = student("fill_mask")
    text = page.get_by_role("textbox", name="Text")
    text.fill("Pedro compró un nuevo coche")
    page.keyboard.press("Control+Enter")
    settle(page)
    page.get_by_test_id("stButtonGroup").get_by_text("coche").click()
    settle(page)
    expect(text).to_have_value("Pedro compró un nuevo <mask>")
    page.get_by_role("button", name="Fill the gap").click()
    guess = page.locator(".scores summary").first
    expect(guess).to_have_text("coche")
    guess.click()
    expect(page.locator(".scores details[open] p").first).to_have_text("Pedro compró un nuevo coche")


def test_a_question_is_asked_and_its_answer_read_by_keyboard_alone(student, settle):
    page = student("question_answering")
    question = page.get_by_role("textbox", name="Question")
    question.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("¿Dónde nació?")
    page.keyboard.press("Enter")
    settle(page)
    button = page.get_by_role("button", name="Find the answer")
    button.focus()
    page.keyboard.press("Enter")
    context = page.get_by_role("region", name="The text, with its answers numbered")
    expect(context.locator("mark.best")).to_have_count(1)
    context.focus()
    expect(context).to_be_focused()


def test_labels_are_typed_and_their_pairs_seen(student, settle):
    page = student("zero_shot_classification")
    labels = page.get_by_test_id("stMultiSelect").get_by_role("combobox")
    labels.fill("deporte, cocina")
    labels.press("Enter")
    settle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove cocina")).to_be_visible()
    page.get_by_role("button", name="Compare with my labels").click()
    expect(page.locator(".scores li")).to_have_count(6)
    page.get_by_text("the very pairs that").click()
    settle(page)
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
