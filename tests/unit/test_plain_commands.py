"""Commands without a model: what they write, and what they say about wrong words."""

import json

import pytest

from core.__main__ import main
from core.library.pipelines import pipeline_tasks


def run(capsys, *arguments, code=0):
    assert main([*arguments, "--lang", "en"]) == code
    return capsys.readouterr()


def test_pipelines_lists_the_tasks_as_json(capsys):
    found = json.loads(run(capsys, "pipelines", "--json").out)
    assert [task["task"] for task in found["tasks"]] == [task.name for task in pipeline_tasks()]
    assert "translation" in found["removed"]


def test_pipelines_are_searched_for_words(capsys):
    lines = run(capsys, "pipelines", "video", "classification").out.splitlines()
    assert lines[0].startswith("video-classification  VideoClassificationPipeline  ")
    assert len(lines) == 2


def test_models_are_found_as_json(capsys, hub, clean_cache):
    found = json.loads(run(capsys, "find-models", "--task", "translation", "--language", "es", "--json").out)
    assert found["source"] == "hub"
    assert "Helsinki-NLP/opus-mt-es-en" in [model["name"] for model in found["models"]]


def test_without_the_hub_models_are_found_in_the_catalogue(capsys, hub, clean_cache):
    with hub.broken("refuse"):
        lines = run(capsys, "find-models", "pos", "--task", "token-classification").out.splitlines()
    assert lines[0].startswith("mini-pos-es · ")
    assert "catalogue" in lines[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("pipelines", "--modality", "smell"), "no modality smell"),
        (("find-models", "--sort", "beauty"), "no order beauty"),
        (("find-models", "--what"), "cannot be understood"),
    ],
)
def test_a_wrong_word_is_one_line_and_the_code_for_it(capsys, arguments, words):
    said = run(capsys, *arguments, code=2)
    assert words in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_the_help_names_them(capsys):
    with pytest.raises(SystemExit):
        main(["--help", "--lang", "en"])
    help_text = capsys.readouterr().out
    assert "find-models" in help_text
    assert "pipelines" in help_text
