"""The depth estimation page in a real browser: once by mouse, once by keyboard alone."""

from io import BytesIO

import numpy as np
from PIL import Image
from playwright.sync_api import expect


def depth_at_point(page):
    return page.locator(".read > .at").first


def file_of(page, name):
    with page.expect_download() as saved:
        page.get_by_role("button", name=name, exact=True).first.click()
    return saved.value.path().read_bytes()


def test_by_mouse_from_a_sample_to_two_depths_a_cut_and_the_files(open_page, url, settle):
    page = open_page(f"{url}/depth_estimation", locale="en-US", width=1280, height=720)
    button = page.get_by_role("button", name="Estimate the depth")
    expect(button).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Bus", exact=True).click()
    settle(page)
    button.click()
    expect(page.locator(".depth .colours").first).to_be_visible()
    settle(page)
    expect(page.locator(".depth .stage").first).to_be_in_viewport(ratio=1)

    assert np.load(BytesIO(file_of(page, "npy"))).shape == (1080, 810)
    with Image.open(BytesIO(file_of(page, "16-bit PNG"))) as opened:
        assert (opened.mode, opened.size) == ("I;16", (810, 1080))
    assert b"element vertex" in file_of(page, "PLY")[:200]

    page.get_by_text("Compare with a second model").click()
    settle(page)
    button.click()
    expect(page.locator(".depth .colours")).to_have_count(2)
    settle(page)

    page.locator("summary", has_text="Cut by distance").click()
    settle(page)
    expect(page.get_by_alt_text("bus.jpg with what is near, and the rest of it changed")).to_be_visible()
    transparent = page.get_by_role("radio", name="The rest transparent")
    transparent.click()
    expect(transparent).to_be_checked()
    # The press is on its way to the server before the page says that it runs.
    page.wait_for_timeout(1000)
    settle(page)
    with Image.open(BytesIO(file_of(page, "Cut picture"))) as opened:
        assert (opened.mode, opened.size) == ("RGBA", (810, 1080))
    page.locator("summary", has_text="In 3D").click()
    expect(page.locator(".js-plotly-plot")).to_be_visible()


def test_by_keyboard_alone_from_the_button_to_the_depth_of_a_point(open_page, url, settle):
    page = open_page(f"{url}/depth_estimation", width=1280, height=720)
    page.get_by_role("button", name="Estimar la profundidad").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".depth .colours").first).to_be_visible()
    settle(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("application", name="Punto de medida")).to_be_focused()
    before = depth_at_point(page).inner_text()
    page.keyboard.press("ArrowLeft")
    expect(depth_at_point(page)).not_to_have_text(before)
    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="Cortina entre la imagen y la profundidad")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.get_by_role("slider", name="Cortina")).to_have_attribute("aria-valuenow", "0")
    page.locator("summary", has_text="Recortar por distancia").focus()
    page.keyboard.press("Enter")
    settle(page)
    limit = page.get_by_role("slider", name="Conservar lo que está más cerca de este valor")
    share = page.get_by_text("de la imagen está más cerca que eso")
    expect(share).to_be_visible()
    limit.press("Home")
    expect(share).to_have_text("El 100 % de la imagen está más cerca que eso.".replace(" %", "\u00a0%"))
