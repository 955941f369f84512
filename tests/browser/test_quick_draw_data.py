"""Watching how people draw, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import open_everything, serious

DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def opened(browser, url):
    """A function (theme) -> the English page of cats, with the network's guesses, for who wants no motion."""
    pages = {}

    def open_(theme):
        if theme not in pages:
            pages[theme] = browser.new_page(
                locale="en-US", color_scheme=theme, reduced_motion="reduce", viewport=DESK
            )
            pages[theme].set_default_timeout(30_000)
            go_to_the_cats(pages[theme], url)
        return pages[theme]

    yield open_
    for page in pages.values():
        page.close()


@pytest.fixture
def still(opened, url):
    """The light page with the first cat, finished: nothing moves. Opening it anew for every test takes seconds."""
    page = opened("light")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(DESK)
    if "class=cat" not in page.url:
        go_to_the_cats(page, url)
    page.get_by_role("checkbox", name="Colour by order").check()
    page.get_by_role("radio", name="1×").check(force=True)
    page.get_by_role("option").first.click()
    expect(page.locator(".number")).to_have_text(re.compile("^Drawing 1 of"))
    says(page, strokes(page))
    expect(page.locator(".guess:visible")).to_have_count(3)
    return page


def go_to_the_cats(page, url):
    page.goto(f"{url}/quick_draw_data?network=QuickDraw+CNN&class=cat")
    expect(page.locator(".replay .model")).to_have_text("QuickDraw CNN")


def done(page):
    return page.locator(".replay").get_attribute("data-done")


def strokes(page):
    """How many strokes the drawing on the stage has."""
    return int(page.get_by_role("slider", name="Strokes drawn").get_attribute("max"))


def click(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def says(page, count):
    expect(page.locator(".counter")).to_have_text(f"Stroke {count} of {strokes(page)}")


def test_a_chosen_drawing_replays_by_itself_until_it_is_done(still):
    still.emulate_media(reduced_motion="no-preference")
    still.get_by_role("radio", name="4×").check(force=True)
    click(still, "Next drawing")
    expect(still.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    says(still, strokes(still))
    expect(still.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_playing_counts_the_strokes_and_pause_stops_them(still):
    still.get_by_role("radio", name="0.5×").check(force=True)
    click(still, "Play")
    expect(still.locator(".replay")).to_have_attribute("data-done", "1")
    click(still, "Pause")
    line = still.locator(".paper").evaluate(
        """async (paper) => {
          const before = paper.innerHTML
          for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame)
          return [before, paper.innerHTML]
        }"""
    )
    assert (line[0] == line[1], int(done(still)) < strokes(still)) == (True, True)


def test_who_wants_no_motion_gets_the_finished_drawing(still):
    says(still, strokes(still))
    expect(still.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_from_the_beginning_starts_again_with_the_first_stroke(still):
    click(still, "From the beginning")
    says(still, 1)
    expect(still.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_the_slider_goes_stroke_by_stroke_with_the_keyboard_and_the_guesses_with_it(still):
    slider = still.get_by_role("slider", name="Strokes drawn")
    slider.press("Home")
    says(still, 0)
    expect(still.get_by_text("Not a whole stroke yet: nothing to guess.")).to_be_visible()
    slider.press("ArrowRight")
    says(still, 1)
    first = still.locator(".guesses").inner_text()
    slider.press("End")
    says(still, strokes(still))
    expect(still.locator(".guess:visible")).to_have_count(3)
    assert still.locator(".guesses").inner_text() != first


def test_a_click_on_the_wall_brings_another_drawing_with_its_own_guesses(still):
    before = still.locator(".paper").inner_html()
    still.get_by_role("option").nth(5).click()
    expect(still.locator(".number")).to_have_text(re.compile("^Drawing 6 of"))
    expect(still.get_by_role("option").nth(5)).to_have_attribute("aria-selected", "true")
    expect(still.locator(".guess:visible")).to_have_count(3)
    assert still.locator(".paper").inner_html() != before


def test_the_wall_is_one_tab_stop_and_enter_takes_a_drawing(still):
    assert still.locator(".tile[tabindex='0']").count() == 1
    still.get_by_role("option").first.focus()
    still.keyboard.press("ArrowRight")
    expect(still.get_by_role("option").nth(1)).to_be_focused()
    still.keyboard.press("Enter")
    expect(still.locator(".number")).to_have_text(re.compile("^Drawing 2 of"))


def test_before_the_first_drawing_comes_the_last(still):
    click(still, "Previous drawing")
    expect(still.locator(".number")).to_have_text(re.compile(r"^Drawing (\d+) of \1$"))
    click(still, "Next drawing")
    expect(still.locator(".number")).to_have_text(re.compile("^Drawing 1 of"))


def test_the_whole_wall_can_be_watched_and_stopped(still):
    wall, missing = still.locator(".wall"), still.locator(".tile .stroke[d='']")
    finished = wall.inner_html()
    expect(missing).to_have_count(0)
    button = still.locator(".every")
    place = button.bounding_box()
    click(still, "Watch them all being drawn")
    expect(missing).not_to_have_count(0)
    assert button.bounding_box() == place
    click(still, "Stop")
    assert wall.inner_html() == finished


def test_without_colours_all_strokes_have_the_colour_of_the_text(still):
    def colors():
        return still.locator(".paper .stroke").evaluate_all(
            "all => all.map((one) => getComputedStyle(one).stroke)"
        )

    assert len(set(colors())) == strokes(still)
    still.get_by_role("checkbox", name="Colour by order").uncheck()
    assert len(set(colors())) == 1


def test_another_class_hangs_another_wall(still, settle):
    before = still.locator(".wall").inner_html()
    still.get_by_role("button", name="Surprise me").click()
    expect(still).not_to_have_url(re.compile("class=cat(&|$)"))
    settle(still)
    expect(still.locator(".model")).to_have_text("QuickDraw CNN")
    assert still.locator(".wall").inner_html() != before


def test_nothing_sticks_out_of_a_phone(still):
    still.set_viewport_size({"width": 390, "height": 800})
    assert still.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_keeps_a_person_out(opened, settle, theme):
    page = opened(theme)
    page.set_viewport_size(DESK)
    open_everything(page, settle)
    assert serious(page) == []


@pytest.fixture
def gallery(still):
    """The page with the gallery of all classes open and nothing searched for."""
    summary = still.get_by_test_id("stExpander").locator("summary", has_text="classes")
    if not still.locator(".gallery").is_visible():
        summary.click()
    still.get_by_role("searchbox").fill("")
    expect(still.locator(".one")).to_have_count(345)
    return still


@pytest.mark.parametrize(
    ("typed", "found"),
    [("AIRPL", "airplane"), ("  grapes ", "grapes"), ("Éiffel", "The Eiffel Tower")],
)
def test_the_gallery_finds_classes_whatever_the_accents_and_capitals(gallery, typed, found):
    gallery.get_by_role("searchbox").fill(typed)
    expect(gallery.locator(".one:visible .name")).to_have_text([re.compile(found.removeprefix("The "), re.I)])


def test_the_gallery_says_when_nothing_is_called_that(gallery):
    gallery.get_by_role("searchbox").fill("xyzzy")
    expect(gallery.get_by_text("Nothing is called that here.")).to_be_visible()


def test_a_class_of_the_gallery_goes_to_its_drawings(gallery):
    gallery.get_by_role("searchbox").fill("tractor")
    gallery.locator(".one:visible").click()
    expect(gallery).to_have_url(re.compile("class=tractor"))
    expect(gallery.get_by_role("img", name="a tractor, drawn by a person")).to_be_visible()
