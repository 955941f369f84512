"""The segmentation page in a real browser: Activity 3 once by mouse, once by keyboard."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

PAGE = "image_segmentation?lang=en"


@pytest.fixture
def segmented(url, open_page, settle):
    """The page, in English, with the answer of its first model on its first sample."""
    page = open_page(f"{url}/{PAGE}", width=1280, height=720, reduced_motion="reduce")
    run = page.get_by_role("button", name="Segment the picture")
    stage = page.locator(".stage").first
    assert run.bounding_box()["y"] + 40 <= 720 and stage.bounding_box()["y"] + 300 <= 720
    run.click()
    page.get_by_role("listbox").first.wait_for()
    settle(page)
    return page


def label_field(page):
    return page.get_by_role("combobox", name="Labels to look for")


def result_of(page):
    return page.get_by_role("img", name="with only")


def test_by_mouse_a_label_is_cut_out_and_the_activity_is_handed_in(segmented, settle):
    page = segmented
    row = page.get_by_role("option").first
    label = row.locator(".label").inner_text()
    row.hover()
    expect(page.locator(".layers > .lit")).to_have_count(1)
    page.get_by_role("link", name="Activity 3, below").click()
    expect(page.get_by_role("heading", name="Activity 3")).to_be_in_viewport()
    # A click that takes no time opens the list and closes it again.
    label_field(page).click(delay=60)
    page.get_by_role("option", name=label, exact=True).click()
    page.keyboard.press("Escape")
    settle(page)
    expect(result_of(page)).to_be_visible()
    page.get_by_role("radio", name="Transparent").click()
    page.wait_for_url("**background=transparent**")
    settle(page)
    page.locator("summary", has_text="Hand in Activity 3").click()
    with page.expect_download() as handed_in:
        page.get_by_role("button", name="Download everything (ZIP)").click()
    with ZipFile(BytesIO(handed_in.value.path().read_bytes())) as archive:
        names = set(archive.namelist())
        code = archive.read("segmentation.py").decode()
    assert {"app.py", "man_and_airplane.jpg", "result.png", "labels.txt", "report.html"} <= names
    assert f'WANTED = ["{label}"]' in code and "putalpha" in code


def test_by_keyboard_segments_are_walked_through_and_a_label_is_typed(segmented, settle):
    page = segmented
    first = page.get_by_role("option").first
    label = first.locator(".label").inner_text()
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".row.lit")).to_have_count(1)
    fading = page.get_by_role("slider", name="Opacity of the masks")
    fading.focus()
    fading.press("End")
    expect(page.locator(".layers > div").first).to_have_css("opacity", "1")
    label_field(page).focus()
    page.keyboard.type(f"{label}x")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    settle(page)
    nearest = page.get_by_role("button", name="Take the nearest one")
    nearest.focus()
    page.keyboard.press("Enter")
    settle(page)
    expect(result_of(page)).to_be_visible()
