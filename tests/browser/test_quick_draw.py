"""Drawing with mouse, finger and keyboard, and what the network says meanwhile."""

import math

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_in_both


@pytest.fixture(scope="module")
def address(url):
    return f"{url}/quick_draw"


@pytest.fixture
def student(open_page, address):
    """A function (**context options) -> the page with an empty pad."""

    def open_(**options):
        page = open_page(address, **{"locale": "en-US", **options})
        expect(hint(page)).to_be_visible()
        return page

    return open_


@pytest.fixture(scope="module")
def desk(browser, address):
    """The page that the tests of this file draw on one after the other: opening one takes longer than all they do."""
    page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}).new_page()
    # Where no time passes no line is a long one, of which a part would be guessed while it is being drawn.
    page.clock.set_fixed_time("2026-01-01T10:00:00")
    page.goto(address)
    hint(page).wait_for()
    yield page
    page.context.close()


@pytest.fixture
def page(desk):
    """The page with an empty pad and the pen in hand."""
    tool(desk, "Pen").click()
    desk.get_by_role("slider", name="Line width").fill("20")
    if tool(desk, "Clear the paper").is_enabled():
        tool(desk, "Clear the paper").click()
    expect(hint(desk)).to_be_visible()
    return desk


def hint(page):
    return page.get_by_test_id("stAlert").get_by_text("Draw something:")


def pad(page):
    return page.locator(".pad canvas")


def tool(page, name):
    return page.get_by_role("button", name=name, exact=True)


def places(page, points):
    box = pad(page).bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def draw(page, *points):
    """Draw one line with the mouse through points that are shares of the pad."""
    first, *rest = places(page, points)
    page.mouse.move(*first)
    page.mouse.down()
    for point in rest:
        page.mouse.move(*point)
    page.mouse.up()


def circle(page):
    turns = [2 * math.pi * step / 24 for step in range(25)]
    draw(page, *[(0.5 + 0.3 * math.cos(turn), 0.5 + 0.3 * math.sin(turn)) for turn in turns])


def line(page):
    draw(page, (0.1, 0.9), (0.9, 0.1))


def guesses(page):
    return page.locator(".guesses").first


def has_lines(page, number):
    words = "one line" if number == 1 else f"{number} lines"
    expect(pad(page)).to_have_attribute("aria-label", f"Your drawing, {words}")


def test_a_circle_is_guessed_five_times_and_a_line_changes_the_guesses(page):
    circle(page)
    expect(page.locator(".guesses li")).to_have_count(5)
    expect(guesses(page)).to_contain_text("circle")
    before = guesses(page).inner_text()
    line(page)
    expect(guesses(page)).not_to_have_text(before, use_inner_text=True)


def test_undo_brings_the_guesses_of_before_back(page):
    circle(page)
    guesses(page).wait_for()
    before = guesses(page).inner_text()
    line(page)
    expect(guesses(page)).not_to_have_text(before, use_inner_text=True)
    tool(page, "Undo").click()
    expect(guesses(page)).to_have_text(before, use_inner_text=True)


def test_undo_works_from_the_keyboard(page):
    line(page)
    has_lines(page, 1)
    pad(page).focus()
    page.keyboard.press("Control+z")
    expect(pad(page)).to_have_attribute("aria-label", "Empty paper to draw on")


def test_a_cleared_pad_has_no_guesses_but_a_hint(page):
    circle(page)
    guesses(page).wait_for()
    tool(page, "Clear the paper").click()
    expect(hint(page)).to_be_visible()
    expect(page.locator(".guesses")).to_have_count(0)


def test_a_cleared_drawing_comes_back_with_undo(page):
    circle(page)
    tool(page, "Clear the paper").click()
    tool(page, "Undo").click()
    has_lines(page, 1)


def test_one_dot_is_no_drawing(page):
    pad(page).click()
    expect(page.get_by_test_id("stAlert").get_by_text("That is one dot")).to_be_visible()
    expect(page.locator(".guesses")).to_have_count(0)


def test_a_dot_can_be_seen_on_the_paper(page):
    pad(page).click()
    has_lines(page, 1)
    middle = "(pad) => [...pad.getContext('2d').getImageData(pad.width / 2, pad.height / 2, 1, 1).data]"
    assert max(pad(page).evaluate(middle)[:3]) < 50


def test_a_pad_full_of_ink_is_no_drawing(page):
    draw(page, *[(0.02 + 0.96 * (row % 2), 0.02 + 0.024 * row) for row in range(41)])
    expect(page.get_by_test_id("stAlert").get_by_text("so much ink")).to_be_visible()


def test_the_eraser_cuts_a_line_in_two(page):
    draw(page, (0.1, 0.5), (0.9, 0.5))
    has_lines(page, 1)
    tool(page, "Eraser").click()
    draw(page, (0.5, 0.4), (0.5, 0.6))
    has_lines(page, 2)


def test_an_erased_drawing_is_an_empty_pad(page):
    draw(page, (0.4, 0.5), (0.6, 0.5))
    tool(page, "Eraser").click()
    draw(page, (0.35, 0.5), (0.65, 0.5))
    expect(hint(page)).to_be_visible()


def test_the_width_of_the_lines_changes_no_guess(page):
    circle(page)
    guesses(page).wait_for()
    before = guesses(page).inner_text()
    tool(page, "Clear the paper").click()
    page.get_by_role("slider", name="Line width").fill("60")
    circle(page)
    expect(guesses(page)).to_have_text(before, use_inner_text=True)


def test_a_finger_draws(student):
    page = student(has_touch=True, is_mobile=True, width=390, height=844)
    pad(page).scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)
    points = places(page, [(0.2, 0.2), (0.5, 0.8), (0.8, 0.2)])

    def send(kind, point=None):
        ends = [{"x": point[0], "y": point[1]}] if point else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": ends})

    send("touchStart", points[0])
    for point in points[1:]:
        send("touchMove", point)
    send("touchEnd")
    expect(page.locator(".guesses li")).to_have_count(5)


def test_the_page_is_no_wider_than_a_phone(student):
    page = student(width=390, height=844)
    circle(page)
    guesses(page).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_drawing_outlives_another_language(student):
    page = student()
    circle(page)
    guesses(page).wait_for()
    page.get_by_text("Español", exact=True).click()
    expect(guesses(page)).to_contain_text("círculo")
    expect(pad(page)).to_have_attribute("aria-label", "Tu dibujo, un trazo")


def test_the_drawing_can_be_taken_along(page):
    circle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the drawing").click()
    assert download.value.suggested_filename == "drawing.png"


def test_nothing_keeps_a_person_out(student, settle):
    page = student()
    circle(page)
    guesses(page).wait_for()
    settle(page)
    assert serious_in_both(page, settle) == []
