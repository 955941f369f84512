"""The app in a real browser, as a student uses it: the activity from its first picture to the file to hand in."""

import csv
import json
import re
from io import StringIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from core.pictures.samples import samples
from tests.browser.activity import draw, show_step
from tests.browser.conftest import follow

QUICK = "repeats=1&warmup=0"
PICTURES = {sample.name: sample.path for sample in samples()}


@pytest.fixture(scope="module")
def bare_url(serve, hub, tmp_path_factory):
    """The address of an app on whose machine there is no model."""
    home = tmp_path_factory.mktemp("bare")
    folders = {"XDG_DATA_HOME": home / "data", "HF_HOME": home, "HF_HUB_CACHE": home / "hub"}
    return serve("Home.py", {name: str(folder) for name, folder in folders.items()})


@pytest.fixture
def student(open_page, url):
    """A function (path) -> a page of the app in English, in a browser of its own."""
    return lambda path="", **options: open_page(
        f"{url}/{path}", **{"locale": "en-US", "width": 1500, "height": 1200, **options}
    )


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def tell(place, settle, name, value):
    """Type into a text box and leave it, which is when Streamlit takes it over."""
    box = place.get_by_role("textbox", name=name)
    box.fill(value)
    box.press("Tab")
    # The browser sends what was typed a moment after the box was left.
    box.page.wait_for_timeout(500)
    settle(box.page)


def add_pictures(page, *names):
    page.get_by_role("radio", name="Upload").click()
    uploader = page.get_by_test_id("stFileUploader").filter(has_text="Pictures from your computer")
    uploader.locator("input").set_input_files([PICTURES[name] for name in names])
    for name in names:
        expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()


def step(page, settle, name):
    """Show a step of the activity."""
    show_step(page, name)
    settle(page)


def measure(page, settle):
    """Press the button in its step and wait for the end of the run."""
    step(page, settle, "measure")
    button(page, "Measure").click()
    expect(button(page, "Measure again")).to_be_visible()
    settle(page)


def cells(page, settle):
    """The texts of the table's cells, row by row."""
    step(page, settle, "table")
    rows = page.locator(".st-key-worksheet tbody tr")
    expect(rows.first).to_be_visible()
    return [row.locator("td").all_text_contents() for row in rows.all()]


def say(page, settle, model, words):
    """Write a remark on the picture whose cards are shown."""
    step(page, settle, "table")
    card = page.get_by_test_id("stVerticalBlock").filter(has_text=re.compile(rf"^{model} · "))
    tell(card.last, settle, "Remarks", words)


def save(page, name, folder):
    with page.expect_download() as download:
        button(page, name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def visit(page, settle, name):
    follow(page, name)
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    settle(page)


def test_a_student_adds_two_pictures_measures_edits_a_cell_leaves_comes_back_and_takes_the_csv(
    student, settle, tmp_path
):
    page = student(f"compare_detectors?{QUICK}")
    add_pictures(page, "bus.jpg", "zidane.jpg")
    measure(page, settle)
    say(page, settle, "YOLO11n", "Sees ghosts; ñandú")
    visit(page, settle, "Object detection")
    visit(page, settle, "Compare detectors")
    assert cells(page, settle)[1][6:] == ["Sees ghosts; ñandú", "Remarks"]
    content = save(page, "Table as CSV", tmp_path).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=csv_delimiter(content))
    assert (len(head), len(rows)) == (8, 4)
    assert [row[:2] for row in rows] == [
        [name, model] for name in ("bus.jpg", "zidane.jpg") for model in ("DETR ResNet-50", "YOLO11n")
    ]
    assert [row[6] for row in rows] == ["", "Sees ghosts; ñandú", "", ""]


def csv_delimiter(content):
    return ";" if b";" in content.splitlines()[0] else ","


def test_the_whole_activity_ends_with_a_script_that_gives_the_same_detections(
    student, run_script, settle, tmp_path
):
    page = student(f"compare_detectors?{QUICK}")
    add_pictures(page, "bus.jpg", "zidane.jpg")
    step(page, settle, "truth")
    draw(page, 0.1, 0.2, 0.9, 0.7)
    labels = page.get_by_role("combobox", name="Label of box")
    expect(labels).to_have_count(1)
    measure(page, settle)
    step(page, settle, "truth")
    labels.click()
    labels.fill("bus")
    page.get_by_role("option", name="bus", exact=True).click()
    button(page, "Count again with these boxes").click()
    expect(button(page, "Count again with these boxes")).to_be_hidden()
    settle(page)
    assert [bool(re.search(r"FP \d+, FN \d+", row[4])) for row in cells(page, settle)] == [
        True,
        True,
        False,
        False,
    ]
    say(page, settle, "YOLO11n", "My own words")
    step(page, settle, "hand_in")
    tell(page, settle, "Your name", "Ana Núñez")
    tell(page, settle, "Accuracy", "DETR sees more.")
    address = page.url
    assert "work=" in address
    page.reload()
    settle(page)
    assert cells(page, settle)[1][6] == "My own words"
    step(page, settle, "truth")
    expect(labels).to_have_value("bus")
    step(page, settle, "hand_in")
    expect(page.get_by_role("textbox", name="Your name")).to_have_value("Ana Núñez")
    expect(page.get_by_role("textbox", name="Accuracy")).to_have_value("DETR sees more.")
    with ZipFile(save(page, "Download everything (ZIP)", tmp_path)) as file:
        file.extractall(tmp_path)
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert [one["category_id"] for one in truth["annotations"]] == [truth["categories"][0]["id"]]
    said = run_script(tmp_path / "comparison.py", "/")
    wanted = detections_in(json.loads((tmp_path / "results.json").read_text()))
    found = re.findall(r"^  (\S.*?) +(\d\.\d{4})  \[(.+)\]$", said, re.MULTILINE)
    assert [label for label, _score, _box in found] == [one["label"] for one in wanted]
    for (_label, score, box), one in zip(found, wanted, strict=True):
        assert float(score) == pytest.approx(one["score"], abs=1e-4)
        assert [float(side) for side in box.split(",")] == pytest.approx(one["box"], abs=1)


def detections_in(results):
    """Every detection above the threshold, in the order in which the script prints them."""
    return [
        one
        for image in results["images"]
        for model in image["models"]
        for one in model["detections"]
        if one["score"] >= results["settings"]["threshold"]
    ]


def test_a_hub_that_cannot_be_reached_is_a_sentence(open_page, bare_url, hub, settle):
    page = open_page(f"{bare_url}/object_detection?model=YOLO11s", locale="en-US")
    with hub.broken("refuse"):
        button(page, "Detect objects").click()
        expect(page.get_by_text("The Hugging Face Hub cannot be reached.")).to_be_visible()


def test_a_download_shows_its_megabytes_and_percent(open_page, bare_url, hub, settle):
    page = open_page(f"{bare_url}/object_detection?model=YOLO11s", locale="en-US")
    with hub.broken("slow", chunks=400, pause=0.1, match=".pt"):
        button(page, "Detect objects").click()
        words = re.compile(r"Downloading the model: [\d.]+ MB of [\d.]+ MB \([1-9]\d? %\)")
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("listbox", name="Objects in the picture")).to_be_visible()


def test_two_students_at_once_on_different_models_get_the_results_of_their_own(student, settle):
    pages = [student("object_detection?model=YOLO11n"), student("object_detection?model=DETR+ResNet-50")]

    def seen(page, title):
        expect(page.get_by_text(re.compile(rf"^{title}: "))).to_be_visible()
        settle(page)
        return page.locator(".row").evaluate_all("rows => rows.map(row => row.getAttribute('aria-label'))")

    alone = []
    for page, title in zip(pages, ("YOLO11n", "DETR ResNet-50"), strict=True):
        button(page, "Detect objects").click()
        alone.append(seen(page, title))
    for page in pages:
        page.reload()
        settle(page)
    for page in pages:
        button(page, "Detect objects").click()
    together = [seen(page, title) for page, title in zip(pages, ("YOLO11n", "DETR ResNet-50"), strict=True)]
    assert together == alone
    assert alone[0] != alone[1]


def begin_long_run(page, settle):
    """Start a run of three pictures and come back when the first is finished and the second is going on."""
    add_pictures(page, "zidane.jpg", "bus.jpg", "cat.jpg")
    step(page, settle, "measure")
    button(page, "Measure").click()
    expect(page.get_by_text(re.compile(r"bus\.jpg · .* · timed run"))).to_be_visible()


def test_changing_the_page_in_the_middle_of_a_run_breaks_nothing_and_keeps_what_is_finished(student, settle):
    page = student("compare_detectors?repeats=100&warmup=0&models=YOLO11n")
    begin_long_run(page, settle)
    visit(page, settle, "Object detection")
    visit(page, settle, "Compare detectors")
    expect(button(page, "Measure the 2 pictures that are left")).to_be_visible()
    assert [row[0] for row in cells(page, settle)] == ["zidane.jpg"]


def test_the_stop_button_ends_a_run_and_what_is_finished_stays(student, settle):
    page = student("compare_detectors?repeats=100&warmup=0&models=YOLO11n")
    begin_long_run(page, settle)
    # Streamlit has a button of that name too, in the bar above the page.
    stop = button(page.get_by_test_id("stMain"), "Stop")
    stop.click()
    expect(button(page, "Measure the 2 pictures that are left")).to_be_visible()
    settle(page)
    expect(stop).to_be_hidden()
    assert [row[0] for row in cells(page, settle)] == ["zidane.jpg"]


def test_pointing_at_a_row_of_the_list_lights_its_box(student, settle):
    page = student("object_detection?model=YOLO11n")
    button(page, "Detect objects").click()
    row = page.get_by_role("option").first
    row.hover()
    expect(page.locator(".outline.lit")).to_have_count(1)
    assert page.locator(".outline.lit").get_attribute("data-label") in row.get_attribute("aria-label")


@pytest.mark.parametrize(
    ("locale", "title"), [("es-MX", "Detección de objetos"), ("en-GB", "Object detection")]
)
def test_the_app_speaks_the_language_of_the_browser(student, locale, title):
    expect(student("object_detection", locale=locale).get_by_role("heading", level=1)).to_have_text(title)


def test_the_language_that_is_chosen_holds_on_the_other_pages(student, settle):
    page = student(locale="es-ES")
    page.get_by_role("radio", name="English").click()
    # The last part of the page: all of it is in English now.
    expect(page.get_by_test_id("stExpander").get_by_text("This machine")).to_be_visible()
    settle(page)
    visit(page, settle, "Object detection")
    visit(page, settle, "Compare detectors")
    expect(page.get_by_text("Where the pictures come from")).to_be_visible()
