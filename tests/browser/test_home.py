"""The home page on a laptop and on a phone."""

import pytest

LINKS = "[data-testid=stMain] [data-testid=stPageLink-NavLink]"


@pytest.mark.parametrize("locale", ["es-ES", "en-US"])
def test_on_a_laptop_the_activities_and_the_first_tasks_are_on_the_first_screen(url, open_page, locale):
    page = open_page(url, width=1280, height=720, locale=locale)
    lowest = [
        link.bounding_box()["y"] + link.bounding_box()["height"] for link in page.locator(LINKS).all()[:5]
    ]
    assert max(lowest) <= 720


@pytest.mark.parametrize("locale", ["es-ES", "en-US"])
def test_on_a_phone_no_way_in_is_cut_off(url, open_page, locale):
    page = open_page(url, width=390, height=844, locale=locale)
    cut = page.locator(LINKS).evaluate_all(
        "links => links.filter(link => link.scrollWidth > link.clientWidth + 1"
        " || link.getBoundingClientRect().right > innerWidth).map(link => link.textContent)"
    )
    assert cut == []


def test_a_card_leads_to_its_page(url, open_page, settle):
    page = open_page(url)
    page.get_by_role("link", name="Comparar DETR y YOLO11").click()
    settle(page)
    page.get_by_role("heading", name="Comparar detectores").wait_for()
