from io import BytesIO

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect

from core.pictures.palette import color_of
from tests.browser.axe import serious_in_a_component

SCRIPT = "tests/browser/scripts/split_page.py"


@pytest.fixture(scope="module")
def pages():
    """The pages that are open, by what they were opened with: opening one takes seconds."""
    return {}


@pytest.fixture
def split(serve, browser, settle, pages):
    """A function (**context options) -> page with the border halfway."""

    def open_(**options):
        if repr(options) not in pages:
            page = pages[repr(options)] = browser.new_page(locale="es-ES", **options)
            page.goto(serve(SCRIPT))
            settle(page)
        page = pages[repr(options)]
        border(page).press("Home")
        for _step in range(5):
            border(page).press("PageUp")
        expect(border(page)).to_have_attribute("aria-valuenow", "50")
        return page

    return open_


def border(page):
    return page.get_by_role("slider", name="Cortina entre One y Two")


def has_color(page, label, x):
    """Whether the colour of a label is to be seen within 4 pixels of a column of the picture (800 wide)."""
    stage = page.locator(".stage")
    image = Image.open(BytesIO(stage.screenshot())).convert("RGB")
    at = round(x * image.width / 800)
    column = image.crop((at - 4, 0, at + 4, image.height))
    return ImageColor.getrgb(color_of(label)) in {color for _number, color in column.getcolors(100_000)}


def test_each_model_has_its_boxes_on_its_own_side_of_the_border_only(split):
    page = split()
    assert has_color(page, "dog", 100)
    assert not has_color(page, "cat", 700)
    assert has_color(page, "chair", 600)
    assert not has_color(page, "chair", 300)
    border(page).press("End")
    assert has_color(page, "dog", 100)
    assert not has_color(page, "chair", 600)
    border(page).press("Home")
    assert not has_color(page, "dog", 100)
    assert has_color(page, "chair", 300)


def test_the_border_follows_the_mouse_and_stays_within_the_picture(split):
    page = split()
    frame = page.locator(".stage").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + 100)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] / 4, frame["y"] + 100)
    expect(border(page)).to_have_attribute("aria-valuenow", "25")
    page.mouse.move(frame["x"] - 200, frame["y"] + 100)
    expect(border(page)).to_have_attribute("aria-valuenow", "0")
    page.mouse.up()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + 100)
    expect(border(page)).to_have_attribute("aria-valuenow", "0")


def test_a_touch_puts_the_border_there(split):
    page = split(has_touch=True, viewport={"width": 390, "height": 800})
    frame = page.locator(".stage").bounding_box()
    page.touchscreen.tap(frame["x"] + 0.75 * frame["width"], frame["y"] + 50)
    expect(border(page)).to_have_attribute("aria-valuenow", "75")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize(
    ("key", "expected"),
    [("ArrowLeft", 48), ("ArrowRight", 52), ("PageUp", 60), ("PageDown", 40), ("Home", 0), ("End", 100)],
)
def test_the_keys_move_the_border(split, key, expected):
    page = split()
    border(page).press(key)
    expect(border(page)).to_have_attribute("aria-valuenow", str(expected))
    expect(border(page)).to_have_attribute(
        "aria-valuetext", f"{expected} % de la imagen con las cajas de One"
    )


def test_the_border_stays_where_it_is_when_the_threshold_moves(split):
    page = split()
    border(page).press("PageUp")
    page.get_by_role("slider", name="Threshold").press("End")
    expect(page.locator('.outline[data-label="dog"]')).to_have_count(0)
    expect(border(page)).to_have_attribute("aria-valuenow", "60")
    page.get_by_role("slider", name="Threshold").press("Home")
    expect(page.locator('.outline[data-label="dog"]')).to_have_count(1)


def test_a_label_is_shown_as_it_is_written(split):
    page = split()
    expect(page.locator(".chip", has_text="<b>cat</b>")).to_have_count(1)
    expect(page.get_by_alt_text("A grey picture")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(split, scheme):
    assert serious_in_a_component(split(color_scheme=scheme)) == []
