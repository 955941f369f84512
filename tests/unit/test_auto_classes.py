"""Which classes the Auto classes take, and the settings of models that anybody may have written."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.library.auto_classes import choices_of
from core.library.auto_files import (
    MOST_SETTINGS,
    NAMES,
    Setting,
    matching,
    read_setting_files,
    settings_of,
)
from core.models.catalogue.row import WEIGHTS
from core.printable import printable_line
from tests.hub.build import RECIPES

SHIPPED = sorted(file.parent for file in WEIGHTS.glob("*/config.json"))
OF_THE_HUB = sorted(name for name in RECIPES if not name.startswith(("spaces/", "someone/", "Ultralytics/")))
AUTOS = ("AutoConfig", "AutoTokenizer", "AutoImageProcessor", "AutoProcessor")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NAMED = st.dictionaries(
    st.sampled_from(
        (
            *("model_type", "architectures", "auto_map", "tokenizer_class", "image_processor_type"),
            *("processor_class", "feature_extractor_type", "image_processor", "id2label", "layer_types"),
        )
    ),
    JSON | st.sampled_from(["bert", "vit", "mistral", "BertTokenizerFast", "Evil", "os.system", "__class__"]),
    max_size=6,
)


def folder(path: Path, **files: object) -> Path:
    """Write the settings files whose names are given without ".json"."""
    for name, content in files.items():
        (path / f"{name}.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def taken(path: Path) -> dict[str, str]:
    return {one.auto: one.found for one in choices_of(read_setting_files(path))}


def really_taken(path: Path) -> dict[str, str]:
    """What transformers itself opens, "" for nothing."""
    import transformers

    found = {}
    for auto in AUTOS:
        try:
            opened = getattr(transformers, auto).from_pretrained(path, trust_remote_code=False)
        except (OSError, ValueError):
            found[auto] = ""
        else:
            found[auto] = type(opened).__name__
    return found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_of_what_ships_the_classes_are_those_that_transformers_opens(path):
    assert {auto: taken(path)[auto] for auto in AUTOS} == really_taken(path)


@pytest.mark.parametrize("name", OF_THE_HUB)
def test_of_the_hub_s_models_the_classes_are_those_that_transformers_opens(hub, name):
    path = hub.root / name
    assert {auto: taken(path)[auto] for auto in AUTOS} == really_taken(path)


@pytest.mark.parametrize(
    ("auto", "found"),
    [("AutoModel", "BertModel"), ("AutoModelForMaskedLM", "BertForMaskedLM"), ("AutoModelForCTC", None)],
)
def test_a_model_s_class_is_the_one_in_the_table_of_its_type(auto, found):
    assert taken(WEIGHTS / "mini-bert-es").get(auto) == found


@pytest.mark.parametrize(
    ("files", "auto", "rule"),
    [
        ({"config": {"model_type": "bert"}}, "AutoConfig", "model type"),
        ({"config": {"model_type": "bert"}}, "AutoImageProcessor", "not in table"),
        ({"config": {"model_type": "not-yet-invented"}}, "AutoModel", "unknown type"),
        ({"config": {}}, "AutoConfig", "unknown type"),
        ({}, "AutoTokenizer", "unknown type"),
        ({"config": "[1, 2]"}, "AutoModel", "unknown type"),
        ({"config": {"model_type": ["bert"]}}, "AutoModel", "unknown type"),
        ({"config": {"auto_map": {"AutoConfig": "theirs.Config"}}}, "AutoConfig", "own code"),
        (
            {"config": {"model_type": "bert"}, "tokenizer_config": {"tokenizer_class": "RobertaTokenizer"}},
            "AutoTokenizer",
            "named",
        ),
        (
            {
                "config": {"model_type": "bert"},
                "tokenizer_config": {"tokenizer_class": "PreTrainedTokenizerFast"},
            },
            "AutoTokenizer",
            "generic",
        ),
        (
            {
                "config": {"model_type": "vit"},
                "preprocessor_config": {"feature_extractor_type": "ViTFeatureExtractor"},
            },
            "AutoImageProcessor",
            "named by family",
        ),
        (
            {"config": {"model_type": "vit"}, "preprocessor_config": {"size": 224}},
            "AutoImageProcessor",
            "model type",
        ),
    ],
)
def test_it_is_said_by_which_rule_a_class_is_taken(tmp_path, files, auto, rule):
    choices = choices_of(read_setting_files(folder(tmp_path, **files)))
    assert next(one.rule for one in choices if one.auto == auto) == rule


@given(config=NAMED, tokenizer=NAMED, preprocessor=NAMED, processor=NAMED)
def test_whatever_the_files_say_there_is_an_answer_of_printable_texts(
    tmp_path_factory, config, tokenizer, preprocessor, processor
):
    path = folder(
        tmp_path_factory.mktemp("any"),
        config=config,
        tokenizer_config=tokenizer,
        preprocessor_config=preprocessor,
        processor_config=processor,
    )
    files = read_setting_files(path)
    texts = [one.value for one in choices_of(files)]
    texts += [text for one in settings_of(files) for text in (one.name, one.value)]
    assert [text for text in texts if text != printable_line(text, 200)] == []


def test_nested_settings_stand_under_the_name_that_leads_to_them(tmp_path):
    files = read_setting_files(folder(tmp_path, config={"a": {"b": {"c": 1}}, "d": [1, "<b>"]}))
    assert settings_of(files) == (
        Setting("config.json", "a.b.c", "1"),
        Setting("config.json", "d", '[1, "<b>"]'),
    )


def test_long_values_and_a_hundred_thousand_labels_are_cut(tmp_path):
    labels = {str(number): "label " * 5 for number in range(100_000)}
    files = read_setting_files(folder(tmp_path, config={"id2label": labels, "note": "x" * 1_000_000}))
    found = settings_of(files)
    assert [one.name for one in found] == ["id2label", "note"]
    assert found[0].value.startswith("(100000) ") and all(len(one.value) == 200 for one in found)


def test_no_more_settings_are_shown_than_a_table_can_hold(tmp_path):
    config = {f"setting{number}": number for number in range(MOST_SETTINGS + 5)}
    assert len(settings_of(read_setting_files(folder(tmp_path, config=config)))) == MOST_SETTINGS


@pytest.mark.parametrize(
    ("wanted", "found"), [("", 2), ("HIDDEN", 1), ("768 hidden", 1), ("config", 2), ("nothing", 0)]
)
def test_settings_are_found_by_any_word_in_them(wanted, found):
    settings = (Setting("config.json", "hidden_size", "768"), Setting("config.json", "model_type", "bert"))
    assert len(matching(settings, wanted)) == found


def test_a_folder_without_settings_says_nothing(tmp_path):
    files = read_setting_files(tmp_path)
    assert (settings_of(files), files.model_type, files.architectures) == ((), "", ())
    assert set(files.said) == set(NAMES)
