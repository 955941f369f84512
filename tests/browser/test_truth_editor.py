"""The truth is drawn with the mouse, as a student does."""

import json
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious
from tests.browser.conftest import ROOT, free_port, start_streamlit

SCRIPT = "tests/browser/scripts/truth_page.py"
BUS_WIDTH, BUS_HEIGHT = 810, 1080


@pytest.fixture(scope="module")
def contexts():
    """The browser contexts by what they were opened with: a new one loads all of Streamlit again."""
    return {}


@pytest.fixture
def editor(serve, browser, settle, contexts):
    """A function (**context options) -> page with the editor in a session of its own, its canvas drawn."""
    pages = []

    def open_(*, width=1280, height=1400, **options):
        name = repr((width, height, options))
        if name not in contexts:
            contexts[name] = browser.new_context(
                viewport={"width": width, "height": height}, **{"locale": "en-US", **options}
            )
        pages.append(page := contexts[name].new_page())
        page.goto(serve(SCRIPT))
        canvas(page).wait_for()
        settle(page)
        return page

    yield open_
    for page in pages:
        page.close()


def canvas(page):
    return page.locator("canvas.upper-canvas")


def drag(page, left, top, right, bottom):
    """Press, drag and let go on the canvas, once it stands still; the places are shares of the picture."""
    box = canvas(page).bounding_box()
    canvas(page).hover(position={"x": left * box["width"], "y": top * box["height"]})
    box = canvas(page).bounding_box()
    x1, x2 = (box["x"] + share * box["width"] for share in (left, right))
    y1, y2 = (box["y"] + share * box["height"] for share in (top, bottom))
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
    page.mouse.move(x2, y2)
    page.mouse.up()


def rows(page):
    return page.get_by_role("combobox", name="Label of box")


def choose(page, name, text):
    box = page.get_by_role("combobox", name=name, exact=True)
    box.click()
    box.fill(text)
    page.get_by_role("option", name=text, exact=True).click()


def counted(page, settle):
    """The truth, once the page around has been told of it."""
    button = page.get_by_role("button", name="Count again with these boxes")
    button.click()
    expect(button).to_be_hidden()
    settle(page)
    return json.loads(page.locator("[data-testid=stCode] code").inner_text())


def labels(truth, picture):
    return [box["label"] for box in truth.get(picture, [])]


def test_two_boxes_are_drawn_one_gets_another_label_one_is_deleted_and_the_other_is_found_again(
    editor, settle
):
    page = editor()
    drag(page, 0.1, 0.2, 0.9, 0.7)
    expect(rows(page)).to_have_count(1)
    drag(page, 0.05, 0.35, 0.25, 0.85)
    expect(rows(page)).to_have_count(2)
    choose(page, "Label of box 1", "bus")
    expect(rows(page).first).to_have_value("bus")
    page.get_by_role("button", name="Delete").nth(1).click()
    expect(rows(page)).to_have_count(1)
    choose(page, "Picture", "cat.jpg")
    expect(rows(page)).to_have_count(0)
    choose(page, "Picture", "bus.jpg")
    expect(rows(page)).to_have_value("bus")
    truth = counted(page, settle)
    assert labels(truth, "bus.jpg") == ["bus"]
    wanted = [0.1 * BUS_WIDTH, 0.2 * BUS_HEIGHT, 0.9 * BUS_WIDTH, 0.7 * BUS_HEIGHT]
    # The mouse moves in whole pixels of the screen.
    assert truth["bus.jpg"][0]["box"] == pytest.approx(
        wanted, abs=2 * BUS_WIDTH / canvas(page).bounding_box()["width"]
    )


def test_a_name_typed_in_spanish_is_the_label_that_it_means(editor, settle):
    page = editor()
    label = page.get_by_role("combobox", name="Label of the boxes you draw")
    label.click()
    label.fill("silla")
    label.press("Enter")
    expect(label).to_have_value("chair")
    drag(page, 0.1, 0.2, 0.9, 0.7)
    expect(rows(page)).to_have_value("chair")
    label.click()
    label.fill("gamusino")
    label.press("Enter")
    page.get_by_role("button", name="Add “gamusino” as a label of my own").click()
    expect(label).to_have_value("gamusino")
    assert labels(counted(page, settle), "bus.jpg") == ["chair"]


def test_strokes_one_right_after_the_other_are_all_kept_and_none_is_doubled(editor, settle):
    page = editor()
    for number in range(6):
        drag(page, 0.05 + 0.15 * number, 0.1, 0.15 + 0.15 * number, 0.3)
    expect(rows(page)).to_have_count(6)
    page.wait_for_function("!document.querySelector('[data-test-script-state=running]')")
    assert len(counted(page, settle)["bus.jpg"]) == 6


def test_a_stroke_does_not_make_the_canvas_start_anew(editor):
    page = editor()
    for number in (1, 2):
        drag(page, 0.1 * number, 0.2, 0.5, 0.6)
        expect(rows(page)).to_have_count(number)
        # The canvas forgets its own history whenever it is given a drawing.
        expect(page.locator("[data-name=Undo]")).to_be_enabled()


def test_the_tools_of_the_canvas_speak_the_language_of_the_page_and_leave_undo_to_it(editor):
    page = editor(locale="es-ES")
    expect(page.locator(".dc-toolbar")).to_have_css("opacity", "1")
    assert page.locator(".dc-icon-button:visible").evaluate_all("all => all.map((one) => one.title)") == [
        "Editar cajas"
    ]
    expect(page.get_by_role("button", name="Deshacer")).to_have_count(1)


def test_a_box_is_moved_with_the_tools_of_the_canvas(editor, settle):
    page = editor()
    drag(page, 0.1, 0.1, 0.3, 0.3)
    expect(rows(page)).to_have_count(1)
    before = counted(page, settle)["bus.jpg"][0]["box"]
    canvas(page).hover()
    page.get_by_role("button", name="Edit boxes", exact=True).click()
    drag(page, 0.2, 0.2, 0.5, 0.4)
    after = counted(page, settle)["bus.jpg"][0]["box"]
    moved = [0.3 * BUS_WIDTH, 0.2 * BUS_HEIGHT, 0.3 * BUS_WIDTH, 0.2 * BUS_HEIGHT]
    assert [new - old for new, old in zip(after, before, strict=True)] == pytest.approx(moved, abs=8)


def test_a_box_is_made_wider_by_its_side(editor, settle):
    page = editor()
    drag(page, 0.2, 0.2, 0.5, 0.4)
    expect(rows(page)).to_have_count(1)
    counted(page, settle)
    canvas(page).hover()
    page.get_by_role("button", name="Edit boxes", exact=True).click()
    # A click selects the box, which then has handles in the middle of its sides.
    drag(page, 0.35, 0.3, 0.35, 0.3)
    box = canvas(page).bounding_box()
    page.mouse.move(box["x"] + 0.49 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"])
    expect(canvas(page)).to_have_css("cursor", "e-resize")
    drag(page, 0.5, 0.3, 0.8, 0.3)
    wanted = [0.2 * BUS_WIDTH, 0.2 * BUS_HEIGHT, 0.8 * BUS_WIDTH, 0.4 * BUS_HEIGHT]
    assert counted(page, settle)["bus.jpg"][0]["box"] == pytest.approx(wanted, abs=8)


def test_the_boxes_stay_when_the_page_around_the_canvas_moves_it(editor, settle):
    page = editor()
    drag(page, 0.1, 0.1, 0.4, 0.4)
    expect(rows(page)).to_have_count(1)
    page.get_by_text("Something more above").click()
    expect(page.get_by_text("Something more", exact=True)).to_be_visible()
    settle(page)
    canvas(page).wait_for()
    drag(page, 0.5, 0.5, 0.9, 0.9)
    expect(rows(page)).to_have_count(2)


def test_a_click_leaves_no_box_and_says_why(editor):
    page = editor()
    drag(page, 0.5, 0.5, 0.5, 0.5)
    expect(page.get_by_text("A click alone is no box")).to_be_visible()
    expect(rows(page)).to_have_count(0)


def test_on_a_phone_the_canvas_fits_and_a_box_is_where_it_was_drawn(editor, settle):
    page = editor(width=390, height=844)
    expect(canvas(page)).to_have_attribute("width", "340")
    box = canvas(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    canvas(page).scroll_into_view_if_needed()
    drag(page, 0.2, 0.2, 0.8, 0.6)
    expect(rows(page)).to_have_count(1)
    wanted = [0.2 * BUS_WIDTH, 0.2 * BUS_HEIGHT, 0.8 * BUS_WIDTH, 0.6 * BUS_HEIGHT]
    assert counted(page, settle)["bus.jpg"][0]["box"] == pytest.approx(wanted, abs=6)


def test_a_box_is_drawn_with_a_finger_which_also_brings_the_tools(editor, settle):
    page = editor(width=390, height=844, has_touch=True)
    expect(canvas(page)).to_have_attribute("width", "340")
    canvas(page).scroll_into_view_if_needed()
    box = canvas(page).bounding_box()
    finger = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.2), ("touchMove", 0.3), ("touchMove", 0.6), ("touchEnd", None)):
        place = {"x": box["x"] + (share or 0) * box["width"], "y": box["y"] + (share or 0) * box["height"]}
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place] if share else []})
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".dc-toolbar")).to_have_css("opacity", "1")
    wanted = [0.2 * BUS_WIDTH, 0.2 * BUS_HEIGHT, 0.6 * BUS_WIDTH, 0.6 * BUS_HEIGHT]
    assert counted(page, settle)["bus.jpg"][0]["box"] == pytest.approx(wanted, abs=6)


def test_the_truth_is_saved_as_a_file_and_loaded_again(editor, settle, tmp_path):
    page = editor()
    drag(page, 0.1, 0.1, 0.4, 0.4)
    expect(rows(page)).to_have_count(1)
    page.get_by_text("Load or save the truth as a file").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the truth").click()
    path = tmp_path / "truth.json"
    download.value.save_as(path)
    page.get_by_role("button", name="Do not count this picture").click()
    expect(rows(page)).to_have_count(0)
    expect(page.get_by_text("This picture is not counted")).to_be_visible()
    settle(page)
    page.locator("input[type=file]").set_input_files(path)
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_text("Loaded: bus.jpg (1 true box)")).to_be_visible()


def test_axe_finds_no_serious_violation_in_light_or_dark(editor, settle):
    page = editor()
    drag(page, 0.1, 0.1, 0.4, 0.4)
    expect(rows(page)).to_have_count(1)
    counted(page, settle)
    for words in ("with numbers", "Start from a model", "as a file"):
        page.get_by_text(words).click()
    for name in ("Add the box", "Save the truth"):
        page.get_by_role("button", name=name).wait_for()
    settle(page)
    found = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("[data-testid=stApp]")).to_have_css("color-scheme", theme)
        # What a run has not drawn again yet is faded, and fades back in.
        expect(page.locator("[data-stale=true]")).to_have_count(0)
        found[theme] = serious(page)
    assert found == {"light": [], "dark": []}


def test_boxes_drawn_while_the_server_is_away_arrive_when_it_is_back(open_page, tmp_path):
    start = partial(
        start_streamlit,
        ROOT / "tests/browser/scripts/truth_kept_page.py",
        {"KEPT_TRUTH": str(tmp_path / "truth")},
        port=free_port(),
    )
    server, url = start(tmp_path / "log.txt")
    try:
        page = open_page(url, locale="en-US", height=1400)
        canvas(page).wait_for()
        drag(page, 0.1, 0.1, 0.3, 0.3)
        expect(rows(page)).to_have_count(1)
        server.kill()
        server.wait()
        expect(page.get_by_text("Connecting")).to_be_visible()
        drag(page, 0.5, 0.1, 0.7, 0.3)
        # The canvas says what is on it 200 ms after a stroke.
        page.wait_for_timeout(500)
        server, _url = start(tmp_path / "log again.txt")
        expect(rows(page)).to_have_count(2, timeout=60_000)
        expect(
            page.get_by_text("1 box that you drew while the connection was lost has arrived.")
        ).to_be_visible()
    finally:
        server.kill()
        server.wait()
