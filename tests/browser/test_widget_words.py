"""Streamlit's own widgets speak the page's language, to the eye and to a screen reader."""

import re

import pytest
from playwright.sync_api import expect


def words(page, selector, place="::after"):
    """What CSS puts in the place of an element's text."""
    return page.locator(selector).first.evaluate(
        "(node, place) => getComputedStyle(node, place).content", place
    )


@pytest.mark.parametrize(
    ("locale", "way", "name"), [("es-ES", "Subir", "Elegir archivo"), ("en-US", "Upload", "Choose a file")]
)
def test_the_uploader_speaks_the_language_of_the_page(open_page, url, settle, locale, way, name):
    page = open_page(f"{url}/object_detection", locale=locale)
    page.get_by_role("radio", name=way).click()
    settle(page)
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader.get_by_role("button", name=re.compile(f"{name}$"))).to_be_visible()
    assert "25 MB" in words(page, "[data-testid=stFileUploaderDropzoneInstructions]")


def test_the_camera_speaks_spanish(open_page, url, settle):
    page = open_page(f"{url}/object_detection")
    page.get_by_role("radio", name="Cámara").click()
    settle(page)
    assert words(page, "[data-testid=stCameraInputButton]") == '"Hacer la foto"'


def test_a_text_that_is_not_sent_yet_says_so_in_spanish(open_page, url, settle):
    page = open_page(f"{url}/object_detection")
    page.get_by_role("radio", name="Subir").click()
    page.get_by_role("textbox", name="O la dirección").fill("https://")
    expect(page.get_by_test_id("InputInstructions")).to_be_visible()
    assert words(page, "[data-testid=InputInstructions]", "::before") == '"Se envía con Intro"'
