"""Networks built from their configuration alone: as real ones, and whatever a configuration says."""

import json
from math import prod

import pytest

from core.errors import UserError
from core.library.auto_classes import models_of
from core.library.auto_files import read_setting_files
from core.library.auto_layers import MOST_SECONDS, Layer, activation_bytes, network_of, shown
from core.machine import resident_bytes
from core.models.catalogue.row import WEIGHTS

LLAMA_70B = {
    "model_type": "llama",
    "hidden_size": 8192,
    "intermediate_size": 28672,
    "num_hidden_layers": 80,
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
}
BERT = {"model_type": "bert"}


def built(tmp_path, config, kind):
    (tmp_path / "config.json").write_text(json.dumps(config))
    return network_of(read_setting_files(tmp_path), kind)


def weights_of(layer: Layer) -> int:
    return sum(prod(weight.shape) for weight in layer.weights) + sum(weights_of(part) for part in layer.parts)


@pytest.mark.parametrize(
    ("name", "auto"),
    [
        *(
            (name, "AutoModel")
            for name in ("mini-bert-es", "mini-es-en", "mini-lm-es", "doodle-vit", "doodle-clip")
        ),
        *((name, "AutoModel") for name in ("doodle-detr", "doodle-resnet", "doodle-segformer")),
        ("mini-bert-es", "AutoModelForMaskedLM"),
        ("doodle-depth", "AutoModelForDepthEstimation"),
    ],
)
def test_a_network_is_built_as_with_its_weights(name, auto):
    import transformers

    files = read_setting_files(WEIGHTS / name)
    (kind,) = [one.found for one in models_of(files) if one.auto == auto]
    network = network_of(files, kind)
    real = getattr(transformers, auto).from_pretrained(WEIGHTS / name)
    assert network.kind == type(real).__name__
    assert network.parameters == sum(tensor.numel() for tensor in real.parameters())
    assert network.modules == sum(1 for _module in real.modules())
    assert {(part.name, part.kind) for part in network.root.parts} == {
        (inner, type(module).__name__) for inner, module in real.named_children()
    }


def test_layers_that_are_built_alike_stand_together_and_are_counted():
    network = network_of(read_setting_files(WEIGHTS / "mini-bert-es"), "BertModel")
    (layers,) = [part for part in shown(network.root, 3) if part.kind == "BertLayer"]
    assert (layers.name, layers.times) == ("0 … 4", 5)
    assert layers.parameters == 5 * weights_of(layers)


def test_a_model_of_70_billion_parameters_takes_no_memory(tmp_path):
    built(tmp_path, BERT, "BertModel")
    before = resident_bytes()
    network = built(tmp_path, LLAMA_70B, "LlamaForCausalLM")
    assert network.parameters == 70_553_706_496
    assert network.bytes_as("float16 / bfloat16") == 2 * network.parameters
    assert network.bytes_as("int4") == network.parameters / 2
    assert resident_bytes() - before < 500_000_000


def test_what_a_pass_takes_grows_with_the_tokens_and_with_their_square():
    network = network_of(read_setting_files(WEIGHTS / "mini-bert-es"), "BertModel")
    assert activation_bytes(network, 100) == (4 * 6 * 100 * 192, 4 * 5 * 6 * 100 * 100)


@pytest.mark.parametrize(
    "change",
    [
        {"num_hidden_layers": 10**9},
        {"num_hidden_layers": 10**4000},
        {"num_hidden_layers": -(10**9)},
        {"num_hidden_layers": "<b>many</b>"},
        {"num_hidden_layers": None},
        {"hidden_size": -5},
        {"hidden_size": 0},
        {"hidden_size": 10**12},
        {"hidden_size": [768]},
        {"hidden_size": "x" * 1_000_000},
        {"num_labels": 10**8},
        {"vocab_size": 2**40},
        {"extra": {"depths": [10**7]}},
    ],
    ids=lambda change: str(change)[:40],
)
def test_a_hostile_configuration_ends_in_a_sentence(tmp_path, change):
    with pytest.raises(UserError) as caught:
        built(tmp_path, BERT | change, "BertModel")
    assert len(str(caught.value)) < 400


def test_a_nest_of_settings_ends_in_a_sentence(tmp_path):
    nest: object = 1
    for _depth in range(100):
        nest = {"a": nest}
    with pytest.raises(UserError, match="anidados"):
        built(tmp_path, BERT | {"nest": nest}, "BertModel")


def test_too_many_modules_are_given_up_in_time(tmp_path, monkeypatch):
    from core.library import auto_layers

    monkeypatch.setattr(auto_layers, "MOST_MODULES", 500)
    with pytest.raises(UserError):
        built(tmp_path, BERT | {"num_hidden_layers": 400}, "BertModel")
    # Nobody else's network is counted any more.
    monkeypatch.setattr(auto_layers, "MOST_MODULES", 5000)
    assert built(tmp_path, BERT | {"num_hidden_layers": 2}, "BertModel").depth == 2
    assert MOST_SECONDS <= 10


def test_a_part_from_another_repository_is_not_asked_for(tmp_path):
    config = {"model_type": "dpt", "backbone": "someone/backbone", "use_timm_backbone": False}
    with pytest.raises(UserError):
        built(tmp_path, config, "DPTModel")


def test_the_code_of_a_repository_does_not_run(tmp_path):
    (tmp_path / "theirs.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    config = BERT | {"auto_map": {"AutoConfig": "theirs.Config", "AutoModel": "theirs.Model"}}
    built(tmp_path, config, "BertModel")
    assert not (tmp_path / "ran").exists()
