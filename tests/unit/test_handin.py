import ast
import csv
import json
from dataclasses import asdict, replace
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from zipfile import ZipFile

import numpy as np
import pytest
from openpyxl import load_workbook
from PIL import Image

from core.compare.book.session import read_session
from core.compare.book.workbook import COMMENTS
from core.compare.handin import files as hand_in
from core.compare.handin.exports import to_markdown
from core.compare.handin.files import (
    annotated_names,
    files,
    image_names,
    results_json,
    shipped_weights,
    truth_json,
)
from core.compare.handin.missing import missing_parts
from core.compare.measure.results import from_json
from core.compare.truth.coco import read_coco
from core.compare.truth.truth import PictureInfo
from core.handin.files import plain_stem, zip_of
from core.i18n import speaking
from core.pictures.boxes import TruthBox
from core.pictures.images import open_picture
from core.version import VERSION
from tests.unit.compare_samples import facts
from tests.unit.handin_samples import BUS, PERSON, handin, picture


@pytest.fixture(scope="module")
def made():
    return handin()


@pytest.fixture(scope="module")
def unpacked(made):
    return files(made)


def test_the_zip_holds_exactly_these_files(made):
    with ZipFile(BytesIO(zip_of(files(made)))) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(
            [
                "report.html", "table.xlsx", "table.csv", "table.md", "comparison.py", "results.json", "truth.json",
                "session.json", "images/autobús ñ.jpg", "images/casa.png",
                "annotated/autobús ñ_detr-resnet-50.png", "annotated/autobús ñ_yolo11n.png",
                "annotated/casa_detr-resnet-50.png", "annotated/casa_yolo11n.png",
            ]
        )  # fmt: skip


def test_without_a_truth_there_is_no_truth_file():
    assert "truth.json" not in files(handin(truth=False))


SHIPPED = (
    facts("doodle-detr", source="weights/doodle-detr", revision=""),
    facts("doodle-yolo11", source="weights/doodle-yolo11/doodle-yolo11.pt", revision=""),
)


def test_models_that_ship_with_the_app_are_handed_in_with_their_cards():
    assert set(shipped_weights(SHIPPED)) == {
        "weights/doodle-detr/README.md", "weights/doodle-detr/config.json", "weights/doodle-detr/model.safetensors",
        "weights/doodle-detr/preprocessor_config.json",
        "weights/doodle-yolo11/README.md", "weights/doodle-yolo11/doodle-yolo11.pt",
    }  # fmt: skip


def test_the_weights_that_are_handed_in_are_those_of_the_models_in_the_comparison(made):
    comparison = replace(made.comparison, models=(*made.comparison.models, SHIPPED[0]))
    folders = {PurePosixPath(name).parent.as_posix() for name in files(replace(made, comparison=comparison))}
    assert {folder for folder in folders if folder.startswith("weights")} == {"weights/doodle-detr"}


def test_weights_that_this_machine_does_not_have_are_left_out(monkeypatch, tmp_path):
    monkeypatch.setattr(hand_in, "WEIGHTS", tmp_path / "weights")
    (tmp_path / "weights/doodle-detr").mkdir(parents=True)
    (tmp_path / "weights/doodle-detr/config.json").write_bytes(b"{}")
    assert shipped_weights(SHIPPED) == {"weights/doodle-detr/config.json": b"{}"}


def test_no_file_of_the_persons_own_models_is_handed_in():
    assert shipped_weights([facts("doodle-detr", source="/home/ana/weights/doodle-detr", revision="")]) == {}


def test_it_can_be_asked_for_while_pictures_are_still_to_be_measured(made):
    waiting = (*made.pictures, picture("red", "later.png", "PNG"))
    early = handin(pictures=made.pictures)
    content = files(type(early)(early.comparison, waiting, early.rows, early.threshold, early.book))
    assert "images/later.png" not in content
    assert len(read_session(content["session.json"]).pictures) == 3


def test_every_file_is_what_its_name_says(unpacked):
    checks = {
        ".png": lambda data: Image.open(BytesIO(data)).format == "PNG",
        ".jpg": lambda data: Image.open(BytesIO(data)).format == "JPEG",
        ".json": json.loads,
        ".py": ast.parse,
        ".xlsx": lambda data: load_workbook(BytesIO(data)).sheetnames,
        ".csv": lambda data: data.startswith(b"\xef\xbb\xbf"),
        ".md": lambda data: data.decode().startswith("|"),
        ".html": lambda data: data.startswith(b"<!DOCTYPE html>"),
    }
    for name, data in unpacked.items():
        assert checks[PurePosixPath(name).suffix](data), name


def test_the_pictures_are_those_that_the_models_got(made, unpacked):
    for image, name in image_names(made).items():
        assert open_picture(unpacked[f"images/{name}"], name).digest == image


def test_an_annotated_picture_has_its_boxes_where_they_are(made, unpacked):
    plain = np.asarray(made.pictures[0].image, dtype=int)
    drawn = np.asarray(Image.open(BytesIO(unpacked["annotated/autobús ñ_yolo11n.png"])), dtype=int)
    changed = np.abs(drawn - plain).sum(axis=2) > 60
    left, top, right, bottom = map(int, BUS)
    assert changed[top : bottom - 1, left].all()
    assert changed[bottom - 1, left : right - 1].all()
    assert not changed[bottom + 4 :, right + 4 :].any()


def test_with_a_truth_the_annotated_picture_shows_what_was_missed():
    def missed_person(truth):
        drawn = files(handin(truth=truth))["annotated/autobús ñ_yolo11n.png"]
        left, top, _right, bottom = map(int, PERSON)
        column = np.asarray(Image.open(BytesIO(drawn)), dtype=int)[top:bottom, left]
        return (np.abs(column - [0, 128, 128]).sum(axis=1) > 60).any()

    assert missed_person(truth=True)
    assert not missed_person(truth=False)


def test_a_large_photograph_is_annotated_at_a_size_that_can_be_sent():
    large = files(handin(pictures=(picture(size=(4000, 3000)),)))
    annotated = Image.open(
        BytesIO(next(data for name, data in large.items() if name.startswith("annotated/")))
    )
    assert annotated.size == (1600, 1200)
    assert Image.open(BytesIO(large["images/autobús ñ.jpg"])).size == (4000, 3000)


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["a.jpg", "a.jpg"], ["a.jpg", "a (2).jpg"]),
        (["A.jpg", "a.JPG"], ["A.jpg", "a (2).JPG"]),
        (["CON.jpg", "nul.tar.jpg"], ["_CON.jpg", "_nul.tar.jpg"]),
        (['a/b\\c:d*e?"<>|.jpg', "..jpg"], ["b_c_d_e_____.jpg", "picture.jpg"]),
        (["  .jpg", "a .jpg"], ["picture.jpg", "a.jpg"]),
        (["x" * 300 + ".jpg", "cafe\u0301.jpg"], ["x" * 160 + ".jpg", "caf\u00e9.jpg"]),
        (["photo.jpeg", "photo.webp"], ["photo.jpeg", "photo.jpg"]),
        (["no ending", "\u202egnp.jpg"], ["no ending.jpg", "gnp.jpg"]),
    ],
)
def test_file_names_are_safe_on_every_system_and_never_the_same(names, wanted):
    pictures = (picture("red"), picture("blue"))
    assert list(image_names(handin(pictures=pictures, names=names)).values()) == wanted


def test_a_picture_that_was_no_jpeg_is_a_png():
    pictures = (picture("red", "a.webp", "WEBP"), picture("blue", "b.PNG", "PNG"))
    assert list(image_names(handin(pictures=pictures)).values()) == ["a.png", "b.PNG"]


def test_a_models_path_does_not_turn_into_folders(made):
    run = made.comparison.images[0].models[0]
    odd = type(run)("/home/ana/detr", run.detections, run.load_ms, run.runs)
    image = made.comparison.images[0]
    image = type(image)(image.image, image.digest, image.width, image.height, (odd,))
    comparison = type(made.comparison)(
        **{
            **{name: getattr(made.comparison, name) for name in made.comparison.__dataclass_fields__},
            "images": (image,),
        }
    )
    odd_handin = type(made)(comparison, made.pictures, made.rows, made.threshold, made.book)
    assert list(annotated_names(odd_handin).values()) == ["autobús ñ_detr.png"]


def test_results_have_the_counts_of_every_picture_and_model(made):
    data = json.loads(results_json(made))
    counts = {
        (image["image"], model["model"]): (model["tp"], model["fp"], model["fn"])
        for image in data["images"]
        for model in image["models"]
    }
    assert counts == {
        ("autobús ñ.jpg", "detr-resnet-50"): (1, 1, 1),
        ("autobús ñ.jpg", "yolo11n"): (1, 0, 1),
        ("casa.png", "detr-resnet-50"): (0, 2, 0),
        ("casa.png", "yolo11n"): (0, 1, 0),
    }


def test_results_have_the_metrics_over_all_pictures(made):
    data = json.loads(results_json(made))
    detr, yolo = data["metrics"]
    assert detr.keys() == {"model", "precision", "recall", "f1", "ap50", "ap"}
    assert (detr["model"], detr["precision"], detr["recall"]) == ("detr-resnet-50", 0.25, 0.5)
    assert (yolo["precision"], yolo["recall"], yolo["f1"]) == (0.5, 0.5, 0.5)


def test_what_cannot_be_said_is_null():
    empty = handin(threshold=0.99)
    empty.book.truth = dict.fromkeys(empty.book.truth, ())
    for entry in json.loads(results_json(empty))["metrics"]:
        assert set(entry.values()) == {entry["model"], None}


def test_counts_and_settings_follow_the_threshold_of_the_table():
    data = json.loads(results_json(handin(threshold=0.15)))
    assert data["settings"]["threshold"] == 0.15
    assert data["settings"]["timed_threshold"] == 0.5
    assert data["images"][0]["models"][0]["tp"] == 2


def test_a_picture_without_a_truth_is_not_counted(made):
    half = handin()
    del half.book.truth[half.pictures[1].digest]
    data = json.loads(results_json(half))
    assert "tp" in data["images"][0]["models"][0]
    assert "tp" not in data["images"][1]["models"][0]
    assert data["metrics"][0]["precision"] == 0.5


def test_without_a_truth_results_have_no_counts():
    data = json.loads(results_json(handin(truth=False)))
    assert "metrics" not in data
    assert "tp" not in data["images"][0]["models"][0]


def test_results_can_be_read_back(made):
    back = from_json(json.loads(results_json(made)))
    assert back.images == made.comparison.images


def test_the_truth_file_can_be_read_back_origins_included(made):
    images = made.comparison.images
    names = image_names(made)
    infos = [PictureInfo(image.digest, names[image.digest], image.width, image.height) for image in images]
    assert read_coco(truth_json(made), "truth.json", infos).truth == made.truth


def test_the_truth_file_calls_the_pictures_as_their_files_are_called():
    content = files(handin(pictures=[picture(name="jirafa.webp"), picture("navy", name="foto.jpg")]))
    named = {entry["file_name"] for entry in json.loads(content["truth.json"])["images"]}
    assert {f"images/{name}" for name in named} <= content.keys()


def test_the_report_and_the_session_keep_what_was_assumed_of_truth_files():
    made = handin(names=None)
    digest = made.pictures[1].digest
    made.book.truth_notes[digest] = ("Las cajas se escalaron.",)
    content = files(made)
    assert "Las cajas se escalaron." in content["report.html"].decode()
    assert read_session(content["session.json"]).book.truth_notes == made.book.truth_notes


def test_the_session_brings_everything_back(made, unpacked):
    session = read_session(unpacked["session.json"])
    assert asdict(session.book) == asdict(made.book)
    assert session.pictures == made.pictures
    assert session.settings.threshold == made.threshold


def test_markdown_has_a_line_a_row_whatever_the_cells_hold(made):
    lines = to_markdown(made.rows).splitlines()
    assert len(lines) == 2 + 4
    assert set(lines[1]) <= set("|- ")
    assert {line.replace("\\|", "").count("|") for line in lines} == {9}
    assert "Mi observación \\| con barra<br>y línea" in lines[3]


def test_csv_has_the_table_as_the_student_left_it(made, unpacked):
    rows = list(csv.reader(StringIO(unpacked["table.csv"].decode("utf-8-sig")), delimiter=";"))
    assert rows[0][2] == "Objetos detectados"
    assert [row[:7] for row in rows[1:]] == [list(row.cells().values()) for row in made.rows]
    assert rows[2][6] == "Mi observación | con barra\ny línea"
    assert rows[2][4] == "FP 0, FN 1"
    assert any("1,05" in row[3] for row in rows)


def test_the_xlsx_has_the_table_with_all_its_texts(made, unpacked):
    rows = list(load_workbook(BytesIO(unpacked["table.xlsx"])).active.iter_rows(values_only=True))
    assert rows[0][2] == "Objetos detectados"
    assert [[cell or "" for cell in row[:7]] for row in rows[1:]] == [
        list(row.cells().values()) for row in made.rows
    ]


def test_every_file_says_which_words_are_the_students_own(made, unpacked):
    rows = list(csv.reader(StringIO(unpacked["table.csv"].decode("utf-8-sig")), delimiter=";"))
    sheet = list(load_workbook(BytesIO(unpacked["table.xlsx"])).active.iter_rows(values_only=True))
    assert [row[7] for row in rows] == ["Palabras propias", "", "Observaciones", "", ""]
    assert [row[7] or "" for row in sheet] == [row[7] for row in rows]
    (own,) = json.loads(unpacked["results.json"])["own_cells"]
    assert (own["model"], own["column"]) == ("yolo11n", "remarks")
    report = unpacked["report.html"].decode()
    assert report.count('class="own"') == 1
    assert "Hay palabras propias en 1 de las 12 celdas" in report
    assert "Cajas verdaderas: 1 caja a mano, 1 caja de YOLO11n." in report


def test_texts_are_in_the_language_in_use():
    with speaking("en"):
        english = files(handin())
    assert b"False positives" in english["table.csv"]
    assert b'lang="en"' in english["report.html"]


def test_another_persons_crowd_is_neither_right_nor_false():
    crowd = handin()
    crowd.book.truth[crowd.pictures[1].digest] = (TruthBox("bus", BUS, crowd=True),)
    assert json.loads(results_json(crowd))["images"][1]["models"][1]["fp"] == 0


def test_half_a_character_that_somebody_typed_breaks_no_file():
    made = handin(student="\ud800", comments={"ease": "\ud800"})
    made.book.edits[made.pictures[0].digest, "yolo11n", "remarks"] = "\ud800"
    rows = tuple(type(row)(**{**asdict(row), "remarks": "\ud800"}) for row in made.rows)
    content = files(type(made)(made.comparison, made.pictures, rows, made.threshold, made.book))
    again = read_session(content["session.json"]).book
    assert (again.student, again.comments["ease"], *again.edits.values()) == ("", "", "")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Ana Núñez", "detr_vs_yolo11n"), "Ana_Nunez_detr_vs_yolo11n"),
        (("", "yolo11n"), "yolo11n"),
        (("  ../../Müller, José  ", "yolo11n"), "Muller_Jose_yolo11n"),
        (("李", "yolo11n"), "yolo11n"),
        (("x" * 300, "yolo11n"), "x" * 80 + "_yolo11n"),
    ],
)
def test_a_name_with_accents_becomes_one_that_every_system_takes(parts, expected):
    assert plain_stem(*parts) == expected


def test_nothing_is_missing_where_name_comments_and_truth_are_there():
    made = handin(comments=dict.fromkeys(COMMENTS, "Dicho."))
    assert missing_parts(made.book, made.comparison) == ()


def test_what_is_missing_is_named_in_the_order_of_the_page():
    made = handin(truth=False, student="  ", comments={"accuracy": "Dicho.", "ease": " "})
    with speaking("en"):
        said = missing_parts(made.book, made.comparison)
    assert [words.partition(":")[0] for words in said] == [
        "what is really there, on one picture at least",
        "your name",
        "the comment “Resources",
        "the comment “Ease of use",
    ]


def test_the_files_say_which_version_of_the_app_made_them(unpacked):
    assert json.loads(unpacked["results.json"])["app"] == f"MiraLab {VERSION}"
    assert f"MiraLab {VERSION}." in unpacked["report.html"].decode()
