"""The steps of the activity, as a student in a browser takes them."""

from playwright.sync_api import Page, expect

from core.ui.compare_detectors.steps import STEPS


def show_step(page: Page, step: str) -> None:
    """Show a step of the comparison page, one of STEPS, and wait until it is there."""
    names = list(STEPS)
    place = names.index(step)
    page.locator(".st-key-steps").get_by_role("radio").nth(place).click()
    # The way back, or on from the first one, is another in every step.
    expect(page.locator(f".st-key-to_{names[place - 1 if place else 1]}")).to_be_visible()


def draw(page: Page, left: float, top: float, right: float, bottom: float) -> None:
    """Drag a box on the canvas of the truth; the places are shares of the picture."""
    canvas = page.locator("canvas.upper-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + left * box["width"], box["y"] + top * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.move(box["x"] + right * box["width"], box["y"] + bottom * box["height"])
    page.mouse.up()
