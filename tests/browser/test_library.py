"""The pages on the library in a real browser: by keyboard, wide and narrow."""

import pytest
from playwright.sync_api import expect

RESULTS = {
    "auto_classes": "[data-testid=stDataFrame]",
    "datasets?data_source=app&data_rows=20": ".scores",
    "find_models?find_task=translation": "[data-testid=stDataFrame]",
    "pipelines?pipeline_task=token-classification": "blockquote",
}


@pytest.fixture
def student(open_page, url):
    """A function (path) -> a page in English."""
    return lambda path, **options: open_page(f"{url}/{path}", **{"locale": "en-US", **options})


@pytest.mark.parametrize("width", [390, 820])
@pytest.mark.parametrize("address", RESULTS)
def test_a_narrow_page_needs_no_scrolling_to_the_side(student, settle, address, width):
    page = student(address, width=width)
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.locator(RESULTS[address]).first.wait_for()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_model_is_looked_into_by_keyboard_alone(student, settle):
    page = student("auto_classes")
    button = page.get_by_role("button", name="Look at the model")
    button.focus()
    page.keyboard.press("Enter")
    layers = page.get_by_role("tab", name="The layers")
    layers.wait_for()
    settle(page)
    layers.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="The configuration")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="The configuration")).to_contain_text("Search")
