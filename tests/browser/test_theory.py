"""The drawings of "How it works" that are moved: with the keyboard, and what is said at each step."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def theory(url, open_page):
    """The folded-out theory of object detection, in English."""
    page = open_page(f"{url}/object_detection?lang=en", reduced_motion="reduce")
    page.locator("summary", has_text="How it works").click()
    return page


def slider(theory, name):
    found = theory.get_by_role("slider", name=name)
    found.focus()
    found.press("Home")
    return found


def test_a_box_that_covers_the_object_counts_and_one_beside_it_does_not(theory):
    moved = slider(theory, "Move the model's box")
    expect(moved).to_have_attribute(
        "aria-valuetext",
        "IoU = intersection / union = 0 / 16,000 = 0.00. With a demand of 0.5, this does not count as found.",
    )
    for _ in range(26):
        moved.press("ArrowRight")
    expect(theory.get_by_text("✓ With a demand of 0.5, this counts as found.")).to_be_visible()


def test_detections_are_judged_one_by_one_and_what_is_missed_comes_last(theory):
    slider(theory, "Detections judged").press("End")
    expect(theory.get_by_text("TP 2 · FP 4 · FN 2")).to_be_visible()
    theory.get_by_role("button", name="One back").first.click()
    expect(theory.get_by_text("TP 2 · FP 4 · FN –")).to_be_visible()


def test_the_curve_ends_with_its_area(theory):
    slider(theory, "Detections added").press("End")
    expect(theory.get_by_text("AP is the area below it: 0.67.")).to_be_visible()
