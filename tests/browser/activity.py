"""The steps of the activity, as a student in a browser takes them."""

from playwright.sync_api import Page

from core.ui.compare_detectors.steps import STEPS


def show_step(page: Page, step: str) -> None:
    """Show a step of the comparison page, one of STEPS."""
    page.locator(".st-key-steps").get_by_role("radio").nth(list(STEPS).index(step)).click()
