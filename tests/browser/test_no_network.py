"""Without a network every vision page has a result two clicks after it opens at the most."""

import pytest
from playwright.sync_api import expect

# Of each page: what is pressed, in Spanish and in English, and what is there then.
PAGES = {
    "object_detection": ("Detectar objetos", "Detect objects", "[role=listbox]"),
    "image_classification": ("Clasificar", "Classify", ".scores li"),
    "image_segmentation": ("Segmentar la imagen", "Segment the picture", "[role=listbox]"),
    "zero_shot_image_classification": (
        "Comparar con mis etiquetas",
        "Compare with my labels",
        ".scores li",
    ),
    "few_shot": ("Clasificar la imagen", "Sort the picture", "h3"),
    "depth_estimation": ("Estimar la profundidad", "Estimate the depth", ".depth .colours"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_result_is_one_click_away(name, language, open_page, offline_url, settle):
    spanish, english, result = PAGES[name]
    page = open_page(f"{offline_url}/{name}", locale="es-ES" if language == "es" else "en-US")
    page.get_by_role("button", name=spanish if language == "es" else english).click()
    expect(page.locator(result).first).to_be_visible(timeout=120_000)
    settle(page)
    assert page.get_by_test_id("stAlertContentError").count() == 0


def test_a_drawing_of_ones_own_is_named(open_page, offline_url, settle):
    page = open_page(f"{offline_url}/image_classification", locale="en-US")
    page.get_by_role("radio", name="Draw it").click()
    settle(page)
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for x, y in ((200, 40), (200, 200), (40, 200), (40, 45)):
        page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.up()
    use = page.get_by_role("button", name="Use this drawing")
    expect(use).to_be_enabled()
    use.click()
    expect(page.get_by_text("2 pictures", exact=True)).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Classify").click()
    expect(page.locator(".stage .picture")).to_have_attribute("alt", "drawing.png", timeout=60_000)
    expect(page.locator(".scores li").first).to_be_visible()
