"""The browser asks before a tab closes with work in it that the server has not kept, and only then."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(open_page, serve):
    return open_page(serve("tests/browser/scripts/unsaved_page.py"))


@pytest.fixture
def broken_store(serve, tmp_path_factory):
    """The address of an app whose store can keep nothing: there is a folder where its file should be."""
    home = tmp_path_factory.mktemp("broken")
    (home / "miralab" / "store.sqlite").mkdir(parents=True)
    return serve("Home.py", {"XDG_DATA_HOME": str(home)})


def close_and_be_asked(page):
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def close_at_once(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == []


def tick(page, settle):
    page.get_by_text("Unsaved", exact=True).click()
    expect(page.get_by_text("There is unsaved work: True")).to_be_visible()
    settle(page)


def test_unsaved_work_is_asked_about(page, settle):
    tick(page, settle)
    close_and_be_asked(page)


def test_what_is_saved_meanwhile_is_not_asked_about(page, settle):
    tick(page, settle)
    page.get_by_text("Unsaved", exact=True).click()
    expect(page.get_by_text("There is unsaved work: False")).to_be_visible()
    settle(page)
    close_at_once(page)


def test_what_is_typed_and_not_sent_yet_is_asked_about(page):
    page.get_by_role("textbox").click()
    page.keyboard.type("Half a sen")
    close_and_be_asked(page)


def test_what_is_typed_is_sent_after_a_pause_and_typing_goes_on(page):
    page.get_by_role("textbox").click()
    page.keyboard.type("Half a sen")
    expect(page.get_by_text("The server has: Half a sen")).to_be_visible()
    page.keyboard.type("tence. ")
    expect(page.get_by_text("The server has: Half a sentence.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("Half a sentence. ")


def test_what_was_typed_and_sent_from_the_keyboard_is_not_asked_about(page, settle):
    page.get_by_role("textbox").click()
    page.keyboard.type("A sentence.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The server has: A sentence.")).to_be_visible()
    settle(page)
    close_at_once(page)


def test_work_that_the_store_cannot_keep_is_asked_about(open_page, broken_store, settle):
    page = open_page(f"{broken_store}/compare_detectors?models=Doodle+DETR", locale="en-US")
    page.get_by_role("button", name="Scene 1").click()
    expect(page.get_by_role("button", name="Remove scene")).to_be_visible()
    settle(page)
    close_and_be_asked(page)


def test_work_that_is_kept_is_not_asked_about(open_page, url, settle):
    page = open_page(f"{url}/compare_detectors?models=Doodle+DETR", locale="en-US")
    page.get_by_role("button", name="Scene 1").click()
    expect(page.get_by_role("button", name="Remove scene")).to_be_visible()
    settle(page)
    close_at_once(page)
