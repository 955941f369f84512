"""What every activity's hand-in shares: the page's shell, the ZIP, the tables."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import load_workbook
from PIL import Image

from core.handin.files import zip_of
from core.handin.page import data_url, described, report_page
from core.handin.tables import Sheet, to_xlsx
from core.i18n import speaking


def test_a_zip_packs_what_is_not_packed_already():
    with ZipFile(BytesIO(zip_of({"a/table.csv": b"1" * 100, "images/b.png": b"2" * 100}))) as archive:
        kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
        assert archive.read("images/b.png") == b"2" * 100
    assert kinds == {"a/table.csv": ZIP_DEFLATED, "images/b.png": ZIP_STORED}


def test_a_report_of_another_activity_fills_the_shell_and_nothing_in_it_turns_into_markup(tmp_path):
    template = tmp_path / "own.html.jinja"
    template.write_text(
        '{% extends "page.html.jinja" %}{% import "parts.html.jinja" as parts %}'
        "{% block content %}{{ parts.numbers(title, ['<a>'], [['<b>', '<c>']]) }}{% endblock %}"
    )
    with speaking("en"):
        page = report_page(
            template, kicker="<k>", title="<t>", student=" <s> ", facts=["<f>"], files={"<n>": "<m>"}
        )
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>&lt;t&gt; · &lt;s&gt;</title>" in page
    for letter in "abckfnm":
        assert f"&lt;{letter}&gt;" in page
        assert f"<{letter}>" not in page


def test_files_in_a_folder_are_described_together():
    names = ["table.csv", "images/a.png", "report.html", "images/b.png"]
    meaning = {"images/": "pictures", "report.html": "this page", "table.csv": "the table", "other": "-"}
    assert list(described(names, meaning).items()) == [
        ("table.csv", "the table"),
        ("images/", "pictures"),
        ("report.html", "this page"),
    ]


def test_a_picture_inside_a_page_is_a_jpeg():
    assert data_url(Image.new("RGB", (4, 4))).startswith("data:image/jpeg;base64,/9j/")


def test_a_number_in_a_workbook_is_a_number_and_a_text_that_looks_like_a_formula_a_text():
    book = load_workbook(BytesIO(to_xlsx([Sheet("s", [("a", "b"), (1.5, "=1+1")], [5, 5])])))
    cells = list(book["s"].iter_rows())[1]
    assert [(cell.value, cell.data_type) for cell in cells] == [(1.5, "n"), ("=1+1", "s")]
