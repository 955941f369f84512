"""A class's files, chosen in the browser: the table, the details, and what is saved."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from core.i18n import speaking
from tests.browser.axe import serious
from tests.unit.grade_samples import class_files


@pytest.fixture
def folder(tmp_path):
    with speaking("en"):
        for name, data in class_files().items():
            (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_class_is_graded_and_its_table_saved(open_page, url, settle, folder):
    page = open_page(f"{url}/grade", locale="en-US")
    page.locator("input[type=file]").first.set_input_files(sorted(folder.iterdir()))
    expect(page.get_by_text("6 hand-ins. 1 of them needs no look.")).to_be_visible()
    settle(page)
    assert serious(page) == []
    details = page.get_by_role("combobox", name="Details of")
    details.click()
    details.fill("gala")
    page.get_by_role("option", name="gala.zip · Gala Ríos").click()
    expect(page.get_by_role("alert").filter(has_text="3 figures do not follow")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Table (xlsx)").click()
    sheet = load_workbook(BytesIO(Path(saved.value.path()).read_bytes()))["Hand-ins"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "ana.zip",
        "bruno.zip",
        "cut.zip",
        "fede.zip",
        "gala.zip",
        "late.zip",
    ]


def test_a_folder_of_hand_ins_is_read_at_once(open_page, url, folder):
    page = open_page(f"{url}/grade", locale="es-ES")
    page.locator("input[type=file]").nth(1).set_input_files(folder)
    expect(page.get_by_text("6 entregas. 1 de ellas no necesita revisión.")).to_be_visible()
