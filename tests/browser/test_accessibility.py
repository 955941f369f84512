"""No page has anything that keeps a person out: axe-core's serious and critical rules, light and dark."""

import pytest

from core.ui.compare_detectors.steps import STEPS
from tests.browser.activity import show_step
from tests.browser.axe import open_everything, serious_behind, serious_in_both


@pytest.fixture
def student(open_page, url):
    """A function (path) -> a page of the app, in Spanish."""
    return lambda path="": open_page(f"{url}/{path}")


def test_home(student, settle):
    assert serious_in_both(student(), settle) == []


def test_object_detection(student, settle):
    page = student("object_detection?model=YOLO11n")
    form = (
        page.get_by_test_id("stPopover").get_by_role("button").filter(has_text="Hub"),
        page.get_by_test_id("stPopoverBody").get_by_role("textbox"),
    )
    found = {"the form for another model": serious_behind(page, *form)}
    open_everything(page, settle)
    found["before a run"] = serious_in_both(page, settle)
    found["the form, dark"] = serious_behind(page, *form)
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.get_by_role("listbox").wait_for()
    settle(page)
    open_everything(page, settle)
    found["with a result"] = serious_in_both(page, settle)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_few_shot(student, settle):
    page = student("few_shot?encoder=QuickDraw+ResNet")
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.get_by_role("heading", level=3).wait_for()
    settle(page)
    found = {"with a result": serious_in_both(page, settle)}
    page.get_by_text("Añadir ejemplos").first.click()
    settle(page)
    open_everything(page, settle)
    found["everything open"] = serious_in_both(page, settle)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_image_classification(student, settle):
    page = student("image_classification?classifier=MobileNetV2&two_classifiers=true")
    open_everything(page, settle)
    found = {"before a run": serious_in_both(page, settle)}
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.locator(".scores").nth(1).wait_for()
    settle(page)
    page.get_by_test_id("stCheckbox").last.click()
    page.locator(".overlay .control input").wait_for()
    open_everything(page, settle)
    found["with a result"] = serious_in_both(page, settle)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("address", "result"),
    [
        ("image_segmentation?label=person&label=xyz&background=picture", "[role=listbox]"),
        ("fill_mask?two_gap_fillers=true&fill_mask_contexts=true", ".scores"),
        ("question_answering?question_answering_example=library", ".scores"),
        ("zero_shot_classification?zero_shot_text_several=true", ".scores"),
        (
            "translation?two_translation_models=true&translation_example=morning&translation_tokens=24",
            ".sides",
        ),
        ("summarization?summarization_tokens=24", ".sides"),
        ("text_generation?text_generation_tokens=20&text_generation_greedy=true", "[role=listbox]"),
        ("pipelines?pipeline_task=token-classification", "blockquote"),
        ("find_models?find_task=translation", "[data-testid=stDataFrame]"),
        ("datasets?data_source=app&data_rows=20", ".scores"),
        ("auto_classes", "[data-testid=stDataFrame]"),
    ],
)
def test_a_page_before_a_run_and_with_a_result(student, settle, address, result):
    page = student(address)
    open_everything(page, settle)
    found = {"before a run": serious_in_both(page, settle)}
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.locator(result).first.wait_for()
    settle(page)
    open_everything(page, settle)
    found["with a result"] = serious_in_both(page, settle)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_depth_estimation(student, settle):
    page = student("depth_estimation")
    open_everything(page, settle)
    found = {"before a run": serious_in_both(page, settle)}
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.locator(".depth .colours").first.wait_for()
    settle(page)
    open_everything(page, settle)
    page.locator(".js-plotly-plot").wait_for()
    found["with a result"] = serious_in_both(page, settle)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("address", "result"),
    [
        ("text_classification?text_classification_example=tweet", ".scores"),
        ("token_classification?token_classification_example=names", ".spans mark"),
    ],
)
def test_texts(student, settle, address, result):
    page = student(address)
    file = (
        page.get_by_test_id("stPopover").first.get_by_role("button"),
        page.get_by_test_id("stPopoverBody").get_by_test_id("stFileUploader"),
    )
    found = {"the way in for a file": serious_behind(page, *file)}
    page.get_by_test_id("stBaseButton-primary").first.click()
    page.locator(result).first.wait_for()
    settle(page)
    open_everything(page, settle)
    found["with a result"] = serious_in_both(page, settle)
    found["the way in for a file, dark"] = serious_behind(page, *file)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_compare_detectors(student, settle):
    page = student("compare_detectors?repeats=1&warmup=0&samples=bus.jpg&samples=zidane.jpg&models=YOLO11n")
    share = (
        page.locator(".st-key-share").get_by_role("button"),
        page.get_by_test_id("stPopoverBody").get_by_test_id("stCode"),
    )
    found = {"share": serious_behind(page, *share), "pictures": serious_in_both(page, settle)}
    found["share, dark"] = serious_behind(page, *share)
    show_step(page, "measure")
    page.locator(".st-key-run").get_by_role("button").click()
    page.get_by_test_id("stDataFrame").first.wait_for()
    settle(page)
    for step in list(STEPS)[1:]:
        show_step(page, step)
        settle(page)
        open_everything(page, settle)
        if step == "truth":
            page.locator("canvas.upper-canvas").wait_for()
        found[step] = serious_in_both(page, settle)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}
