"""A whole game in a real browser, with rounds of one second but for the one that is drawn in."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import serious

SCRIPT = "tests/browser/scripts/game_page.py"
SECONDS = 1
SPEECH = """
window.heard = []
Object.defineProperty(window, "speechSynthesis", {
  value: { speak: (words) => window.heard.push([words.lang, words.text]), cancel: () => {} },
})
"""


@pytest.fixture
def game(serve, open_page):
    """A function (**context options) -> page with the game, before its beginning, in English."""

    def open_(seconds=SECONDS, **options):
        page = open_page(**{"locale": "en-US", **options})
        page.add_init_script(SPEECH)
        page.goto(serve(SCRIPT, {"MIRALAB_ROUND_SECONDS": str(seconds)}))
        return page

    return open_


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def paper(page):
    return page.locator(".pad canvas")


def head(page):
    return page.locator(".head")


def draw(page, lines):
    box = paper(page).bounding_box()
    for line in lines:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=3)
        page.mouse.up()


def play_round(page, number):
    """Play round `number` (from 1), whose card is shown; return its word. Only a line is drawn: it has the time."""
    expect(page.locator(".head .number")).to_have_text(f"Drawing {number} of 6")
    word = page.locator(".st-key-game_card h3").inner_text()
    press(page, "Got it!")
    if word == "a line":
        paper(page).wait_for()
        draw(page, [[(0.1, 0.5), (0.9, 0.52)]])
    expect(page.locator(".head").locator(".marks .right, .marks .wrong")).to_have_count(number)
    return word


def test_a_whole_game_from_the_first_card_to_the_picture_of_the_result(game):
    page = game()
    press(page, "Play the game")
    page.get_by_text("Say it aloud").click()
    words = [play_round(page, number) for number in range(1, 7)]
    expect(page.get_by_role("heading", name="The network recognised")).to_be_visible()
    cards = page.locator(".result")
    expect(cards).to_have_count(6)
    line = cards.nth(words.index("a line"))
    expect(line.locator(".took")).to_contain_text("✓")
    expect(cards.nth(words.index("a circle")).locator(".took")).to_have_text("✗ not recognised")
    answer = "Oh I know, it's a line!" if words[-1] == "a line" else "Sorry, I couldn't guess it."
    expect(page.locator(".says")).to_have_text(answer)
    page.wait_for_function("text => window.heard.at(-1)?.[1] === text", arg=answer)
    expect(page.get_by_role("timer")).to_be_hidden()
    assert serious(page) == []

    with page.expect_download() as download:
        page.get_by_role("button", name="Share as a picture").click()
    with Image.open(BytesIO(Path(download.value.path()).read_bytes())) as picture:
        assert picture.size == (1200, 900)
    with page.expect_download() as download:
        page.get_by_role("button", name="Your drawings as data").click()
    rows = [json.loads(row) for row in Path(download.value.path()).read_text().splitlines()]
    assert [row["word"] for row in rows] == [word.removeprefix("a ") for word in words]
    assert len(rows[words.index("a line")]["drawing"]) == 1

    page.get_by_role("button", name="What it thought").nth(words.index("a line")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".strip").first.locator("li")).to_have_count(1)
    expect(dialog.get_by_alt_text("line", exact=True)).to_have_count(6)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Play again").click()
    expect(page.locator(".head .number")).to_have_text("Drawing 1 of 6")
    expect(page.locator(".head")).to_be_in_viewport(ratio=1)


def test_head_and_paper_stay_where_they_are_when_a_round_begins(game, settle):
    page = game(seconds=60, width=390)
    press(page, "Play the game")
    page.get_by_role("button", name="Got it!").wait_for()
    settle(page)
    card, above = page.locator(".st-key-game_card").bounding_box(), head(page).bounding_box()
    press(page, "Got it!")
    paper(page).wait_for()
    settle(page)
    assert head(page).bounding_box() == above
    assert paper(page).bounding_box()["y"] == pytest.approx(card["y"], abs=2)
    assert page.locator(".pad").bounding_box()["height"] == pytest.approx(card["height"], abs=8)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_word_clock_talk_and_paper_are_in_view_together_on_a_small_laptop(serve, open_page, settle):
    address = serve("Home.py", {"MIRALAB_ROUND_SECONDS": "60"})
    page = open_page(f"{address}/quick_draw", locale="en-US", height=720)
    page.get_by_text("Play the game").click()
    page.locator(".st-key-game_play button").click()
    press(page, "Got it!")
    paper(page).wait_for()
    settle(page)
    for part in (".head", ".pad"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_clock_counts_down_by_itself_and_nothing_keeps_a_person_out(game, settle, theme):
    page = game(seconds=60, theme=theme)
    press(page, "Play the game")
    press(page, "Got it!")
    paper(page).wait_for()
    settle(page)
    clock = page.get_by_role("timer")
    begun = int(clock.inner_text())
    assert 0 < begun <= 60
    expect(clock).not_to_have_text(str(begun))
    assert int(clock.inner_text()) < begun
    assert serious(page) == []


def test_what_it_says_is_heard_only_by_who_wants_to(game):
    page = game(seconds=60)
    press(page, "Play the game")
    press(page, "Got it!")
    paper(page).wait_for()
    says = page.locator(".says")
    expect(says).to_have_text("Draw, I am watching…")
    assert page.evaluate("window.heard") == []
    page.get_by_text("Say it aloud").click()
    page.wait_for_function("window.heard.length === 1")
    assert page.evaluate("window.heard") == [["en-US", "Draw, I am watching…"]]
