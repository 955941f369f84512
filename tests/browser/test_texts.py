"""The pages on texts in a real browser: by mouse, by keyboard, on a telephone."""

import json

import pytest
from playwright.sync_api import expect

from core.tasks import TASKS


@pytest.fixture
def student(open_page, url):
    """A function (address, width) -> the page in English."""
    return lambda address, width=1280: open_page(f"{url}/{address}", locale="en-US", width=width, height=720)


def mark(page, settle):
    page.get_by_role("button", name="Mark the words").click()
    page.locator(".spans mark").first.wait_for()
    settle(page)


def test_from_a_typed_text_to_the_file_with_its_label(student, settle, tmp_path):
    page = student("text_classification")
    page.get_by_role("textbox", name="Text").fill("I love this song.")
    # The button is pressed straight away: what was typed counts all the same.
    page.get_by_role("button", name="Classify the text").click()
    first = page.locator(".scores li").first
    expect(first).to_contain_text("POS")
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON", exact=True).click()
    path = tmp_path / "labels.json"
    download.value.save_as(path)
    (found,) = json.loads(path.read_text(encoding="utf-8"))
    assert (found["text"], found["answer"][0]["label"]) == ("I love this song.", "POS")


def test_a_text_stays_when_the_page_is_left(student, settle):
    page = student("text_classification")
    page.get_by_role("textbox", name="Text").fill("Mine alone.")
    page.get_by_role("heading", level=1).click()
    settle(page)
    page.get_by_role("link", name="Token classification").click()
    page.get_by_role("button", name="Mark the words").wait_for()
    settle(page)
    page.get_by_role("link", name="Text classification").click()
    expect(page.get_by_role("textbox", name="Text")).to_have_value("Mine alone.")


def test_pointing_at_a_label_of_the_legend_leaves_its_words_bright(student, settle):
    page = student("token_classification")
    mark(page, settle)
    page.locator(".spans li", has=page.get_by_text("noun", exact=True)).hover()
    bright = page.locator(".spans mark", has_text="modelos")
    pale = page.locator(".spans mark", has_text="usar")
    expect(pale).to_have_css("opacity", "0.35")
    expect(bright).to_have_css("opacity", "1")


def test_by_keyboard_a_word_says_its_label_and_its_score(student, settle):
    page = student("token_classification")
    mark(page, settle)
    page.locator(".spans li").last.focus()
    page.keyboard.press("Tab")
    word = page.locator(".spans mark").first
    expect(word).to_be_focused()
    note = word.locator(".note")
    expect(note).to_have_css("opacity", "1")
    expect(note).to_contain_text("auxiliary verb · ")


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize(
    ("address", "button", "result"),
    [
        ("text_classification?text_classification_example=tweet", "Classify the text", ".scores"),
        ("token_classification?token_classification_example=names", "Mark the words", ".spans mark"),
    ],
)
def test_at_no_width_anything_sticks_out(student, settle, width, address, button, result):
    page = student(address, width)
    page.get_by_role("button", name=button).click()
    page.locator(result).first.wait_for()
    settle(page)
    page.get_by_text("Attention of").first.click()
    page.get_by_text("Strongest between two tokens").wait_for()
    settle(page)
    wide = "main => [main.scrollWidth, main.clientWidth]"
    inner, outer = page.get_by_test_id("stMain").evaluate(wide)
    assert inner <= outer


@pytest.mark.parametrize("name", [task.page for task in TASKS if task.section == "text"])
def test_on_a_telephone_the_button_is_on_the_first_screen_and_the_model_comes_behind_the_answer(
    open_page, url, name
):
    page = open_page(f"{url}/{name}", width=390, height=844, locale="en-US")
    button = page.get_by_test_id("stBaseButton-primary").bounding_box()
    text = page.get_by_role("textbox").first.bounding_box()
    model = page.get_by_test_id("stSelectbox").first.bounding_box()
    assert text["y"] < button["y"] < button["y"] + button["height"] <= 844
    assert model["y"] > button["y"]


def test_on_a_wide_screen_the_button_is_beside_the_text(open_page, url):
    page = open_page(f"{url}/fill_mask", width=1280, locale="en-US")
    button = page.get_by_test_id("stBaseButton-primary").bounding_box()
    text = page.get_by_role("textbox").first.bounding_box()
    assert button["x"] > text["x"] + text["width"]
