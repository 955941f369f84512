"""Scenes of doodles in the browser, on a machine that cannot reach the Hub: made, drawn, and compared."""

from playwright.sync_api import expect

from tests.browser.activity import show_step

QUICK = "repeats=1&warmup=0&device=CPU"


def way(page, name, settle):
    page.get_by_role("radio", name=name).click()
    settle(page)


def draw(page, *points):
    """Draw one line on the pad through points that are shares of it."""
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def call_it(page, name):
    box = page.get_by_role("combobox", name="What is it?")
    box.click()
    box.fill(name)
    page.get_by_role("option", name=name, exact=True).click()


def press(page, name):
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_enabled()
    button.click()


def test_step_by_step_there_is_a_table_with_counted_errors_and_the_zip(open_page, offline_url):
    page = open_page(f"{offline_url}/compare_detectors?{QUICK}", locale="en-US")
    press(page, "Add two doodle scenes")
    show_step(page, "measure")
    press(page, "Measure")
    expect(page.get_by_text("2 pictures · measured · truth in 2 of 2")).to_be_visible(timeout=180_000)
    show_step(page, "table")
    expect(page.get_by_text("Over 2 pictures with truth.")).to_be_visible()
    show_step(page, "hand_in")
    with page.expect_download() as download:
        press(page, "Download everything (ZIP)")
    assert download.value.suggested_filename == "doodle-detr_vs_doodle-yolo11.zip"


def test_a_new_scene_is_the_picture_of_the_detection_page_and_shows_what_is_really_there(
    open_page, offline_url, settle
):
    page = open_page(f"{offline_url}/object_detection", locale="en-US")
    way(page, "Doodle scene", settle)
    press(page, "Make the scene")
    expect(page.get_by_text("scene-1-4-medium.png · 512 × 512 px")).to_be_visible()
    page.get_by_text("What is really there").click()
    expect(page.get_by_text("The app made this scene, so it knows what is on it.")).to_be_visible()


def test_two_things_drawn_with_the_mouse_and_named_become_truth_in_the_comparison(
    open_page, offline_url, settle
):
    page = open_page(f"{offline_url}/compare_detectors", locale="en-US")
    way(page, "Doodle scene", settle)
    way(page, "Draw one", settle)
    draw(page, (0.1, 0.1), (0.4, 0.1), (0.4, 0.4), (0.1, 0.4), (0.1, 0.1))
    call_it(page, "cat")
    press(page, "Next object")
    expect(page.locator(".pad canvas")).to_have_attribute("aria-label", "Empty paper to draw on, cat")
    draw(page, (0.5, 0.5), (0.9, 0.6), (0.7, 0.9), (0.5, 0.5))
    call_it(page, "umbrella")
    press(page, "Use this scene")
    expect(page.get_by_role("button", name="Remove drawing")).to_be_visible()
    show_step(page, "truth")
    labels = page.get_by_role("combobox", name="Label of box")
    expect(labels).to_have_count(2)
    assert [labels.nth(place).input_value() for place in range(2)] == ["cat", "umbrella"]
    expect(page.get_by_text("1 of 1 picture counted.")).to_be_visible()
