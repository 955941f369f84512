"""The image classification page in a real browser: once by mouse, once by keyboard."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import follow


@pytest.fixture
def student(open_page, url):
    """A function (address) -> the page in English, on a laptop."""
    return lambda address="": open_page(
        f"{url}/image_classification?{address}", locale="en-US", width=1280, height=720
    )


def in_sight(page, locator):
    box = locator.bounding_box()
    return box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


def test_by_mouse_from_the_first_click_to_the_file(student, settle, tmp_path):
    page = student("classifier=MobileNetV2")
    page.get_by_role("button", name="Classify").click()
    first = page.locator(".scores li").first
    expect(first).to_be_visible()
    settle(page)
    # On a laptop the answer is seen without scrolling.
    assert in_sight(page, first)

    page.get_by_role("button", name="Dog", exact=True).click()
    settle(page)
    page.get_by_role("button", name="Classify").click()
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    settle(page)
    large = page.locator(".stage .picture")
    expect(large).to_have_attribute("alt", re.compile("^dog.jpg"))
    # The box in front of the first row.
    table.click(position={"x": 15, "y": 36 + 28})
    expect(large).to_have_attribute("alt", re.compile("^cat.jpg"))
    settle(page)

    page.get_by_text("Show where it looks").click()
    slider = page.get_by_role("slider", name="How much of the colours is seen")
    expect(slider).to_be_visible()
    settle(page)
    slider.fill("20")
    expect(page.locator(".stage .heat")).to_have_css("opacity", "0.2")

    with page.expect_download() as download:
        page.get_by_role("button", name="JSON", exact=True).click()
    path = tmp_path / "labels.json"
    download.value.save_as(path)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert [(one["image"], len(one["answer"])) for one in found] == [("cat.jpg", 5), ("dog.jpg", 5)]


def test_by_keyboard_from_the_first_key_to_a_labels_other_names(student, settle):
    page = student("classifier=MobileNetV2")
    page.get_by_role("button", name="Classify").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".scores").first).to_be_visible()
    settle(page)

    names = page.locator(".scores summary").first
    names.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".scores details[open] p").first).to_be_visible()

    page.get_by_label("Show where it looks").focus()
    page.keyboard.press("Space")
    slider = page.get_by_role("slider", name="How much of the colours is seen")
    slider.wait_for()
    settle(page)
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "0 %")

    page.get_by_label("Compare with a second model").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("two_classifiers=true"))
    expect(page.get_by_role("combobox", name="Second model")).to_be_visible()


def test_a_choice_stays_on_its_page_and_says_nothing_on_others(student, settle):
    page = student("classifier=MobileNetV2&two_classifiers=true")
    for name in ("Few-shot learning", "Depth estimation", "Image segmentation"):
        follow(page, name)
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        settle(page)
        expect(page.get_by_test_id("stToast")).to_have_count(0)
        expect(page).not_to_have_url(re.compile("MobileNetV2|two_"))
    follow(page, "Image classification")
    expect(page).to_have_url(re.compile("classifier=MobileNetV2&two_classifiers=true"))
    expect(page.get_by_role("combobox", name="Second model")).to_be_visible()
