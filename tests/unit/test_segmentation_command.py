"""`python -m core image-segmentation`: its JSON, its files, and what it says where a label is not there."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.__main__ import main
from core.models import defaults, loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.pictures.samples import open_sample
from core.vision.segmentation.cut_out import cut_out, segments_called
from core.vision.segmentation.segment import segment

CAT = Path(__file__).resolve().parents[2] / "assets/samples/cat.jpg"


@pytest.fixture(autouse=True)
def reachable(monkeypatch):
    monkeypatch.setattr(defaults, "reachable", lambda: True)


@pytest.fixture(scope="module")
def found(hub):
    """What the usual model finds on the picture of the cat."""
    model = loader.load(find("segformer-b0-ade"), "cpu", kind=KINDS["image-segmentation"])
    return segment(model, open_sample("cat.jpg").image).segments


def told(capsys, *arguments, code=0):
    options = ["--lang", "en", "--device", "cpu"]
    assert main(["image-segmentation", str(CAT), *map(str, arguments), *options]) == code
    return tuple(capsys.readouterr())


def test_the_answer_is_a_label_a_score_and_an_area_for_each_segment(found, capsys):
    output, _error = told(capsys, "--json")
    given = json.loads(output)
    assert given["model"] == "segformer-b0-ade"
    assert given["inputs"][0]["answer"] == [
        {"label": one.label, "score": None, "area": one.mask.share} for one in found
    ]
    assert sum(one["area"] for one in given["inputs"][0]["answer"]) == pytest.approx(1)


def test_a_mask_is_written_for_each_segment_under_a_name_of_its_own(found, capsys, tmp_path):
    told(capsys, "--out", tmp_path)
    masks = sorted(tmp_path.glob("cat_mask_*.png"))
    assert masks[0].name.startswith("cat_mask_001_")
    for path, one in zip(masks, found, strict=True):
        assert np.array_equal(np.asarray(Image.open(path)), np.asarray(one.mask.image()))
    assert {"cat.png", "cat.json"} <= {path.name for path in tmp_path.iterdir()}
    assert not (tmp_path / "cat_result.png").exists()


@pytest.mark.parametrize("background", ["white", "transparent", "blur"])
def test_a_label_is_cut_out_as_on_the_page(found, capsys, tmp_path, background):
    label = found[0].label
    told(capsys, "--label", label.upper(), "--background", background, "--out", tmp_path)
    image = open_sample("cat.jpg").image
    expected = cut_out(image, segments_called(found, [label]), background).result
    assert np.array_equal(np.asarray(Image.open(tmp_path / "cat_result.png")), np.asarray(expected))


def test_a_label_that_is_not_there_is_answered_with_those_that_are(found, capsys, tmp_path):
    _output, error = told(capsys, "--label", "gamusino", "--out", tmp_path, code=1)
    assert "gamusino was not found in this picture. Found: " in error
    assert found[0].label in error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--label", "cat"], "--label writes a picture: name a folder for it with --out."),
        (["--background", "blur"], "--background needs --label"),
        (["--label", "cat", "--background", "red", "--out", "x"], "There is no background red."),
    ],
)
def test_options_that_make_no_sense_are_refused_in_one_line(capsys, monkeypatch, arguments, words):
    monkeypatch.setattr(loader, "load", lambda *_arguments: pytest.fail("a model was loaded"))
    output, error = told(capsys, *arguments, code=2)
    assert (output, error.count("\n")) == ("", 1)
    assert error.startswith(words)


def test_people_read_a_line_a_segment(found, capsys):
    output, _error = told(capsys)
    lines = output.splitlines()[1:]
    assert len(lines) == len(found)
    assert all(line.endswith("of the picture") for line in lines)
