import copy
import json

import pytest

from core.compare.measure.results import from_json, to_json
from core.errors import UserError
from core.vision.detection.detect import Detection
from tests.unit.compare_samples import comparison, image_result, model_run, seen


def sample():
    runs = model_run("a", seen("cat", "dog")), model_run("b")
    return comparison(image_result(*runs), image_result(*runs, image="gato ñ.jpg", digest="d2"))


def test_the_file_has_the_shape_that_it_promises():
    run = model_run("a", (Detection("cat", 0.9, (1.5, 2.0, 3.0, 4.0)),), (190.0,))
    data = to_json(comparison(image_result(run)))
    assert set(data) == {"settings", "machine", "images"}
    assert data["images"] == [
        {
            "image": "bus.jpg",
            "width": 640,
            "height": 480,
            "others": {"programs": None, "visitors": None},
            "models": [
                {
                    "model": "a",
                    "detections": [{"label": "cat", "score": 0.9, "box": [1.5, 2.0, 3.0, 4.0]}],
                    "load_ms": 1234.5,
                    "runs_ms": [{"preprocess": 1.0, "inference": 187.0, "postprocess": 2.0}],
                    "peak_bytes": 0,
                }
            ],
        }
    ]


def test_the_settings_say_what_the_numbers_were_made_with():
    settings = to_json(sample())["settings"]
    expected = {"models": ["a", "b"], "device": "cpu", "threshold": 0.5, "repeats": 3, "warmup": 2}
    assert {key: settings[key] for key in expected} == expected
    assert settings["versions"] == {"torch": "2.15.0"}
    assert settings["date"] == "2026-11-21T10:00:00+00:00"


@pytest.mark.parametrize(
    "made", [sample(), comparison(models=["a", "b"])], ids=["two pictures", "no picture"]
)
def test_a_comparison_comes_back_as_it_was(made):
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


@pytest.mark.parametrize("data", [None, [], {}, "text", 5, {"settings": {}, "machine": {}, "images": []}])
def test_something_else_is_refused(data):
    with pytest.raises(UserError):
        from_json(data)


def _set(*path, value):
    def change(data):
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


def _drop(*path):
    def change(data):
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return change


RUN = ("images", 0, "models", 0)
FOUND = (*RUN, "detections", 0)


@pytest.mark.parametrize(
    "change",
    [
        _drop("machine"),
        _drop("machine", "cpu"),
        _drop("settings", "repeats"),
        _drop("settings", "image_digests", 0),
        _drop("settings", "model_facts", 0),
        _drop("images", 0, "models", 1),
        _drop(*RUN, "runs_ms", 0, "inference"),
        _set(*RUN, "runs_ms", value=[]),
        _set(*RUN, "runs_ms", value={}),
        _set(*RUN, "model", value="unknown"),
        _set(*FOUND, "box", value=[1, 2, 3]),
        _set(*FOUND, "box", value=[1, 2, 3, "4"]),
        _set(*FOUND, "score", value=float("nan")),
        _set(*FOUND, "score", value=True),
        _set(*FOUND, "label", value=3),
        _set("images", 0, "width", value="640"),
        _set("images", value={}),
        _set("settings", "models", value="ab"),
        _set("settings", "versions", value=[]),
    ],
)
def test_a_file_with_a_damaged_part_is_refused(change):
    data = copy.deepcopy(to_json(sample()))
    change(data)
    with pytest.raises(UserError):
        from_json(data)


def test_a_file_from_before_the_labels_were_kept_is_read_without_them():
    data = copy.deepcopy(to_json(sample()))
    for facts in data["settings"]["model_facts"]:
        del facts["labels"]
    assert [facts.labels for facts in from_json(data).models] == [()] * len(sample().models)
