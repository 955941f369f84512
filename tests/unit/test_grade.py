"""A class's hand-ins as a table: what is counted anew, what does not follow, what is equal, and what cannot be read."""

import csv
import struct
import tracemalloc
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from core.compare.count.figures import counted_rows
from core.compare.grade import reading
from core.compare.grade.__main__ import main
from core.compare.grade.copies import same_results
from core.compare.grade.exports import difference_rows, to_csv, to_xlsx
from core.compare.grade.graded import Boxes, grade, grade_all
from core.compare.grade.listing import lines_of, missing_words, table
from core.compare.grade.times import by_machine, model_times
from core.compare.handin.files import files
from core.errors import UserError
from core.handin.files import zip_of
from core.i18n import speaking
from core.load import Load
from tests.unit.grade_samples import EARLIER, a_hand_in, changed_json, class_files


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


@pytest.fixture(scope="module")
def handed():
    """The files of a class, in English."""
    with speaking("en"):
        return class_files()


@pytest.fixture(scope="module")
def lines(handed):
    return {line.graded.name: line for line in lines_of([grade(*one) for one in handed.items()])}


@pytest.fixture(scope="module")
def unpacked():
    with speaking("en"):
        return files(a_hand_in("Ana Núñez"))


def content_of(data: bytes):
    graded = grade("ana.zip", data)
    assert graded.problem is None
    return graded.content


def differences_of(unpacked: dict[str, bytes]) -> list[tuple[str, str, object, object]]:
    found = content_of(zip_of(unpacked)).differences
    return [(one.file, one.figure, one.said, one.found) for one in found]


def problem_of(data: bytes) -> str:
    graded = grade("ana.zip", data)
    assert graded.content is None
    return str(graded.problem)


# The class


def test_what_needs_a_look_is_said_of_each_hand_in(lines):
    assert {name: line.looks for name, line in lines.items()} == {
        "ana.zip": (),
        "bruno.zip": ("same",),
        "cut.zip": ("problem",),
        "fede.zip": ("same",),
        "gala.zip": ("differences",),
        "late.zip": ("missing", "version"),
    }


def test_the_figures_are_those_of_the_app_s_own_counting(lines):
    made = a_hand_in("Ana Núñez", 1.07)
    content = lines["ana.zip"].graded.content
    assert content.figures == counted_rows(made.comparison, made.truth, made.threshold)


def test_a_row_says_who_with_what_on_which_machine(lines):
    titles, rows = table([lines["gala.zip"]])
    row = dict(zip(titles, rows[0], strict=True))
    assert (row["File"], row["Student"]) == ("gala.zip", "Gala Ríos")
    assert (row["Models"], row["Images"]) == ("DETR ResNet-50, YOLO11n", 2)
    assert row["Machine"] == "Another CPU, 2 cores"
    assert row["Settings"] == "CPU, threshold 50\xa0%, 3 runs, 2 warm-up runs"
    assert (row["Own cells"], row["Words of comment"]) == (1, 33)


def test_boxes_drawn_by_hand_and_begun_from_a_model_s_are_told_apart(lines):
    assert lines["ana.zip"].graded.content.boxes == Boxes(drawn=1, from_model=1, unchanged=1)


def test_of_what_cannot_be_read_the_row_says_only_why(lines):
    titles, rows = table([lines["cut.zip"]])
    assert [cell for cell in rows[0] if cell != ""] == [
        "cut.zip",
        "cannot be read",
        "The ZIP is damaged or cut short. Ask for it again.",
    ]
    assert len(rows[0]) == len(titles)


def test_no_hand_in_makes_an_empty_table():
    assert lines_of([]) == ()
    assert load_workbook(BytesIO(to_xlsx(()))).sheetnames[0] == "Hand-ins"


# What does not follow


@pytest.mark.parametrize("language", ["es", "en"])
def test_in_an_honest_hand_in_everything_follows(language):
    with speaking(language):
        made = zip_of(files(a_hand_in("Ana")))
    assert content_of(made).differences == ()


def test_own_words_in_a_cell_of_figures_are_no_difference():
    made = a_hand_in("Ana")
    book = replace(made.book, edits={(made.rows[0].digest, "detr-resnet-50", "errors"): "conté 7 y 9"})
    rows = (replace(made.rows[0], errors="conté 7 y 9", own=("errors",)), *made.rows[1:])
    assert differences_of(files(replace(made, book=book, rows=rows))) == []


def test_what_was_changed_is_named_with_what_it_says_and_what_follows(lines):
    cell = ("False positives/negatives", "casa.png", "YOLO11n", "FP 0, FN 0", "FP 1, FN 0")
    assert difference_rows(lines["gala.zip"]) == [
        ("results.json", "fp", "autobús ñ.jpg", "DETR ResNet-50", "0", "1"),
        ("results.json", "ap", "", "DETR ResNet-50", "0.9870", "1.0000"),
        ("table.csv", *cell),
    ]


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        (lambda r: r["images"][0]["models"][1]["runs_ms"][2].update(inference=1.0), "runs_ms 3"),
        (lambda r: r["images"][0]["models"][1]["detections"].pop(), "detections"),
        (lambda r: r["images"][0]["models"][0]["detections"][1].update(label="person"), "detections 2"),
        (lambda r: r["images"][0]["models"][1].update(load_ms=1.0), "load_ms"),
        (lambda r: r["images"][1]["others"].update(programs=0.5), "others.programs"),
        (lambda r: r["machine"].update(cpu="A faster CPU"), "machine.cpu"),
        (lambda r: r["settings"].update(threshold=0.1), "threshold"),
        (lambda r: r["images"][0]["models"][0].update(tp="many"), "tp"),
        (lambda r: r["metrics"][1].update(recall=None), "recall"),
        (lambda r: r.update(metrics="very good"), "metrics"),
    ],
)
def test_a_changed_figure_of_results_json_is_named(unpacked, change, figure):
    changed = {**unpacked, "results.json": changed_json(unpacked["results.json"], change)}
    assert [(file, name) for file, name, _said, _found in differences_of(changed)] == [
        ("results.json", figure)
    ]


def test_a_truth_that_is_not_that_of_the_session_is_named(unpacked):
    changed = changed_json(unpacked["truth.json"], lambda truth: truth["annotations"].pop())
    found = differences_of({**unpacked, "truth.json": changed})
    assert found == [
        ("truth.json", "annotations", "person (20.0, 30.0)", "person (20.0, 30.0), bus (150.0, 40.0)")
    ]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "figure"),
    [
        ("Table", "C2", "5: 5 person", "Objects detected"),
        ("Table", "D2", "median 2 ms", "Inference time"),
        ("Runs", "G2", 2.5, "Total (ms)"),
        ("Settings and machine", "B4", 0.1, "Confidence threshold: Value"),
        ("Resources", "B7", "3 ms", "Load time: DETR ResNet-50 · CPU"),
    ],
)
def test_a_changed_figure_of_the_workbook_is_named(unpacked, sheet, cell, value, figure):
    book = load_workbook(BytesIO(unpacked["table.xlsx"]))
    book[sheet][cell] = value
    file = BytesIO()
    book.save(file)
    found = differences_of({**unpacked, "table.xlsx": file.getvalue()})
    assert [(name, said) for _file, name, said, _found in found] == [(figure, value)]


def test_a_row_that_was_taken_out_of_a_table_is_named(unpacked):
    lines = unpacked["table.csv"].splitlines(keepends=True)
    found = differences_of({**unpacked, "table.csv": b"".join(lines[:-1])})
    assert [(file, said) for file, _figure, said, _found in found] == [("table.csv", None)]


def test_a_table_that_a_spreadsheet_saved_in_its_own_way_is_no_difference(unpacked):
    text = unpacked["table.csv"].decode("utf-8-sig")
    saved = StringIO()
    csv.writer(saved, delimiter=";").writerows(csv.reader(StringIO(text, newline="")))
    assert differences_of({**unpacked, "table.csv": saved.getvalue().encode("cp1252")}) == []


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx", "truth.json", "results.json", "session.json"])
def test_a_file_that_makes_no_sense_is_said_and_the_others_are_read(unpacked, name):
    content = content_of(zip_of({**unpacked, name: b"PK nonsense"}))
    assert len(content.unreadable) == 1
    assert content.differences == ()


def test_a_workbook_that_unpacks_to_a_great_deal_is_not_opened(unpacked):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 30_000_000)
    content = content_of(zip_of({**unpacked, "table.xlsx": file.getvalue()}))
    assert "table.xlsx is not as the app writes it" in str(content.unreadable[0])


def test_without_a_session_name_words_and_truth_come_from_the_other_files(unpacked):
    content = content_of(zip_of({name: data for name, data in unpacked.items() if name != "session.json"}))
    assert (content.book.student, content.boxes) == ("Ana Núñez", Boxes(drawn=1, from_model=1, unchanged=1))
    assert content.book.comments["ease"].startswith("Lo que yo")
    assert (content.own_cells, content.differences, content.absent) == (1, (), ("session.json",))


# What is missing


def test_what_the_activity_asks_for_and_is_not_there_is_missing():
    made = a_hand_in("", truth=False)
    made.book.comments = {"accuracy": "Bien.", "ease": " "}
    content = content_of(zip_of(files(made)))
    assert missing_words(content) == (
        "what is really there, on one picture at least: without it errors are not counted",
        "your name",
        "the comment “Resources: time and memory, on processor and graphics card where possible”",
        "the comment “Ease of use: code, packages, documentation”",
    )


def test_files_that_were_taken_out_are_missing(unpacked):
    kept = {name: data for name, data in unpacked.items() if not name.startswith(("annotated", "report"))}
    assert content_of(zip_of(kept)).absent == ("report.html", "annotated/")


def test_times_that_others_disturbed_need_a_look():
    made = a_hand_in("Ana", others=Load(0.4, 0.0))
    (line,) = lines_of([grade("ana.zip", zip_of(files(made)))])
    assert line.looks == ("disturbed",)


# Other versions, and session files


def test_a_hand_in_of_an_earlier_version_is_read_and_nothing_is_held_against_it(lines):
    content = lines["late.zip"].graded.content
    assert (content.book.student, content.app, content.differences) == ("Ana Núñez", "", ())
    assert content.boxes == Boxes(drawn=1, from_model=1, of_scenes=1)


def test_a_session_file_alone_is_a_hand_in():
    content = content_of((EARLIER / "session.json").read_bytes())
    assert (content.book.student, content.threshold, content.absent) == ("Ana Núñez", 0.65, ())
    assert [row.counts.tp for row in content.figures] == [2, 2]


def test_a_session_in_which_nothing_was_measured_says_so(unpacked):
    empty = changed_json(unpacked["session.json"], lambda session: session.update(measured=[]))
    assert problem_of(empty) == "Nothing was measured in this work."


# What is equal


def same(*files_: bytes):
    return same_results([grade(f"{number}.zip", data) for number, data in enumerate(files_)])


def test_the_same_measurement_under_another_name_is_named_in_both(lines):
    assert {(one.other, one.kind, one.shared, one.all) for one in lines["fede.zip"].same} == {
        ("bruno.zip", "times", 2, 2),
        ("bruno.zip", "words", 3, 3),
    }
    assert {one.other for one in lines["bruno.zip"].same} == {"fede.zip"}


def test_the_same_detections_on_the_same_pictures_are_nothing_to_speak_of():
    one, other = (zip_of(files(a_hand_in(name, slower))) for name, slower in [("Ana", 1.1), ("Eva", 1.2)])
    assert same(one, other) == ((), ())


def test_a_file_that_was_handed_in_twice_is_said_to_be_the_very_same(handed):
    found = same(handed["ana.zip"], handed["ana.zip"])
    assert ("1.zip", "file") in {(one.other, one.kind) for one in found[0]}


def test_copied_times_are_found_among_others(unpacked):
    def slower(session):
        for run in session["measured"][0]["images"][0]["models"]:
            for times in run["runs_ms"]:
                times["inference"] *= 1.01

    changed = zip_of({**unpacked, "session.json": changed_json(unpacked["session.json"], slower)})
    (times,) = [one for one in same(zip_of(unpacked), changed)[1] if one.kind == "times"]
    # The runs of the other picture are the same as this one's were.
    assert (times.shared, times.all) == (2, 4)


def test_damaged_files_are_equal_to_none():
    assert same(b"", b"") == ((), ())


# What cannot be read


def zipped(*names: str, content: bytes = b"{}") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG", "neither a ZIP nor a session file"),
        (b"PK", "damaged or cut short"),
        (zipped(), "no hand-in of the comparison"),
        (zipped("holiday.jpg"), "no hand-in of the comparison"),
        (zipped("__MACOSX/results.json"), "no hand-in of the comparison"),
        (zipped("ana.zip", "eva.zip"), "holds other ZIPs"),
        (zipped("ana/results.json", "eva/results.json"), "several hand-ins"),
        (zipped("results.json"), "results.json is damaged"),
        (zipped("session.json"), "not a session file of MiraLab"),
        (b'{"format": "miralab-session", "version": 1', "cut short or damaged"),
        (b"[" * 100_000, "neither a ZIP nor a session file"),
        (b'{"a":' * 100_000, "not a session file of MiraLab"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_hand_in_is_refused_in_a_sentence(data, reason):
    assert reason in problem_of(data)


def test_a_folder_that_was_packed_again_is_found_and_paths_that_lead_out_harm_nothing(unpacked, tmp_path):
    packed = {f"../../etc/Ana's work/{name}": data for name, data in unpacked.items()}
    content = content_of(zip_of({"../evil.sh": b"rm -rf /", "/etc/passwd": b"", **packed}))
    assert (content.book.student, content.absent) == ("Ana Núñez", ())


def test_a_zip_with_a_password_is_refused_in_a_sentence(unpacked):
    data = bytearray(zip_of(unpacked))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 1)
    assert "password" in problem_of(bytes(data))


def test_a_file_that_unpacks_to_more_than_it_can_have_is_refused(unpacked, monkeypatch):
    monkeypatch.setitem(reading._READ, "table.csv", 100)
    assert "too large, table.csv" in problem_of(zip_of(unpacked))


def test_a_file_that_says_less_of_its_size_than_it_has_is_refused(unpacked):
    data = bytearray(zip_of({**unpacked, "table.csv": b"a" * 1000}))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        (length,) = struct.unpack("<H", data[place + 28 : place + 30])
        if data[place + 46 : place + 46 + length] == b"table.csv":
            data[place + 24 : place + 28] = struct.pack("<I", 5)
        place = data.find(b"PK\x01\x02", place + 1)
    assert "damaged" in problem_of(bytes(data))


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_may_unpack_to_gigabytes_at_once_is_refused(unpacked, way):
    data = BytesIO(zip_of({name: content for name, content in unpacked.items() if name != "truth.json"}))
    with zipfile.ZipFile(data, "a", way) as archive:
        archive.writestr("truth.json", b"0" * 50_000_000)
    assert "damaged" in problem_of(data.getvalue())


def test_a_workbook_that_unpacks_to_more_than_it_says_takes_no_memory_for_it(unpacked):
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 50_000_000)
        archive.filelist[0].file_size = 1000
    data = zip_of({**unpacked, "table.xlsx": bomb.getvalue()})
    tracemalloc.start()
    try:
        content = content_of(data)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000
    assert any("table.xlsx is not as the app writes it" in str(problem) for problem in content.unreadable)


def test_too_many_files_are_refused():
    assert "too many files" in problem_of(zipped(*(f"{number}.txt" for number in range(2001))))


def test_a_list_of_files_without_end_is_refused_before_it_is_read():
    assert "too many files" in problem_of(b"PK\x05\x06" + b"PK\x01\x02" * 20_001)


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ZIP_BYTES", 10)
    assert "The file is too large" in problem_of(b"PK" * 10)


def test_a_file_that_the_disk_does_not_give_is_a_row_too():
    def fail():
        raise UserError("The file is empty.")

    (one,) = grade_all([("ana.zip", fail)], lambda name: None)
    assert str(one.problem) == "The file is empty."


# What leaves


HOSTILE = '=HYPERLINK("http://evil") <img src=x onerror=alert(1)> ;\n|\u202e'


@pytest.fixture(scope="module")
def hostile():
    with speaking("en"):
        made = a_hand_in(HOSTILE, title="=1+1")
        data = zip_of(files(made))
        return lines_of([grade("=1+1.zip", data), grade("-2+3.zip", data[:-40])])


def test_hostile_words_stay_text_in_the_workbook(hostile):
    book = load_workbook(BytesIO(to_xlsx(hostile)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_hostile_words_are_no_formula_in_the_csv(hostile):
    for language, delimiter in (("es", ";"), ("en", ",")):
        with speaking(language):
            text = to_csv(hostile).decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "-", "+", "@"))]


def test_the_csv_is_as_a_spanish_excel_reads_it(lines):
    with speaking("es"):
        text = to_csv([lines["ana.zip"]]).decode("utf-8-sig")
    assert text.startswith("Archivo;Alumno o alumna;Hay que mirar;")


def test_each_model_has_a_row_of_numbers_in_the_workbook(lines):
    sheet = load_workbook(BytesIO(to_xlsx([lines["ana.zip"]])))["Models"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:6] == ("File", "Student", "Model", "TP", "FP", "FN")
    assert rows[1][:6] == ("ana.zip", "Ana Núñez", "DETR ResNet-50", 1, 3, 1)


# Times


def test_the_times_of_a_class_stand_by_model_and_machine_and_copies_count_once(lines):
    found = by_machine(model_times([line.graded for line in lines.values()]))
    assert [(row.model, row.hardware, row.medians.runs) for row in found if "CPU" in row.hardware] == [
        ("DETR ResNet-50", "Another CPU", 1),
        ("DETR ResNet-50", "Test CPU", 2),
        ("YOLO11n", "Another CPU", 1),
        ("YOLO11n", "Test CPU", 2),
    ]


# The command


@pytest.fixture
def folder(handed, tmp_path):
    place = tmp_path / "class"
    (place / "late ones").mkdir(parents=True)
    for name, data in handed.items():
        (place / name).write_bytes(data)
    (place / "late ones/session.json").write_bytes((EARLIER / "session.json").read_bytes())
    (place / "results.json").write_bytes(b"{}")
    (place / "notes.txt").write_text("mine")
    return place


def values(data: bytes) -> dict[str, list[tuple]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(data))}


def test_the_command_writes_the_workbook_of_the_page(folder, tmp_path, capsys, handed):
    out = tmp_path / "out/table.xlsx"
    assert main([str(folder), "--out", str(out), "--lang", "en"]) == 0
    session = (EARLIER / "session.json").read_bytes()
    same = lines_of([grade(*one) for one in {**handed, "late ones/session.json": session}.items()])
    assert values(out.read_bytes()) == values(to_xlsx(same))
    said = capsys.readouterr()
    assert said.out == f"{out}\n"
    assert "cut.zip: The ZIP is damaged or cut short. Ask for it again.\n" in said.err
    assert "ana.zip" not in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "--out", "t.xlsx"], "no es una carpeta"),
        ([".", "--out", "t.xlsx"], "no hay ningún ZIP"),
        (["."], "Indica con --out"),
        ([".", "--out", "t.csv"], "Indica con --out"),
        ([], "No se entiende"),
    ],
)
def test_a_command_that_cannot_be_done_says_so_in_one_line(tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
