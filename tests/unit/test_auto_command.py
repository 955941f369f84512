"""The Auto classes in the terminal, and the script that the page hands out."""

import json
import re
from io import StringIO

import pytest

from core.command.request import read_request
from core.command.run import run
from core.errors import UserError
from core.i18n import speaking
from core.library.auto_code import script
from core.models.catalogue.rows import find


def said(*arguments: str) -> str:
    output = StringIO()
    assert run(read_request(["auto-classes", *arguments]), output, StringIO()) == 0
    return output.getvalue()


def test_classes_parameters_and_shapes_are_json():
    found = json.loads(said("mini-bert-es", "weights/doodle-vit", "--json"))
    assert [one["input"] for one in found["inputs"]] == ["mini-bert-es", "weights/doodle-vit"]
    bert, vit = (one["answer"] for one in found["inputs"])
    assert {one["auto"]: one["class"] for one in bert["classes"]}["AutoModel"] == "BertModel"
    assert (bert["built"], bert["parameters"]) == ("BertModel", 3_859_584)
    (embeddings, *_others) = bert["layers"]["parts"]
    assert embeddings["parts"][0]["shapes"] == {"weight": [8192, 192]}
    assert vit["model_type"] == "vit"


def test_another_class_is_built_on_request_and_without_automodel_the_first_one():
    with speaking("en"):
        assert "BertForMaskedLM: 3," in said("mini-bert-es", "--build", "AutoModelForMaskedLM")
        assert "DepthAnythingForDepthEstimation: " in said("doodle-depth")


def test_a_model_of_the_hub_is_named_by_its_id_and_its_weights_stay_there(hub, clean_cache):
    hub.requests.clear()
    assert json.loads(said("someone/huge-detector", "--json"))["inputs"][0]["answer"]["built"] == "YolosModel"
    assert not [line for line in hub.requests if line.endswith(".safetensors")]


def test_a_model_that_is_not_there_is_said_before_anything_is_done():
    with pytest.raises(UserError):
        said("no-such-model")


@pytest.mark.parametrize(
    ("name", "auto", "text", "ends"),
    [
        ("mini-bert-es", "AutoModel", 'Hola, "qué" tal\n{x}', r"last_hidden_state \(1, \d+, 192\)"),
        ("mini-es-en", "AutoModel", "Hola", r"last_hidden_state \(1, \d+, 256\)"),
        ("doodle-vit", "AutoModel", "", r"last_hidden_state \(1, 197, 192\)"),
        ("doodle-clip", "AutoModel", "", r"last_hidden_state \(1, 197, 192\)"),
        ("doodle-depth", "AutoModelForDepthEstimation", "", r"predicted_depth \(1, \d+, \d+\)"),
    ],
)
def test_the_script_runs_by_itself_and_prints_the_shapes(run_script, tmp_path, name, auto, text, ends):
    from PIL import Image

    from core.models.catalogue.row import WEIGHTS

    Image.new("RGB", (60, 40), (200, 30, 30)).save(tmp_path / "photo.jpg")
    (tmp_path / "weights").symlink_to(WEIGHTS)
    file = tmp_path / "auto_classes.py"
    file.write_text(script(find(name), text, auto), encoding="utf-8")
    assert re.search(ends, run_script(file, tmp_path))
