"""Teaching classes with the mouse, and with nothing but the keyboard."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def student(open_page, url):
    """The page in English, with the network that ships and people's drawings as examples."""
    return open_page(f"{url}/few_shot?encoder=QuickDraw+ResNet", locale="en-US", width=1280, height=720)


def verdict(page):
    return page.get_by_role("heading", name="It is nearest to:")


def draw(page, *points):
    box = page.locator(".pad canvas").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def test_with_the_mouse_a_house_is_drawn_sorted_and_becomes_an_example(student, settle):
    student.get_by_role("button", name="Sort the picture").click()
    expect(verdict(student)).to_have_text("It is nearest to: cat")
    student.get_by_role("button", name="Clear the paper").click()
    expect(student.get_by_text("Draw something: the class comes after every line.")).to_be_visible()
    draw(student, (0.25, 0.9), (0.25, 0.45), (0.5, 0.15), (0.75, 0.45), (0.75, 0.9), (0.25, 0.9))
    expect(verdict(student)).to_have_text("It is nearest to: house")
    settle(student)
    student.get_by_role("button", name="Add this drawing to a class").click()
    student.get_by_test_id("stPopoverBody").get_by_role("button", name="house").click()
    expect(student.locator("[class*=st-key-few_shot_class_]").nth(1).get_by_role("img")).to_have_count(4)


def test_with_the_keyboard_alone_the_drawing_is_sorted_and_the_map_looked_at(student, settle):
    student.get_by_role("button", name="Sort the picture").focus()
    student.keyboard.press("Enter")
    expect(verdict(student)).to_have_text("It is nearest to: cat")
    settle(student)
    student.get_by_role("radio", name="Nearest examples").focus()
    student.keyboard.press("ArrowRight")
    student.keyboard.press("Enter")
    expect(student.get_by_text("Principal components (PCA)")).to_be_visible()
