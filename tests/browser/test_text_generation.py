"""Text generation in a browser: seen as it is written, stopped, looked into and gone on with, by mouse and keys."""

import re

import pytest
from playwright.sync_api import expect

LONG = (
    "text_generation?text_generation_tokens=300&text_generation_model=Mini+LM+es&text_generation_greedy=true"
)
STOP_WHEN_SEEN = """() => new Promise((done) => {
  const look = () => {
    const bars = document.querySelectorAll(".scores > li").length
    const buttons = [...document.querySelectorAll("[data-testid=stMain] button")]
    const button = buttons.find((one) => one.textContent.includes("Stop"))
    if (!bars || !button) return requestAnimationFrame(look)
    button.click()
    done(bars)
  }
  look()
})"""
"""Presses the button as soon as there is something to see, and gives how many tokens that may come next are shown: from
out here the text might be whole by then."""
SHORT = "text_generation?text_generation_tokens=20"


@pytest.fixture
def student(open_page, url):
    """A function (path) -> a page in English."""
    return lambda path, **options: open_page(f"{url}/{path}", **{"locale": "en-US", "height": 720, **options})


def write(page, settle):
    page.get_by_role("button", name="Go on with the text").click()
    page.get_by_role("listbox").first.wait_for()
    settle(page)


def tokens(page):
    return page.get_by_role("listbox").first.get_by_role("option")


def test_it_is_seen_while_it_is_written_and_stops_when_it_is_told_to(student, settle):
    page = student(LONG)
    page.get_by_role("button", name="Go on with the text").click()
    assert page.evaluate(STOP_WHEN_SEEN) in (10, 20)
    page.get_by_role("listbox").first.wait_for()
    settle(page)
    expect(page.get_by_text("It was stopped.").first).to_be_visible()
    there = tokens(page).count()
    assert 0 < there < 300
    page.get_by_role("button", name="Go on from here").first.click()
    page.get_by_text(re.compile(r"^300 tokens\.|The model ended")).first.wait_for()
    settle(page)
    assert tokens(page).count() > there


def test_another_token_is_chosen_by_keyboard_alone(student, settle):
    page = student(SHORT)
    write(page, settle)
    tokens(page).first.focus()
    for key in ("ArrowRight", "ArrowRight", "End", "Home", "ArrowRight"):
        page.keyboard.press(key)
    expect(tokens(page).nth(1)).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Token 2 of 20")).to_be_visible()
    before = tokens(page).all_text_contents()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".token.by-hand")).to_have_count(1)
    settle(page)
    after = tokens(page).all_text_contents()
    assert after[0] == before[0] and after[1] != before[1] and len(after) == 20
    # What one looked at stays in sight.
    expect(page.get_by_role("status").filter(has_text="Token 2 of 20")).to_be_visible()


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_at_no_width_anything_sticks_out(student, settle, width):
    page = student(f"{SHORT}&text_generation_greedy=true&two_text_generation_models=true", width=width)
    write(page, settle)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
