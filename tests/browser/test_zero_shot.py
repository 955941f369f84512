"""The zero-shot page in a real browser: Activity 4 by mouse, and by keyboard."""

import json
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from tests.browser.axe import open_everything, serious_behind, serious_in_both

PAGE = "zero_shot_image_classification"
BUTTON = "Compare with my labels"


@pytest.fixture
def student(open_page, url):
    """A function (path) -> the page in English."""
    return lambda path="", **options: open_page(f"{url}/{PAGE}{path}", **{"locale": "en-US", **options})


def first_labels(page):
    """The labels of the bars, the best first, of each list."""
    return [bars.locator(".name").all_text_contents() for bars in page.locator(".scores").all()]


def test_a_student_does_the_activity_by_mouse_from_own_labels_to_the_zip(student, settle, tmp_path):
    page = student("?two_clips=true")
    page.get_by_role("button", name="As a list").click()
    page.get_by_role("textbox", name="One label a line").fill("penguin\npuffin\nowl")
    page.get_by_role("button", name="Use these labels").click()
    settle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove puffin")).to_be_visible()
    page.get_by_role("button", name="Remove puffin").click()
    settle(page)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".scores")).to_have_count(2)
    settle(page)
    assert [sorted(labels) for labels in first_labels(page)] == [["owl", "penguin"]] * 2
    page.get_by_role("tab", name="Similarity matrix").click()
    page.get_by_text("Hand in Activity 4").click()
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ana")
    name.press("Tab")
    expect(page.get_by_text("Still missing: your own words")).to_be_visible()
    settle(page)
    expect(page.get_by_role("tab", name="Similarity matrix")).to_have_attribute("aria-selected", "true")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download everything (ZIP)").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    with ZipFile(path) as archive:
        names, results = archive.namelist(), json.loads(archive.read("results.json"))
    assert (path.name, len(results), "zero_shot.py" in names) == ("Ana_zero_shot.zip", 8, True)
    assert results[0]["answer"][0]["label"] == first_labels(page)[0][0]


def test_labels_are_typed_and_compared_by_keyboard_alone(student, settle):
    page = student()
    chips = page.locator("[data-testid=stMultiSelect]").first.get_by_role("combobox")
    chips.focus()
    page.keyboard.type("a penguin")
    page.keyboard.press("Enter")
    settle(page)
    # While the list of the chips is open, there is nothing else to those who cannot see.
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove a penguin")).to_be_attached()
    button = page.get_by_role("button", name=BUTTON)
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".scores")).to_have_count(1)
    settle(page)
    assert sorted(first_labels(page)[0]) == ["a penguin", "bear", "fox", "owl", "seagull"]
    assert "a+penguin" in page.url or "a%20penguin" in page.url


def test_on_a_laptop_the_button_and_the_result_are_in_sight(student, settle):
    page = student(width=1280, height=720)
    page.get_by_role("button", name=BUTTON).click()
    last = page.locator(".scores > li").last
    expect(last).to_be_visible()
    settle(page)
    box = last.bounding_box()
    assert box["y"] + box["height"] <= 720


def test_nothing_keeps_a_person_out(open_page, url, settle):
    page = open_page(f"{url}/{PAGE}?two_clips=true")
    files = (
        page.get_by_test_id("stPopover").get_by_role("button").nth(1),
        page.get_by_test_id("stPopoverBody").get_by_test_id("stFileUploader"),
    )
    found = {"sets and files": serious_behind(page, *files), "before a run": serious_in_both(page, settle)}
    found["sets and files, dark"] = serious_behind(page, *files)
    page.get_by_test_id("stBaseButton-primary").first.click()
    expect(page.locator(".scores")).to_have_count(2)
    settle(page)
    open_everything(page, settle)
    for tab in (0, 1, 2):
        page.get_by_role("tab").nth(tab).click()
        page.wait_for_timeout(500)
        found[f"with a result, tab {tab}"] = serious_in_both(page, settle)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}
