"""Every page in both languages, and what a visitor does on it, without a browser."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core.tasks import ACTIVITIES, TASKS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [row.path for row in TASKS]


def open_app(page: str = "", **params: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=120)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(page).run() if page else app


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("page", ["", *PAGES])
def test_a_page_opens(hub, page, language):
    app = open_app(page, lang=language)
    assert not app.exception and not app.error


@pytest.mark.parametrize(
    ("language", "title"), [("es", "Clasificación de imágenes"), ("en", "Image classification")]
)
def test_a_page_speaks_the_language_of_the_address(hub, language, title):
    assert open_app(PAGES[0], lang=language).title[0].value == title


def test_a_browser_without_a_language_is_greeted_in_spanish(hub):
    assert open_app(PAGES[0]).title[0].value == "Clasificación de imágenes"


def test_an_unknown_language_in_the_address_is_ignored(hub):
    assert open_app(PAGES[0], lang="tlh").title[0].value == "Clasificación de imágenes"


def test_the_language_chosen_on_one_page_holds_on_the_next(hub):
    app = open_app(PAGES[0])
    app.sidebar.button_group(key="language_switch_es").set_value("en").run()
    assert app.switch_page("pages/text_generation.py").run().title[0].value == "Text generation"


def test_home_names_every_model_of_the_catalogue(hub):
    assert list(open_app().dataframe[0].value["Modelo"])[:2] == ["DETR ResNet-50", "YOLO11n"]


def test_home_leads_to_the_activities_first_and_then_to_every_task_once(hub):
    links = [link.proto.page.rpartition("/")[2] for link in open_app().main.get("page_link")]
    assert links == [activity.page for activity in ACTIVITIES] + [row.page for row in TASKS]


@pytest.mark.parametrize("row", TASKS, ids=lambda row: row.page)
def test_the_picture_of_a_card_is_small_and_can_be_read(row):
    picture = ROOT / "core" / "ui" / row.page / "card.svg"
    assert picture.stat().st_size < 3000
    assert ElementTree.parse(picture).getroot().get("viewBox") == "0 0 240 96"


def test_an_address_without_a_page_is_said_on_home(hub, monkeypatch):
    monkeypatch.setattr(ContextProxy, "url", property(lambda _: "https://miralab.streamlit.app/nowhere"))
    assert [warning.value for warning in open_app().warning] == [
        "Aquí no hay ninguna página «nowhere». Esta es la de inicio: elige adónde ir."
    ]


@pytest.mark.parametrize(
    "address", ["https://miralab.streamlit.app", "https://miralab.streamlit.app/~/+/", None]
)
def test_the_address_of_home_names_no_page(hub, monkeypatch, address):
    monkeypatch.setattr(ContextProxy, "url", property(lambda _: address))
    assert not open_app().warning
