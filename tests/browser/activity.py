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
