"""`python -m core zero-shot-image-classification`: own labels in the terminal."""

import json
from pathlib import Path

import pytest
from PIL import Image

from core.__main__ import main
from core.models import defaults, loader
from core.models.catalogue.rows import find

OWL = Path(__file__).resolve().parents[2] / "assets/samples/owl.jpg"
TASK = "zero-shot-image-classification"


@pytest.fixture(autouse=True)
def reachable(monkeypatch):
    monkeypatch.setattr(defaults, "reachable", lambda: True)


def told(capsys, *arguments: str, code: int = 0) -> tuple[str, str]:
    assert main([TASK, str(OWL), *arguments, "--lang", "en"]) == code
    return tuple(capsys.readouterr())


@pytest.mark.parametrize("template", ["a photo of a {}", "una foto de un {}"])
def test_the_answer_is_that_of_the_plain_pipeline(hub, capsys, template):
    from transformers import pipeline

    output, error = told(
        capsys, "--json", "--device", "cpu", "--labels", "owl, búho,fox", "--template", template
    )
    (found,) = json.loads(output)["inputs"]
    path = loader.load(find("clip-vit-base-patch32"), "cpu").path
    plain = pipeline(TASK, model=str(path), device="cpu")
    expected = plain(
        Image.open(OWL).convert("RGB"), candidate_labels=["owl", "búho", "fox"], hypothesis_template=template
    )
    assert [item["label"] for item in found["answer"]] == [item["label"] for item in expected]
    assert [item["score"] for item in found["answer"]] == pytest.approx(
        [item["score"] for item in expected], abs=1e-5
    )
    assert error == ""


def test_people_read_a_line_a_label_ten_at_the_most(hub, capsys):
    output, _error = told(capsys, "--labels", "coco", "--model", "clip-vit-b32-laion2b")
    assert len(output.splitlines()) == 11


def test_without_labels_they_are_the_courses_and_the_picture_is_written_with_the_best(hub, capsys, tmp_path):
    told(capsys, "--out", str(tmp_path))
    record = json.loads((tmp_path / "owl.json").read_text())
    assert {item["label"] for item in record["inputs"][0]["answer"]} == {"owl", "bear", "seagull", "fox"}
    with Image.open(tmp_path / "owl.png") as named, Image.open(OWL) as owl:
        assert named.size == owl.size


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--labels", " , ;"], "--labels has no label."),
        (["--labels", ",".join(map(str, range(5000)))], "These are 5000 labels, and 1000 are the most."),
        (["--template", "{label}"], "may hold {} once"),
    ],
)
def test_labels_and_templates_that_cannot_be_used_are_answered_in_one_line(capsys, arguments, words):
    output, error = told(capsys, *arguments, code=2)
    assert (output, error.count("\n")) == ("", 1)
    assert words in error


def test_the_help_names_the_options_and_the_sets(capsys):
    with pytest.raises(SystemExit):
        main([TASK, "--help"])
    said = capsys.readouterr().out
    assert all(word in said for word in ("--labels", "--template", "quick-draw", "clip-vit-base-patch32"))
