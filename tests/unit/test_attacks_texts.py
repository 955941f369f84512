"""Whatever text comes in, everything that leaves can hold it: xlsx, SVG, HTML, PNG and JSON."""

import json
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.compare.book.session import Session, read_session, session_json
from core.compare.book.table import merge_edits, table_rows
from core.compare.book.workbook import comparison_of
from core.compare.count.counting import error_counts
from core.compare.handin import charts
from core.compare.handin.files import files
from core.compare.handin.hand_in import HandIn
from core.compare.truth.files import read_files
from core.compare.truth.truth import PictureInfo
from core.errors import UserError
from core.handin.charts import chart_png
from core.i18n import N_, speaking
from core.models.opening import check_labels
from core.pictures.canvas import Sheet, from_drawing, to_drawing
from core.printable import LONGEST_LINE, printable_line, printable_text
from tests.unit.handin_samples import handin

FORBIDDEN = [
    "\x00", "\x02", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x9f", "\ud800", "\udfff", "\ufffe", "\uffff", "\ufdd0",
    "\U0001fffe", "\u202e", "\u2066", "\ufeff",
]  # fmt: skip
texts = st.text(st.one_of(st.characters(exclude_categories=[]), st.sampled_from(FORBIDDEN)), max_size=40)
"""Lone surrogates too."""


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


@pytest.mark.parametrize("sign", FORBIDDEN)
def test_what_nothing_can_hold_or_what_only_deceives_is_left_out(sign):
    assert printable_line(f"ca{sign}t").replace(" ", "") == "cat"


@pytest.mark.parametrize(
    "text",
    ["ñandú", "日本語", "العربية‏", "👩‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "x²", "a  b", "न्‍य", "\u00a0x"],
    ids=["accent", "cjk", "right to left", "joined", "tags", "raised", "spaces", "joiner", "no break"],
)
def test_what_people_write_stays(text):
    assert printable_text(text) == text


def test_lines_end_in_one_way():
    assert printable_text("a\r\nb\rc\u2028d\x85e\x0bf") == "a\nb\nc\nd\ne\nf"
    assert printable_line("a\r\n\tb ") == "a b"


def test_what_is_cut_says_so():
    assert printable_line("x" * 301) == "x" * (LONGEST_LINE - 1) + "…"
    assert printable_line("x" * 300) == "x" * 300


@given(texts)
def test_what_is_printable_is_text_for_xml_and_stays_as_it_is(text):
    clean = printable_text(text)
    assert ElementTree.fromstring(f"<a>{clean.replace('&', '').replace('<', '')}</a>") is not None
    assert printable_text(clean) == clean
    assert printable_line(printable_line(text)) == printable_line(text)


@given(texts)
def test_an_error_that_quotes_what_came_in_can_be_shown(text):
    str(UserError(N_("The file {name} is empty. Choose another picture."), name=text * 100)).encode()


def leaves_through_everything(made: HandIn) -> None:
    content = files(made)
    assert load_workbook(BytesIO(content["table.xlsx"]))
    assert b"could not be turned" not in content["report.html"]
    for name in ("results.json", "session.json", *(("truth.json",) if made.truth else ())):
        text = content[name].decode()
        text.encode()
        assert json.loads(text) is not None
    chart = charts.label_counts(made.comparison, made.truth, made.threshold)
    assert chart_png(chart).startswith(b"\x89PNG")


def session_with(text: str) -> dict:
    """Return a session file in which every text that may be anything is `text`, as an attacker would write it."""
    made = handin()
    content = json.loads(session_json(Session(made.book, made.pictures, made.comparison.settings)))
    measured = content["measured"][0]
    content["student"] = text
    content["comments"] = {"accuracy": text, "ease": text}
    for edit in content["edits"]:
        edit["text"] = text
    for boxes in content["truth"].values():
        for box in boxes:
            box["label"], box["origin"] = text, f"model:{text}"
    for picture in content["pictures"]:
        picture["name"] = text
    for facts in measured["settings"]["model_facts"]:
        facts |= {"title": text, "source": text, "revision": text, "labels": [text, text], "packages": [text]}
    measured["settings"]["versions"] = {text: text}
    measured["machine"] |= {"cpu": text, "gpu": text, "system": text}
    for image in measured["images"]:
        image["image"] = text
        for run in image["models"]:
            for found in run["detections"]:
                found["label"] = text
    return content


@pytest.mark.usefixtures("run_process")
@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
@example("\x02")
@example("\ud800")
@example("\ufffe\u202e<script>&amp;")
@example("=cmd|' /C calc'!A0")
@example("x" * 1000)
def test_whatever_is_in_a_session_file_leaves_through_everything(text):
    back = read_session(json.dumps(session_with(text)).encode())
    names = {each.digest: each.name for each in back.pictures}
    comparison = comparison_of(back.book, back.settings, names)
    book, threshold = back.book, 0.5
    counts = error_counts(comparison, book.truth, threshold)
    rows = merge_edits(table_rows(comparison, threshold, counts), book.edits)
    leaves_through_everything(HandIn(comparison, back.pictures, rows, threshold, book))
    again = session_json(back)
    assert read_session(again) == back


BUS = PictureInfo("bus", "bus.jpg", 320, 240)


@given(texts)
def test_labels_of_a_coco_file_are_printable_or_refused(text):
    box = {"image_id": 1, "category_id": text, "bbox": [1, 2, 3, 4], "origin": f"model:{text}"}
    content = {
        "images": [{"id": 1, "file_name": "bus.jpg"}, {"id": text, "file_name": text}],
        "annotations": [box],
        "categories": [{"id": text, "name": text}],
    }
    try:
        found = read_files({"truth.json": json.dumps(content).encode()}, [BUS])
    except UserError as error:
        str(error).encode()
        return
    (one,) = found.truth["bus"]
    assert one.label == printable_line(text) != ""
    assert printable_line(one.origin) == one.origin
    "".join(found.warnings).encode()


@given(
    st.dictionaries(
        st.sampled_from(["data.yaml", "classes.txt", "bus.txt", "truth.json"]), st.binary(max_size=60)
    )
)
def test_any_bytes_in_truth_files_are_read_or_refused_in_a_sentence(content):
    try:
        found = read_files(content, [BUS])
    except UserError as error:
        str(error).encode()
        return
    json.dumps([box.label for boxes in found.truth.values() for box in boxes], ensure_ascii=False).encode()


@given(texts)
def test_class_names_of_a_yolo_are_printable_or_refused(text):
    content = {
        "classes.txt": text.encode("utf-8", "surrogatepass"),
        "bus.txt": b"0 0.5 0.5 0.1 0.1",
    }
    try:
        found = read_files(content, [BUS])
    except UserError as error:
        str(error).encode()
        return
    assert printable_line(found.truth["bus"][0].label) == found.truth["bus"][0].label != ""


@given(texts)
def test_labels_of_a_model_are_printable_or_refused(text):
    config = SimpleNamespace(id2label={0: text, 1: "cat"})
    try:
        check_labels(config, "a model")
    except UserError:
        assert printable_line(text) == ""
    else:
        assert config.id2label[0] == printable_line(text)


@given(texts)
def test_labels_that_a_canvas_reports_are_printable(text):
    sheet = Sheet("stamp", (100, 100), (100, 100), ())
    drawing = to_drawing(sheet)
    drawing["objects"].append(
        {"type": "LabeledRect", "left": 5, "top": 5, "width": 50, "height": 50, "label": text}
    )
    ((box,), _clicks) = from_drawing(drawing, sheet)
    assert box.label == printable_line(text)


def test_no_page_reads_a_text_past_the_border():
    """A text field's value goes through the border where it is read, in the same module at least: there itself, or
    in what a task has for its own texts."""
    borders = ("printable_", "typed_label", "checked_template", "own_classes.rename", "as_text")
    ui = Path(__file__).resolve().parents[2] / "core/ui"
    fields = ("st.text_input(", "st.text_area(", ".text_area(", "st.data_editor(", "accept_new_options=True")
    modules = [file for file in ui.rglob("*.py") if any(field in file.read_text() for field in fields)]
    assert len(modules) > 4
    assert [file.name for file in modules if not any(border in file.read_text() for border in borders)] == []
