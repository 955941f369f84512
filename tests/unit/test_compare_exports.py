import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from core.compare.book.table import column_titles, table_rows
from core.compare.handin.exports import settings_and_machine, to_csv, to_xlsx
from core.i18n import speaking
from core.load import Load
from tests.unit.compare_samples import comparison, image_result, model_run, seen

NASTY = 'a;b,"c"\nd = día.jpg'


@pytest.fixture(params=["es", "en"])
def language(request):
    with speaking(request.param):
        yield request.param


def one_row(**cells):
    (row,) = table_rows(comparison(image_result(model_run("a", seen("cat")))), 0.5)
    return replace(row, **cells)


def read_csv(data: bytes, language: str) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";" if language == "es" else ","))


def test_a_csv_without_rows_has_its_titles(language):
    assert read_csv(to_csv([]), language) == [list(column_titles().values())]


def test_a_csv_begins_with_the_mark_that_makes_excel_read_accents(language):
    assert to_csv([]).startswith(b"\xef\xbb\xbf")


def test_a_csv_gives_back_every_text(language):
    row = one_row(image=NASTY, remarks="Más rápido: «1,5 s»; ñ")
    assert read_csv(to_csv([row]), language)[1] == list(row.cells().values())


def test_a_spanish_csv_has_semicolons_and_decimal_commas():
    with speaking("es"):
        (row,) = table_rows(comparison(image_result(model_run("a", totals=(1500.0,)))), 0.5)
        assert ";mediana 1,50 s, solo la red 1,50 s (1 ejecución);" in to_csv([row]).decode("utf-8-sig")


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1+1", " =1+1", "\n=1+1"]
)
def test_a_csv_cell_is_never_a_formula(cell):
    with speaking("en"):
        assert read_csv(to_csv([one_row(remarks=cell)]), "en")[1][-1] == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a = b", "-5", "+3,5", "-0.25", "FP 1, FN 2", "'quoted'", "50 % + 1"])
def test_ordinary_text_is_left_alone_in_a_csv(cell):
    with speaking("en"):
        assert read_csv(to_csv([one_row(remarks=cell)]), "en")[1][-1] == cell


def test_a_text_that_utf_8_cannot_hold_spoils_nothing_else(language):
    row = one_row(remarks="caf\udce9")
    assert read_csv(to_csv([row]), language)[1][-1] == "caf?"
    assert sheet_values(to_xlsx([row], sample(), 0.5), 0)[1][-1] == "caf?"


def sample():
    runs = model_run("a", seen("cat"), (185.0, 190.0)), model_run("b", (), (20.0, 21.0))
    return comparison(image_result(*runs, image=NASTY))


def sheet_values(data: bytes, sheet: int):
    return list(load_workbook(BytesIO(data)).worksheets[sheet].values)


def test_the_first_sheet_is_the_table(language):
    made = sample()
    rows = table_rows(made, 0.5)
    values = sheet_values(to_xlsx(rows, made, 0.5), 0)
    assert values[0] == tuple(column_titles().values())
    assert [tuple(cell or "" for cell in row) for row in values[1:]] == [
        tuple(row.cells().values()) for row in rows
    ]


def test_the_table_wraps_its_text_below_a_bold_frozen_head(language):
    made = sample()
    sheet = load_workbook(BytesIO(to_xlsx(table_rows(made, 0.5), made, 0.5))).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert all(cell.alignment.wrap_text for cell in sheet[2])
    assert sheet.column_dimensions["G"].width > sheet.column_dimensions["B"].width


def test_the_second_sheet_has_every_single_run_as_numbers_and_what_others_did(language):
    made = sample()
    images = tuple(replace(image, others=Load(0.123, None)) for image in made.images)
    values = sheet_values(to_xlsx((), replace(made, images=images), 0.5), 1)
    others = (12.3, {"es": "no se sabe", "en": "not known"}[language])
    assert values[1:] == [
        (NASTY, "A", 1, 1, 182, 2, 185, *others),
        (NASTY, "A", 2, 1, 187, 2, 190, *others),
        (NASTY, "B", 1, 1, 17, 2, 20, *others),
        (NASTY, "B", 2, 1, 18, 2, 21, *others),
    ]


def test_the_third_sheet_has_the_settings_and_the_machine(language):
    made = sample()
    assert sheet_values(to_xlsx((), made, 0.5), 2) == settings_and_machine(made, 0.5)
    flat = dict(settings_and_machine(made, 0.5))
    assert "Test CPU" in flat.values()
    assert flat["torch"] == "2.15.0"


def test_the_third_sheet_tells_the_tables_threshold_from_that_of_the_timed_runs():
    with speaking("en"):
        said = dict(sheet_values(to_xlsx((), sample(), 0.8), 2))
    assert said["Confidence threshold"] == 0.8
    assert said["Confidence threshold of the timed runs"] == 0.5


def test_the_fourth_sheet_has_the_other_devices_too():
    made = sample()
    on_gpu = replace(made, models=tuple(replace(facts, device="cuda") for facts in made.models))
    assert sheet_values(to_xlsx((), made, 0.5, [on_gpu]), 3)[0][1:] == (
        "A · CPU",
        "B · CPU",
        "A · GPU",
        "B · GPU",
    )


def test_sheet_names_are_in_the_language():
    with speaking("es"):
        names = load_workbook(BytesIO(to_xlsx((), sample(), 0.5))).sheetnames
    assert names == ["Tabla", "Ejecuciones", "Ajustes y equipo", "Recursos"]


def test_a_workbook_without_results_opens(language):
    empty = comparison(models=["a"])
    assert len(sheet_values(to_xlsx((), empty, 0.5), 0)) == 1


@pytest.mark.parametrize("text", ["=1+1", "+5", "@a", "-a", "#N/A", "2026-11-21", "5"])
def test_a_workbook_cell_of_text_stays_text(text):
    data = to_xlsx([one_row(remarks=text)], sample(), 0.5)
    cell = load_workbook(BytesIO(data)).worksheets[0]["G2"]
    assert (cell.data_type, cell.value) == ("s", text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a\x00b\x0bc", "abc"), ("x" * 40_000, "x" * 32_767), ("tab\tnew\nline", "tab\tnew\nline")],
)
def test_what_a_workbook_cannot_hold_is_left_out(text, kept):
    data = to_xlsx([one_row(remarks=text)], sample(), 0.5)
    assert load_workbook(BytesIO(data)).worksheets[0]["G2"].value == kept
