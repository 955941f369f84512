import csv
import json
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from PIL import Image

from core.compare import __main__ as cli
from core.compare.book.session import read_session
from core.compare.command import run as command
from core.compare.command.request import read_request
from core.compare.measure.results import from_json
from core.compare.measure.run import PictureFailed
from core.compare.truth.files import read_truth
from core.compare.truth.truth import PictureInfo
from core.errors import UserError
from core.i18n import speaking
from core.models import defaults, loader
from core.scenes.pictures import with_truth
from core.scenes.spec import specs
from core.terminal import progress_line
from core.vision.detection.detect import Detection
from tests.unit.compare_samples import comparison, image_result, model_run

PROJECT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def reachable(monkeypatch):
    """The Hub answers, unless a test says that it does not."""
    monkeypatch.setattr(defaults, "reachable", lambda: True)


@pytest.fixture
def photo(tmp_path) -> str:
    path = tmp_path / "foto ñ.png"
    Image.effect_noise((64, 48), 80).convert("RGB").save(path)
    return str(path)


@pytest.fixture
def out(tmp_path) -> str:
    return str(tmp_path / "new" / "out")


def complaint(capsys, *arguments: str) -> str:
    """Run a command that is wrong and return its one line on standard error."""
    assert cli.main(arguments) == 2
    output, error = capsys.readouterr()
    assert output == ""
    assert error.count("\n") == 1
    assert error.endswith("\n")
    return error.strip()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--threshold", "1.01"], "--threshold has to be a number from 0 to 1, such as 0.5, not 1.01."),
        (["--threshold", "-0.1"], "--threshold has to be a number from 0 to 1, such as 0.5, not -0.1."),
        (["--threshold", "nan"], "--threshold has to be a number from 0 to 1, such as 0.5, not nan."),
        (["--threshold", "half"], "--threshold has to be a number from 0 to 1, such as 0.5, not half."),
        (["--repeats", "0"], "--repeats has to be a whole number from 1 to 1000, not 0."),
        (["--repeats", "2.5"], "--repeats has to be a whole number from 1 to 1000, not 2.5."),
        (["--repeats", ""], "--repeats has to be a whole number from 1 to 1000, not ."),
        (["--repeats", "9" * 5000], "--repeats has to be a whole number from 1 to 1000, not 999"),
        (["--warmup", "-1"], "--warmup has to be a whole number from 0 to 1000, not -1."),
        (["--scenes", "4"], "Give pictures or --scenes, not both"),
        (["--seed", "4"], "--seed says which scenes or collages to make: it needs --scenes or --collages."),
        (["--collages", "4"], "Give pictures or --collages, not both"),
        (["--device", "tpu"], "There is no device tpu. Choose one of auto, cpu, cuda, mps, xpu."),
        (["--models", "yolo11n", "yolo11n"], "The model yolo11n was given twice."),
        (
            ["--models", "facebook/detr-resnet-50", "detr-resnet-50"],
            "The model detr-resnet-50 was given twice.",
        ),
        (["--models", "yolo99"], "There is no model yolo99. Choose one of detr-resnet-50,"),
        (["--models", "x" * 5000], "There is no model xxx"),
        (["--models", "nowhere/model.pt"], "There is no model at nowhere/model.pt."),
        (["--models", "~nobody-here/model"], "~nobody-here/model is not a Hub id."),
        (
            ["--models"],
            "The command cannot be understood: argument --models: expected at least one argument.",
        ),
        (["--colour", "red"], "The command cannot be understood: unrecognized arguments: --colour red."),
    ],
)
def test_a_wrong_option_is_answered_in_one_line(capsys, photo, out, options, expected):
    assert complaint(capsys, photo, "--out", out, "--lang", "en", *options).startswith(expected)
    assert not Path(out).exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--scenes", "0"], "--scenes has to be a whole number from 1 to 500, not 0."),
        (["--scenes", "501"], "--scenes has to be a whole number from 1 to 500, not 501."),
        (["--scenes", "-3"], "--scenes has to be a whole number from 1 to 500, not -3."),
        (["--scenes", "few"], "--scenes has to be a whole number from 1 to 500, not few."),
        (["--scenes", ""], "--scenes has to be a whole number from 1 to 500, not ."),
        (["--scenes", "3", "--seed", "-1"], "--seed has to be a whole number from 0 to 999999, not -1."),
        (["--scenes", "3", "--seed", "x"], "--seed has to be a whole number from 0 to 999999, not x."),
        (["--scenes", "3", "--seed", ""], "--seed has to be a whole number from 0 to 999999, not ."),
        (["--scenes", "3", "--truth", "t.json"], "--truth is for your own pictures"),
        (["--collages", "0"], "--collages has to be a whole number from 1 to 500, not 0."),
        (["--collages", "3", "--truth", "t.json"], "--truth is for your own pictures"),
        (["--scenes", "3", "--collages", "3"], "Give --scenes or --collages, not both"),
        (["--scenes"], "The command cannot be understood: argument --scenes: expected one argument."),
    ],
)
def test_a_wrong_option_about_scenes_is_answered_in_one_line(capsys, out, options, expected):
    assert complaint(capsys, "--out", out, "--lang", "en", *options).startswith(expected)
    assert not Path(out).exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["photo.jpg"], ("detr-resnet-50", "yolo11n")),
        (["--scenes", "3"], ("doodle-detr", "doodle-yolo11")),
        (["--scenes", "3", "--models", "yolo11n"], ("yolo11n",)),
    ],
)
def test_models_that_nobody_named_are_those_that_know_the_pictures(options, expected):
    chosen = command.chosen_models(read_request([*options, "--out", "x"]))
    assert tuple(row.name for row in chosen) == expected


@pytest.mark.parametrize("there", [False, True])
def test_a_model_that_cannot_be_loaded_leaves_no_empty_folder_behind(monkeypatch, capsys, photo, out, there):
    def broken(*_arguments, **_options):
        raise UserError("Broken.")

    monkeypatch.setattr(loader, "answer", broken)
    if there:
        Path(out).mkdir(parents=True)
    assert complaint(capsys, photo, "--out", out, "--lang", "en") == "Broken."
    assert Path(out).exists() == there


def test_models_that_do_not_fit_together_are_refused_before_anything_is_written(
    monkeypatch, capsys, photo, out
):
    def too_large(rows):
        raise UserError("Too large: {names}.", names=[row.name for row in rows])

    monkeypatch.setattr(loader, "check_together", too_large)
    asked = complaint(capsys, photo, "--out", out, "--lang", "en")
    assert asked == "Too large: ['detr-resnet-50', 'yolo11n']."
    assert not Path(out).exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "No has indicado ninguna imagen."),
        (["--out", "somewhere"], "No has indicado ninguna imagen."),
        (["--lang", "en"], "No picture was given."),
        (["--lang=en"], "No picture was given."),
        (["--lang", "fr"], "Aquí no hay ningún idioma fr. Elige es o en."),
        (["--lang"], "No se entiende la orden: argument --lang: expected one argument."),
        (["a.jpg", "--lang", "en"], "Say with --out which folder"),
    ],
)
def test_an_incomplete_command_is_answered_in_its_language(capsys, arguments, expected):
    assert complaint(capsys, *arguments).startswith(expected)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("missing.jpg", None, "There is no file"),
        ("empty.jpg", b"", "The file empty.jpg is empty."),
        ("text.jpg", b"not a picture", "text.jpg is not a picture"),
        ("x" * 300 + ".jpg", None, "The file"),
    ],
)
def test_a_file_that_is_no_picture_is_named(capsys, tmp_path, photo, out, name, content, expected):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert complaint(capsys, photo, str(path), "--out", out, "--lang", "en").startswith(expected)
    assert not Path(out).exists()


def test_a_folder_is_no_picture(capsys, tmp_path, out):
    assert "is a folder" in complaint(capsys, str(tmp_path), "--out", out, "--lang", "en")


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_a_file_is_no_folder_to_write_to(capsys, tmp_path, photo, inside):
    path = tmp_path / "file"
    path.write_text("mine")
    place = str(path / inside)
    assert (
        complaint(capsys, photo, "--out", place, "--lang", "en")
        == f"{place} is a file. Name a folder to write to."
    )
    assert path.read_text() == "mine"


def test_a_picture_that_may_not_be_read_is_named(capsys, monkeypatch, photo, out):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert complaint(capsys, photo, "--out", out, "--lang", "en") == f"You are not allowed to read {photo}."


def test_a_folder_that_may_not_be_written_is_named(capsys, monkeypatch, photo, out):
    def refuse(self, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert (
        complaint(capsys, photo, "--out", out, "--lang", "en") == f"You are not allowed to write into {out}."
    )


def test_a_place_that_takes_no_files_is_named(capsys, photo):
    assert "/proc/1/nowhere" in complaint(capsys, photo, "--out", "/proc/1/nowhere", "--lang", "en")


@pytest.mark.parametrize(("language", "expected"), [("es", "opciones"), ("en", "Show this text and stop.")])
def test_help_is_in_the_language(capsys, language, expected):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--help", "--lang", language])
    assert stopped.value.code == 0
    assert expected in capsys.readouterr().out


def measured_as(monkeypatch, comparison, *failures: PictureFailed) -> None:
    """Let every picture of `comparison` be the one that the command was given."""

    def measured(_request, pictures, *_others):
        images = tuple(replace(image, digest=pictures[0].digest) for image in comparison.images)
        return replace(comparison, images=images), list(failures)

    monkeypatch.setattr(command, "_measured", measured)


def test_a_model_that_breaks_on_a_picture_leaves_the_others_files(capsys, monkeypatch, photo, out):
    made = comparison(image_result(model_run("a")))
    measured_as(monkeypatch, made, PictureFailed("cat.jpg", "d2", "a", RuntimeError("no memory")))
    assert cli.main([photo, "--out", out, "--lang", "en"]) == 1
    output, error = capsys.readouterr()
    assert {f"{out}/table.csv", f"{out}/results.json", f"{out}/report.html"} < set(output.splitlines())
    assert error.splitlines() == [
        "a could not work on cat.jpg, so this picture is left out. RuntimeError: no memory"
    ]


def test_where_every_picture_fails_nothing_is_written(capsys, monkeypatch, photo, out):
    measured_as(
        monkeypatch, comparison(models=["a"]), PictureFailed("cat.jpg", "d2", "a", RuntimeError("no memory"))
    )
    assert cli.main([photo, "--out", out]) == 1
    assert capsys.readouterr().out == ""
    assert list(Path(out).iterdir()) == []


def test_files_of_an_earlier_run_are_replaced_whole(monkeypatch, photo, out):
    Path(out).mkdir(parents=True)
    (Path(out) / "results.json").write_text("x" * 100_000)
    measured_as(monkeypatch, comparison(image_result(model_run("a"))))
    assert cli.main([photo, "--out", out]) == 0
    assert json.loads((Path(out) / "results.json").read_text())["images"][0]["image"] == "bus.jpg"


def test_a_file_that_cannot_be_written_is_named_and_leaves_nothing(capsys, monkeypatch, photo, out):
    (Path(out) / "table.csv").mkdir(parents=True)
    measured_as(monkeypatch, comparison(image_result(model_run("a"))))
    assert complaint(capsys, photo, "--out", out, "--lang", "en").startswith(
        f"The file {out}/table.csv cannot be"
    )
    assert not any(path.name.startswith(".") for path in Path(out).rglob("*"))


def coco(tmp_path, photo: str, *boxes: tuple[str, list[float]]) -> str:
    """Write a COCO truth file for the photo (64 x 48) and return its path."""
    labels = sorted({label for label, _box in boxes} | {"person"})
    path = tmp_path / "truth.json"
    annotations = [
        {"id": number, "image_id": 1, "category_id": labels.index(label), "bbox": box, "iscrowd": 0}
        for number, (label, box) in enumerate(boxes, 1)
    ]
    path.write_text(
        json.dumps(
            {
                "images": [{"id": 1, "file_name": Path(photo).name, "width": 64, "height": 48}],
                "categories": [{"id": number, "name": label} for number, label in enumerate(labels)],
                "annotations": annotations,
            }
        )
    )
    return str(path)


def found_boxes(*detections: Detection):
    return comparison(image_result(model_run("a", detections=detections)))


def results(out: str) -> dict:
    return json.loads((Path(out) / "results.json").read_text(encoding="utf-8"))


def test_with_a_truth_errors_are_counted(monkeypatch, tmp_path, photo, out):
    measured_as(
        monkeypatch,
        found_boxes(Detection("person", 0.9, (0, 0, 20, 20)), Detection("dog", 0.8, (30, 30, 40, 40))),
    )
    truth = coco(tmp_path, photo, ("person", [0, 0, 20, 20]), ("cat", [40, 0, 10, 10]))
    assert cli.main([photo, "--out", out, "--truth", truth]) == 0
    counted = results(out)["images"][0]["models"][0]
    assert (counted["tp"], counted["fp"], counted["fn"]) == (1, 1, 1)


def test_with_a_truth_the_metrics_stand_at_the_top(monkeypatch, tmp_path, photo, out):
    measured_as(monkeypatch, found_boxes(Detection("person", 0.9, (0, 0, 20, 20))))
    truth = coco(tmp_path, photo, ("person", [0, 0, 20, 20]))
    cli.main([photo, "--out", out, "--truth", truth])
    assert results(out)["metrics"] == [
        {
            "model": "a",
            "precision": 1.0,
            "recall": 1.0,
            "f1": 1.0,
            **dict.fromkeys(("ap50", "ap"), pytest.approx(1.0)),
        }
    ]


def test_a_picture_without_boxes_in_the_truth_counts_as_empty(monkeypatch, tmp_path, photo, out):
    measured_as(monkeypatch, found_boxes(Detection("person", 0.9, (0, 0, 20, 20))))
    cli.main([photo, "--out", out, "--truth", coco(tmp_path, photo)])
    counted = results(out)["images"][0]["models"][0]
    assert (counted["tp"], counted["fp"], counted["fn"]) == (0, 1, 0)


def test_without_a_truth_nothing_is_counted(monkeypatch, photo, out):
    measured_as(monkeypatch, found_boxes(Detection("person", 0.9, (0, 0, 20, 20))))
    cli.main([photo, "--out", out])
    assert "metrics" not in results(out)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("missing.json", None, "The truth "),
        ("truth.json", "{", "truth.json is not a JSON file"),
        ("truth.json", "[]", "truth.json is a list"),
        ("truth.csv", "a,b", "truth.csv is not a truth file."),
    ],
)
def test_a_truth_that_cannot_be_read_is_answered_in_one_line(
    capsys, tmp_path, photo, out, name, content, expected
):
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    said = complaint(capsys, photo, "--out", out, "--lang", "en", "--truth", str(path))
    assert said.startswith(expected)


def test_stopping_with_the_keyboard_is_no_crash(capsys, monkeypatch, photo, out):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_measured", interrupted)
    assert cli.main([photo, "--out", out]) == 130
    assert capsys.readouterr() == ("", "")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "expected"), [(Terminal(), "\r\x1b[K1 of 2"), (StringIO(), "")])
def test_progress_is_told_to_a_terminal_alone(stream, expected):
    progress_line(stream)("1 of 2")
    assert stream.getvalue() == expected


def test_a_real_run_writes_every_file_of_the_hand_in(hub, run_process, tmp_path, photo):
    second = tmp_path / "more" / "foto ñ.png"
    second.parent.mkdir()
    Image.new("RGB", (40, 30), "white").save(second)
    out = tmp_path / "out"
    options = ["--repeats", "2", "--warmup", "1", "--threshold", "0.4", "--device", "cpu", "--out", str(out)]
    done = run_process(sys.executable, "-m", "core.compare", photo, str(second), *options)
    # The machine that runs the tests may be busy, and the command says so.
    assert [line for line in done.stderr.splitlines() if "procesador" not in line] == []
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {str(out / name) for name in written} == set(done.stdout.splitlines())
    assert {
        "table.csv",
        "table.xlsx",
        "results.json",
        "report.html",
        "comparison.py",
        "images/foto ñ.png",
    } < written

    data = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert [(image["image"], image["width"], image["height"]) for image in data["images"]] == [
        ("foto ñ.png", 64, 48),
        ("foto ñ (2).png", 40, 30),
    ]
    for image in data["images"]:
        assert [model["model"] for model in image["models"]] == ["detr-resnet-50", "yolo11n"]
        assert all(len(model["runs_ms"]) == 2 for model in image["models"])
    assert from_json(data).settings.threshold == 0.4

    table = list(csv.reader(StringIO((out / "table.csv").read_bytes().decode("utf-8-sig")), delimiter=";"))
    assert table[0][0] == "Imagen"
    assert [row[:2] for row in table[1:]] == [
        ["foto ñ.png", "DETR ResNet-50"],
        ["foto ñ.png", "YOLO11n"],
        ["foto ñ (2).png", "DETR ResNet-50"],
        ["foto ñ (2).png", "YOLO11n"],
    ]


@pytest.fixture(scope="module")
def compared_on_scenes(tmp_path_factory):
    """The folder with what the command wrote about three scenes, and which scenes those were."""
    out = tmp_path_factory.mktemp("scenes") / "out"
    options = ["--scenes", "3", "--seed", "7", "--repeats", "1", "--warmup", "0", "--device", "cpu"]
    with speaking("en"):
        assert cli.main([*options, "--lang", "en", "--out", str(out)]) == 0
    return out, [with_truth(spec) for spec in specs(3, 7)]


def test_collages_are_compared_with_their_truth_and_come_back_from_the_session(tmp_path):
    collages = [with_truth(spec) for spec in specs(2, 7, "collage")]
    options = ["--collages", "2", "--seed", "7", "--repeats", "1", "--warmup", "0", "--device", "cpu"]
    with speaking("en"):
        assert cli.main([*options, "--models", "doodle-yolo11", "--lang", "en", "--out", str(tmp_path)]) == 0
    for image, (picture, boxes) in zip(results(str(tmp_path))["images"], collages, strict=True):
        assert image["image"] == picture.name
        assert all(model["tp"] + model["fn"] == len(boxes) for model in image["models"])
    session = read_session((tmp_path / "session.json").read_bytes())
    assert session.book.truth == {picture.digest: boxes for picture, boxes in collages}
    assert session.pictures == tuple(picture for picture, _boxes in collages)


def test_scenes_are_compared_on_the_models_that_ship(compared_on_scenes):
    out, scenes = compared_on_scenes
    data = results(str(out))
    assert data["settings"]["models"] == ["doodle-detr", "doodle-yolo11"]
    assert [image["image"] for image in data["images"]] == [picture.name for picture, _boxes in scenes]


def test_the_weights_that_the_script_reads_are_beside_it(compared_on_scenes):
    out, _scenes = compared_on_scenes
    for name in ("doodle-detr/model.safetensors", "doodle-yolo11/doodle-yolo11.pt"):
        assert (out / "weights" / name).read_bytes() == (PROJECT / "weights" / name).read_bytes()


def test_the_truth_of_scenes_is_counted(compared_on_scenes):
    out, scenes = compared_on_scenes
    data = results(str(out))
    assert len(data["metrics"]) == 2
    for image, (_picture, boxes) in zip(data["images"], scenes, strict=True):
        assert all(model["tp"] + model["fn"] == len(boxes) for model in image["models"])


def test_the_truth_of_scenes_is_handed_in_and_says_that_the_app_made_it(compared_on_scenes):
    out, scenes = compared_on_scenes
    infos = [PictureInfo(picture.digest, picture.name, *picture.image.size) for picture, _boxes in scenes]
    assert read_truth(out / "truth.json", infos).truth == {
        picture.digest: tuple(replace(box, box=pytest.approx(box.box, abs=1e-5)) for box in boxes)
        for picture, boxes in scenes
    }


def test_the_session_of_scenes_brings_pictures_and_truth_back(compared_on_scenes):
    out, scenes = compared_on_scenes
    session = read_session((out / "session.json").read_bytes())
    assert session.book.truth == {picture.digest: boxes for picture, boxes in scenes}
    assert session.pictures == tuple(picture for picture, _boxes in scenes)


def test_the_report_of_scenes_says_that_the_app_made_the_truth(compared_on_scenes):
    out, scenes = compared_on_scenes
    said = (out / "report.html").read_text(encoding="utf-8")
    for _picture, boxes in scenes:
        number = len(boxes)
        assert f"({number} {'box' if number == 1 else 'boxes'} made by the app)" in said


def test_the_pictures_of_scenes_are_handed_in_pixel_for_pixel(compared_on_scenes):
    out, scenes = compared_on_scenes
    for picture, _boxes in scenes:
        assert Image.open(out / "images" / picture.name).convert("RGB").tobytes() == picture.image.tobytes()


def test_one_picture_under_two_names_is_measured_and_counted_once(capsys, tmp_path, photo):
    again, labels = tmp_path / "copia.png", tmp_path / "labels"
    again.write_bytes(Path(photo).read_bytes())
    labels.mkdir()
    (labels / "copia.txt").write_text("0 0.5 0.5 0.2 0.2")
    (labels / "foto ñ.txt").write_text("0 0.5 0.5 0.2 0.2")
    request = read_request([photo, str(again), "--out", "unused", "--truth", str(labels)])
    with speaking("en"):
        subject = command._pictures(request)
    assert [len(boxes) for boxes in subject.truth.values()] == [1]
    assert [picture.name for picture in subject.pictures] == ["foto ñ.png"]
    assert subject.warnings[0] == f"{again} is the same picture as {photo}: it is measured and counted once."


def test_a_picture_given_twice_is_found_by_its_second_name(tmp_path, photo):
    again = tmp_path / "copia.png"
    again.write_bytes(Path(photo).read_bytes())
    (tmp_path / "copia.txt").write_text("0 0.5 0.5 0.2 0.2")
    subject = command._pictures(
        read_request([photo, str(again), "--out", "unused", "--truth", str(tmp_path)])
    )
    assert [len(boxes) for boxes in subject.truth.values()] == [1]
