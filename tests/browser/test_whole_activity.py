"""The whole activity without a network, on a laptop and on a phone: nothing is wider than the screen, and on the laptop
the next useful button is always in sight."""

from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from core.ui.compare_detectors.steps import STEPS
from tests.browser.activity import draw, show_step

SCREENS = {"laptop": (1280, 720), "phone": (390, 844)}


@pytest.fixture(scope="module")
def offline_url(serve, tmp_path_factory):
    """The address of an app that reaches no Hub and has only the models that ship with it."""
    home = tmp_path_factory.mktemp("offline")
    folders = {"XDG_DATA_HOME": home / "data", "HF_HOME": home, "HF_HUB_CACHE": home / "hub"}
    return serve(
        "Home.py",
        {"HF_ENDPOINT": "http://127.0.0.1:9", **{name: str(folder) for name, folder in folders.items()}},
    )


@pytest.fixture(params=SCREENS, ids=SCREENS.keys())
def screen(request):
    return request.param


@pytest.fixture
def student(open_page, offline_url, screen):
    """A function (path) -> a page of the app in Spanish on this screen."""
    width, height = SCREENS[screen]
    return lambda path: open_page(f"{offline_url}/{path}", width=width, height=height)


@pytest.fixture
def check(settle, screen):
    """A function (page, useful=locator) that checks the page as it is: `useful` is the next useful button."""

    def check_page(page, *, useful):
        settle(page)
        expect(useful).to_be_visible()
        page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        too_wide = page.evaluate(
            "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map((one) => one.scrollWidth - one.clientWidth)"
        )
        assert too_wide == [0, 0]
        if screen == "laptop":
            expect(useful).to_be_in_viewport(ratio=1)

    return check_page


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def write(page, name, text, settle):
    field = page.get_by_role("textbox", name=name)
    field.fill(text)
    field.press("Tab")
    # The browser sends what was typed a moment after the field was left.
    page.wait_for_timeout(500)
    settle(page)


def test_the_activity_from_the_pictures_to_the_file(student, check, settle, tmp_path):
    page = student("compare_detectors?repeats=1&warmup=0")
    check(page, useful=button(page, "Añadir dos escenas de garabatos"))
    button(page, "Añadir dos escenas de garabatos").click()
    expect(button(page, "Añadir dos escenas de garabatos")).to_be_hidden()
    check(page, useful=button(page, "Siguiente: Medir"))

    button(page, "Siguiente: Medir").click()
    check(page, useful=button(page, "Medir"))
    button(page, "Medir").click()
    expect(button(page, "Medir otra vez")).to_be_visible()
    check(page, useful=button(page, "Siguiente: Observar"))

    button(page, "Siguiente: Observar").click()
    check(page, useful=button(page, "Siguiente: Verdad de referencia"))

    button(page, "Siguiente: Verdad de referencia").click()
    page.locator("canvas.upper-canvas").wait_for()
    check(page, useful=button(page, "Siguiente: Tabla"))
    rows = page.get_by_role("combobox", name="Etiqueta de la caja")
    expect(rows).to_have_count(3)
    draw(page, 0.05, 0.05, 0.3, 0.2)
    expect(rows).to_have_count(4)
    check(page, useful=button(page, "Siguiente: Tabla"))

    button(page, "Siguiente: Tabla").click()
    expect(page.locator(".st-key-worksheet tbody tr")).to_have_count(4)
    check(page, useful=button(page, "Siguiente: Entregar"))

    button(page, "Siguiente: Entregar").click()
    check(page, useful=button(page, "Descargar todo (ZIP)"))
    write(page, "Tu nombre", "Ana Núñez", settle)
    check(page, useful=button(page, "Descargar todo (ZIP)"))
    with page.expect_download() as download:
        button(page, "Descargar todo (ZIP)").click()
    path = tmp_path / "activity.zip"
    download.value.save_as(path)
    with ZipFile(path) as file:
        assert {"session.json", "truth.json", "comparison.py"} <= set(file.namelist())


def test_every_step_has_a_way_on_before_anything_is_done(student, check):
    page = student("compare_detectors")
    for step in list(STEPS)[1:]:
        show_step(page, step)
        check(page, useful=page.locator(".st-key-steps").get_by_role("button").first)


def test_the_detection_page_begins_with_its_button_in_sight(student, check, settle):
    page = student("object_detection")
    check(page, useful=button(page, "Detectar objetos"))
    button(page, "Detectar objetos").click()
    expect(page.get_by_role("listbox")).to_be_visible()
    check(page, useful=button(page, "Detectar objetos"))
