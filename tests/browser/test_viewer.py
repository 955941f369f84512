import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_in_a_component

SCRIPT = "tests/browser/scripts/viewer_page.py"


@pytest.fixture(scope="module")
def pages():
    """The pages that are open, by what they were opened with: opening one takes seconds."""
    return {}


@pytest.fixture
def viewer(serve, browser, settle, pages):
    """A function (query, **context options) -> page with nothing pointed at, focused or held, threshold 0."""

    def open_(query="", *, width=1280, height=900, **options):
        name = repr((query, width, height, options))
        if name not in pages:
            options = {"locale": "es-ES", **options}
            pages[name] = browser.new_page(viewport={"width": width, "height": height}, **options)
            pages[name].goto(f"{serve(SCRIPT)}/?{query}")
            settle(pages[name])
        page = pages[name]
        page.get_by_role("slider").press("Home")
        expect(page.locator(".viewer").first.locator(".row").nth(4)).to_be_attached()
        for root in page.locator(".viewer").all():
            root.locator(".row").first.focus()
            page.keyboard.press("Escape")
        page.evaluate("document.activeElement.shadowRoot.activeElement.blur()")
        page.mouse.move(5, 5)
        return page

    return open_


def row(page, label):
    return page.get_by_role("option", name=label).first


def lit(page):
    return page.locator(".row.lit .label").all_text_contents()


def lit_outline(page):
    return page.locator(".outline.lit")


def point(page, x, y, stage=0):
    """Move the mouse over a place of the picture, in the picture's own pixels (1600 x 1200)."""
    page.locator(".stage").nth(stage).scroll_into_view_if_needed()
    frame = page.locator(".stage").nth(stage).bounding_box()
    page.mouse.move(frame["x"] + x * frame["width"] / 1600, frame["y"] + y * frame["height"] / 1200)


def test_pointing_at_a_row_lights_its_box_and_dims_the_rest(viewer):
    page = viewer()
    row(page, "dog").hover()
    expect(lit_outline(page)).to_have_attribute("data-label", "dog")
    expect(page.locator(".outline.dim")).to_have_count(4)


def test_pointing_at_a_box_lights_its_row(viewer):
    page = viewer()
    point(page, 1050, 1050)
    expect(page.locator(".row.lit .label")).to_have_text("persona (person)")


def test_leaving_the_picture_puts_everything_back(viewer):
    page = viewer()
    point(page, 1050, 1050)
    expect(page.locator(".lit")).not_to_have_count(0)
    page.mouse.move(5, 5)
    expect(page.locator(".lit, .dim")).to_have_count(0)


@pytest.mark.parametrize(
    ("place", "label"), [((530, 560), "tie"), ((400, 800), "dog"), ((150, 1050), "person")]
)
def test_the_smallest_box_under_the_pointer_wins(viewer, place, label):
    page = viewer()
    point(page, *place)
    expect(page.locator(".row.lit")).to_have_attribute("data-label", label)


def test_a_box_of_a_few_pixels_is_hit_from_a_little_beside_it(viewer):
    page = viewer("second=1")
    point(page, 1304, 880, stage=1)
    expect(page.locator(".row.lit .label")).to_have_text("✗ gato (cat)")


def test_pointing_at_a_box_scrolls_its_row_into_the_list_and_not_the_page(viewer):
    page = viewer("many=1", height=700)
    expect(page.locator(".row")).to_have_count(200)
    page.locator(".stage").scroll_into_view_if_needed()
    page.get_by_role("listbox").evaluate("list => { list.scrollTop = list.scrollHeight }")
    place = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    point(page, 530, 560)
    expect(page.locator(".row.lit")).to_have_attribute("data-label", "tie")
    expect(page.locator(".row.lit")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == place


def test_the_list_is_one_tab_stop_and_the_keys_move_in_it(viewer):
    page = viewer()
    assert page.locator(".row[tabindex='0']").count() == 1
    page.locator(".row").first.focus()
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown", "Home", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.shadowRoot.activeElement.dataset.label"))
        expect(page.locator(".row.lit")).to_have_attribute("data-label", seen[-1])
    last = "<img src=x onerror='window.broken = true'>"
    assert seen == ["dog", "tie", "dog", last, last, "person", "person"]


def test_escape_puts_everything_back_and_the_next_key_goes_on(viewer):
    page = viewer()
    page.locator(".row").first.focus()
    page.keyboard.press("ArrowDown")
    expect(lit_outline(page)).to_have_attribute("data-label", "dog")
    page.keyboard.press("Escape")
    expect(page.locator(".lit, .dim")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(lit_outline(page)).to_have_attribute("data-label", "tie")


def test_enter_holds_a_mark_until_escape(viewer):
    page = viewer()
    page.locator(".row").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(row(page, "dog")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(lit_outline(page)).to_have_attribute("data-label", "dog")
    row(page, "dog").focus()
    page.keyboard.press("Escape")
    expect(row(page, "dog")).to_have_attribute("aria-selected", "false")


def test_a_click_holds_a_mark_and_a_second_one_lets_it_go(viewer):
    page = viewer()
    row(page, "tie").click()
    page.mouse.move(5, 5)
    expect(lit_outline(page)).to_have_attribute("data-label", "tie")
    row(page, "tie").click()
    page.mouse.move(5, 5)
    expect(page.locator(".lit, .dim")).to_have_count(0)


def test_a_tap_on_the_picture_lights_a_mark_on_a_phone(viewer):
    page = viewer(width=390, height=844, has_touch=True, is_mobile=True)
    frame = page.locator(".stage").bounding_box()
    page.touchscreen.tap(frame["x"] + frame["width"] * 400 / 1600, frame["y"] + frame["height"] * 800 / 1200)
    expect(page.locator(".row.lit .label")).to_have_text("perro (dog)")


def test_on_a_phone_the_list_lies_under_the_picture_and_nothing_overflows(viewer):
    page = viewer(width=390, height=844)
    stage, side = page.locator(".stage").bounding_box(), page.locator(".side").bounding_box()
    assert side["y"] >= stage["y"] + stage["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert stage["x"] + stage["width"] <= 390


def test_on_a_wide_screen_the_list_stands_beside_the_picture(viewer):
    page = viewer()
    stage, side = page.locator(".stage").bounding_box(), page.locator(".side").bounding_box()
    assert side["x"] >= stage["x"] + stage["width"]
    assert side["y"] == stage["y"]


def test_boxes_keep_their_place_on_a_picture_that_was_sent_smaller(viewer):
    page = viewer()
    stage = page.locator(".stage").bounding_box()
    box = page.locator(".outline[data-label=dog] .edge").evaluate(
        "rect => { const {x, y, width, height} = rect.getBoundingClientRect(); return [x, y, width, height] }"
    )
    scale = stage["width"] / 1600
    expected = [stage["x"] + 300 * scale, stage["y"] + 300 * scale, 500 * scale, 600 * scale]
    assert box == pytest.approx(expected, abs=1)


def test_labels_are_text_and_never_markup(viewer):
    page = viewer()
    expect(page.locator(".row .label").nth(3)).to_have_text("<script>window.broken = true</script>")
    assert page.locator(".viewer script").count() == 0
    assert page.locator(".viewer img").count() == 1
    assert page.evaluate("window.broken") is None


def test_moving_the_threshold_keeps_the_elements_and_what_is_held(viewer, settle):
    page = viewer()
    row(page, "dog").click()
    page.mouse.move(5, 5)
    page.locator(".row[data-label=dog]").evaluate("row => { row.kept = true }")
    page.get_by_role("slider").press("PageUp")
    for _ in range(8):
        page.get_by_role("slider").press("ArrowRight")
    expect(page.locator(".row")).not_to_have_count(5)
    settle(page)
    assert page.locator(".row[data-label=dog]").evaluate("row => row.kept")
    expect(lit_outline(page)).to_have_attribute("data-label", "dog")


def test_redrawing_many_times_leaves_one_viewer_whose_keys_move_one_step(viewer, settle):
    page = viewer()
    for _ in range(4):
        page.get_by_role("slider").press("ArrowRight")
        settle(page)
    expect(page.locator(".viewer")).to_have_count(1)
    page.locator(".row").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".row.lit")).to_have_attribute("data-label", "dog")


def test_without_marks_the_list_says_so_and_comes_back(viewer):
    page = viewer()
    slider = page.get_by_role("slider")
    slider.press("End")
    expect(page.locator(".empty")).to_have_text("Nothing here.")
    expect(page.get_by_role("listbox")).to_be_hidden()
    slider.press("Home")
    expect(page.locator(".row")).to_have_count(5)
    expect(page.locator(".empty")).to_be_hidden()


def test_viewers_of_a_group_light_the_same_label_whatever_its_spelling(viewer):
    page = viewer("second=1")
    page.locator(".viewer").first.get_by_role("option", name="dog").hover()
    second = page.locator(".viewer").nth(1)
    expect(second.locator(".outline.kin")).to_have_attribute("data-label", "Dog")
    expect(second.locator(".outline.dim")).to_have_attribute("data-label", "cat")
    page.mouse.move(5, 5)
    expect(second.locator(".kin, .dim")).to_have_count(0)


@pytest.mark.parametrize(
    ("place", "label"), [((600, 600), "ball"), ((215, 215), None), ((1350, 350), "spot")]
)
def test_a_mask_is_pointed_at_by_its_pixels_not_by_its_frame(viewer, place, label):
    page = viewer("mask=1", height=2000)
    third = page.locator(".viewer").nth(1)
    expect(third.locator(".chip[data-label=ball]:not(.tucked)")).to_be_visible()
    point(page, *place, stage=1)
    if label:
        expect(third.locator(".row.lit .label")).to_contain_text(label)
    else:
        expect(third.locator(".row.lit")).to_have_count(0)


def test_a_row_says_label_score_and_place_to_a_screen_reader(viewer):
    page = viewer(locale="en-US")
    expect(page.get_by_role("option").first).to_have_accessible_name(
        "person, score 97.3\u00a0%, box: xmin 100, ymin 100, xmax 1100, ymax 1100"
    )
    expect(page.get_by_role("img", name="A brown ball")).to_be_visible()


def test_numbers_follow_the_readers_language(viewer):
    expect(viewer(locale="es-ES").locator(".score").first).to_have_text("97,3\u00a0%")
    expect(viewer(locale="en-GB").locator(".score").first).to_have_text("97.3\u00a0%")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["at rest", "lit"])
def test_axe_finds_nothing_serious(viewer, theme, state):
    page = viewer("second=1", color_scheme=theme, reduced_motion="reduce")
    if state == "lit":
        row(page, "dog").hover()
        expect(lit_outline(page)).to_have_attribute("data-label", "dog")
    assert serious_in_a_component(page) == []
