"""The few-shot page in a real browser: a folder of the visitor's own becomes the support set."""

from pathlib import Path
from shutil import copyfile

from playwright.sync_api import expect

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"


def test_a_folder_with_a_folder_for_each_class_is_taken_in_and_what_is_no_picture_is_said(
    open_page, offline_url, settle, tmp_path
):
    chosen = tmp_path / "birds"
    for label, name in (("owls", "owl.jpg"), ("owls", "owl_snowy.jpg"), ("gulls", "gull.jpg")):
        (chosen / label).mkdir(parents=True, exist_ok=True)
        copyfile(SAMPLES / name, chosen / label / name)
    (chosen / "gulls" / "broken.jpg").write_bytes(b"no picture")
    page = open_page(f"{offline_url}/few_shot", locale="en-US")
    settle(page)
    page.get_by_role("button", name="Support set").click()
    expect(page.get_by_text("A folder with a folder for each class")).to_be_visible()
    page.locator("[class*=few_shot_folder] input[type=file]").first.set_input_files(chosen)
    names = page.get_by_role("textbox", name="Name of the class")
    expect(names).to_have_count(5)
    assert {"gulls", "owls"} < {names.nth(place).input_value() for place in range(5)}
    expect(page.get_by_alt_text("owl_snowy.jpg")).to_be_visible()
    expect(page.get_by_text("broken.jpg")).to_be_visible()
