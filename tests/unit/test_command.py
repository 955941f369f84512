"""`python -m core TASK INPUT...`: what it answers, and what it says where it cannot."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from core.__main__ import main
from core.command import request
from core.models import defaults, loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.pictures import sources
from core.pictures.images import open_picture

ROOT = Path(__file__).resolve().parents[2]
CAT = ROOT / "assets/samples/cat.jpg"


@pytest.fixture(autouse=True)
def reachable(monkeypatch):
    """The Hub answers, unless a test says that it does not."""
    monkeypatch.setattr(defaults, "reachable", lambda: True)


@pytest.fixture
def no_model(monkeypatch):
    """No model may be loaded."""
    monkeypatch.setattr(loader, "load", lambda *_arguments: pytest.fail("a model was loaded"))


@pytest.fixture
def drawing(tmp_path) -> str:
    """A picture of a square, drawn with a thick pen."""
    image = Image.new("L", (200, 160), 255)
    image.paste(0, (50, 30, 150, 130))
    image.paste(255, (58, 38, 142, 122))
    image.save(tmp_path / "square ñ.png")
    return str(tmp_path / "square ñ.png")


def told(capsys, *arguments: str, code: int = 0) -> tuple[str, str]:
    """Run a command in English; return what stood on standard output and on standard error."""
    assert main([*arguments, "--lang", "en"]) == code
    return tuple(capsys.readouterr())


def complaint(capsys, *arguments: str) -> str:
    """Run a command that is wrong and return its one line on standard error."""
    output, error = told(capsys, *arguments, code=2)
    assert (output, error.count("\n")) == ("", 1)
    return error.strip()


@pytest.mark.parametrize("options", [[], ["--threshold", "0.1"]])
def test_objects_are_those_that_the_plain_pipeline_gives(hub, capsys, options):
    from transformers import pipeline

    output, error = told(capsys, "object-detection", str(CAT), "--json", "--device", "cpu", *options)
    given = json.loads(output)
    (found,) = given.pop("inputs")
    path = loader.load(find("detr-resnet-50"), "cpu").path
    plain = pipeline("object-detection", model=str(path), device="cpu")
    image = open_picture(CAT.read_bytes(), "cat.jpg").image
    expected = plain(image, threshold=float(options[1]) if options else 0.5)
    assert given == {"task": "object-detection", "model": "detr-resnet-50"}
    assert found["answer"] == sorted(expected, key=lambda one: -one["score"])
    assert (found["input"], found["ms"] > 0, error) == (str(CAT), True, "")


def test_a_drawing_has_five_guesses_the_best_first(capsys, drawing):
    output, _error = told(capsys, "sketch-recognition", drawing, "--json")
    given = json.loads(output)
    scores = [guess["score"] for guess in given["inputs"][0]["answer"]]
    assert (given["task"], given["model"]) == ("sketch-recognition", "quickdraw-resnet")
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 5
    assert given["inputs"][0]["answer"][0]["label"] == "square"


def test_people_read_a_line_a_guess_in_their_language(capsys, drawing):
    assert main(["sketch-recognition", drawing]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{drawing} · ")
    assert re.fullmatch(r"  cuadrado +\d+,\d\N{NO-BREAK SPACE}%", lines[1])
    assert len(lines) == 6


def test_people_read_a_line_an_object(capsys):
    output, _error = told(
        capsys,
        "object-detection",
        str(CAT),
        "--model",
        "doodle-detr",
        "--threshold",
        "0.01",
        "--device",
        "cpu",
    )
    head, *lines = output.splitlines()
    assert head.startswith(f"{CAT} · Doodle DETR · ")
    assert lines
    assert all(
        re.fullmatch(r"  [a-z -]+ +<?[\d.\xa0]+%  \[-?\d+, -?\d+, -?\d+, -?\d+\]", line) for line in lines
    )


def test_where_nothing_is_found_a_line_says_so(capsys):
    output, _error = told(capsys, "object-detection", str(CAT), "--model", "doodle-detr", "--threshold", "1")
    assert output.splitlines()[1:] == ["  No object reaches the threshold."]


def test_files_are_written_for_each_input_under_names_of_their_own(capsys, tmp_path, drawing):
    (tmp_path / "more").mkdir()
    twin = tmp_path / "more" / "square ñ.png"
    twin.write_bytes(Path(drawing).read_bytes())
    out = tmp_path / "new" / "out"
    output, _error = told(capsys, "sketch-recognition", drawing, str(twin), "--out", str(out))
    names = ["square ñ (2).json", "square ñ (2).png", "square ñ.json", "square ñ.png"]
    assert sorted(path.name for path in out.iterdir()) == names
    assert {f"  {out / name}" for name in names} <= set(output.splitlines())
    record = json.loads((out / "square ñ (2).json").read_text(encoding="utf-8"))
    assert record["inputs"][0]["input"] == str(twin)
    with Image.open(out / "square ñ.png") as annotated:
        assert annotated.size == (200, 160)
        assert annotated.convert("L").getpixel((0, 80)) != 255


def test_with_json_nothing_else_is_on_standard_output(capsys, tmp_path, drawing):
    output, _error = told(capsys, "sketch-recognition", drawing, "--json", "--out", str(tmp_path / "out"))
    assert json.loads(output)["task"] == "sketch-recognition"
    assert output.count("\n") == 1


def test_an_address_is_an_input_too(capsys, monkeypatch, drawing):
    monkeypatch.setattr(sources, "fetch_file", lambda url: ("a.png", Path(drawing).read_bytes()))
    url = "https://example.org/a%20b.png?x=1"
    output, _error = told(capsys, "sketch-recognition", url, "--json")
    assert json.loads(output)["inputs"][0]["input"] == url


def test_one_picture_that_the_model_cannot_work_on_does_not_cost_the_others(hub, capsys, tmp_path):
    narrow = tmp_path / "narrow.png"
    Image.new("RGB", (3000, 1)).save(narrow)
    output, error = told(
        capsys, "object-detection", str(narrow), str(CAT), "--model", "detr-resnet-50", "--json", code=1
    )
    assert [one["input"] for one in json.loads(output)["inputs"]] == [str(CAT)]
    assert error.startswith(f"{narrow}: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "Say which task to do: object-detection, sketch-recognition"),
        (["object-detektion", "a.jpg"], "There is no task object-detektion. Choose one of these: object-detection,"),
        (["object-detection"], "No input was given. Name one at least."),
        (["object-detection", "{cat}", "missing.jpg"], "There is no file missing.jpg."),
        (["object-detection", "{cat}", "README.md"], "README.md is not a picture that can be read here."),
        (["object-detection", "assets"], "assets is a folder."),
        (["object-detection", "ftp://example.org/a.jpg"], "There is no file ftp:"),
        (["object-detection", "http://127.0.0.1/a.jpg"], "127.0.0.1 is not on the public web."),
        (["object-detection", "{cat}", "--threshold", "2"], "--threshold has to be a number from 0 to 1"),
        (["object-detection", "{cat}", "--device", "tpu"], "There is no device tpu. Choose one of auto, cpu,"),
        (["object-detection", "{cat}", "--model", "yolo99"], "There is no model yolo99. Choose one of detr-resnet-50"),
        (["object-detection", "{cat}", "--model", "quickdraw-cnn"], "There is no model quickdraw-cnn."),
        (["object-detection", "{cat}", "--out", "README.md"], "README.md is a file. Name a folder to write to."),
        (["sketch-recognition", "{cat}", "--threshold", "0.5"], "The command cannot be understood: unrecognized"),
        (["sketch-recognition", "{paper}"], "{paper}: No drawing can be told from the ground."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_answered_in_one_line_before_a_model_is_loaded(
    capsys, no_model, tmp_path, arguments, expected
):
    paper = tmp_path / "paper.png"
    Image.new("L", (90, 90), 255).save(paper)
    filled = [argument.format(cat=CAT, paper=paper) for argument in arguments]
    assert complaint(capsys, *filled).startswith(expected.format(cat=CAT, paper=paper))


def test_a_model_that_cannot_be_had_leaves_no_folder_behind(capsys, tmp_path):
    out = tmp_path / "out"
    assert complaint(
        capsys, "object-detection", str(CAT), "--model", str(tmp_path / "none.pt"), "--out", str(out)
    ).startswith("There is no model at")
    assert not out.exists()


@pytest.mark.parametrize(("language", "expected"), [("es", "Tareas:"), ("en", "Tasks:")])
def test_the_help_lists_the_tasks_in_the_language(capsys, language, expected):
    with pytest.raises(SystemExit) as stopped:
        main(["--help", "--lang", language])
    said = capsys.readouterr().out
    assert stopped.value.code == 0
    assert expected in said
    assert all(re.search(rf"^  {task} +\w", said, re.MULTILINE) for task in KINDS)


def test_the_help_of_a_task_names_its_options_and_models(capsys):
    with pytest.raises(SystemExit):
        main(["object-detection", "--help"])
    said = capsys.readouterr().out
    assert all(word in said for word in ("--threshold", "--model", "--json", "--out", "yolo11n", "https://"))


def test_the_command_names_no_task():
    code = "".join(path.read_text() for path in Path(request.__file__).parent.glob("*.py"))
    # The example in a docstring is one.
    code = re.sub(r">>> .*", "", code)
    assert [task for task in KINDS if f'"{task}"' in code] == []


@pytest.mark.parametrize(("options", "number"), [([], 5), (["--top", "2"], 2), (["--top", "9999"], 1000)])
def test_labels_are_those_that_the_plain_pipeline_gives(hub, capsys, options, number):
    from transformers import pipeline

    output, _error = told(capsys, "image-classification", str(CAT), "--json", "--device", "cpu", *options)
    (found,) = json.loads(output)["inputs"]
    path = loader.load(find("vit-base-patch16-224"), "cpu", kind=KINDS["image-classification"]).path
    plain = pipeline("image-classification", model=str(path), device="cpu")
    expected = plain(open_picture(CAT.read_bytes(), "cat.jpg").image, top_k=number)
    assert [one["label"] for one in found["answer"]] == [one["label"] for one in expected]
    assert [one["score"] for one in found["answer"]] == pytest.approx(
        [one["score"] for one in expected], abs=1e-4
    )


def test_people_read_a_line_a_label_by_its_first_name(hub, capsys, tmp_path):
    options = ["--model", "dogs-and-cats", "--out", str(tmp_path)]
    assert main(["image-classification", str(CAT), *options]) == 0
    _head, *lines = capsys.readouterr().out.splitlines()
    assert {line.split("  ")[1] for line in lines[:2]} == {"gato (cat)", "perro (dog)"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cat.json", "cat.png"]


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5"])
def test_a_number_of_labels_that_is_none_is_refused(capsys, no_model, number):
    words = complaint(capsys, "image-classification", str(CAT), "--top", number)
    assert words.startswith("--top has to be a whole number from 1 to")
