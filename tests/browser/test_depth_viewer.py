import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_in_a_component

SCRIPT = "tests/browser/scripts/depth_page.py"


@pytest.fixture
def depth(serve, open_page, settle):
    """A function (**context options) -> page with two depths of one picture."""

    def open_(**options):
        page = open_page(serve(SCRIPT), **options)
        settle(page)
        return page

    return open_


def stage(page, number=0):
    return page.locator(".stage").nth(number)


def point_at(page, x, y, *, press=False):
    """Bring the mouse to a place of the first picture, in parts of it."""
    frame = stage(page).bounding_box()
    place = frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]
    page.mouse.move(*place)
    if press:
        page.mouse.click(*place)


def number_in(text):
    return float(re.search(r"(\d+[.,]\d+)(?!.*\d[.,]\d)", text)[1].replace(",", "."))


def test_the_depth_under_the_pointer_is_read_on_both_viewers_of_a_group(depth):
    page = depth()
    point_at(page, 0.9, 0.25)
    under = page.locator(".read > .under")
    expect(under.first).to_contain_text("Bajo el puntero: ")
    assert number_in(under.nth(0).inner_text()) == pytest.approx(5, abs=0.2)
    assert number_in(under.nth(1).inner_text()) == pytest.approx(0.9, abs=0.02)
    page.mouse.move(2, 2)
    expect(under.first).to_have_text("")


def test_a_click_puts_the_point_down_and_it_stays_when_the_depth_changes(depth):
    page = depth()
    point_at(page, 0.25, 0.5, press=True)
    at = page.locator(".read > .at")
    expect(at.first).to_have_text(re.compile(r"Punto x (99|100), y (99|100): (9,9|10,0)\d m"))
    page.get_by_role("slider", name="Factor").press("End")
    expect(at.first).to_have_text(re.compile(r": (19,9|20,0|20,1)\d m"))


def test_the_arrow_keys_move_the_point(depth):
    page = depth()
    point = page.get_by_role("application").first
    point.focus()
    before = number_in(page.locator(".read > .at").first.inner_text())
    for _step in range(3):
        point.press("Shift+ArrowDown")
    expect(page.locator(".read > .at").first).to_have_text(re.compile("y 1(59|60)"))
    assert number_in(page.locator(".read > .at").first.inner_text()) == pytest.approx(before + 6, abs=0.2)


def test_the_border_is_moved_by_its_handle_and_by_keys_and_not_by_a_click_on_the_picture(depth):
    page = depth()
    border = page.get_by_role("slider", name="Cortina entre la imagen y la profundidad").first
    point_at(page, 0.2, 0.2, press=True)
    expect(border).to_have_attribute("aria-valuenow", "50")
    frame = border.bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + 20)
    page.mouse.down()
    point_at(page, 0.25, 0.5)
    page.mouse.up()
    expect(border).to_have_attribute("aria-valuenow", "25")
    border.press("PageUp")
    expect(border).to_have_attribute("aria-valuetext", "35 % imagen, el resto es profundidad")


def test_the_scale_goes_from_far_to_near_whichever_way_the_numbers_run(depth):
    page = depth()
    ends = [page.locator(".scale").nth(number).inner_text().split("\n") for number in (0, 1)]
    assert ends == [["lejos · 19,95 m", "0,05 m · cerca"], ["lejos · 0,00", "1,00 · cerca"]]


def test_a_tap_on_a_phone_puts_the_point_there(depth):
    page = depth(width=390, height=800, has_touch=True)
    frame = stage(page).bounding_box()
    page.touchscreen.tap(frame["x"] + 0.75 * frame["width"], frame["y"] + 0.1 * frame["height"])
    expect(page.locator(".read > .at").first).to_have_text(re.compile("y (19|20|21):"))
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(depth, theme):
    assert serious_in_a_component(depth(theme=theme)) == []
