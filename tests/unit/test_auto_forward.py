"""What AutoModel gives out: shapes and numbers as transformers has them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import UserError
from core.library.auto_forward import (
    MOST_TOKENS,
    alike_layers,
    alike_neighbours,
    lengths,
    pass_picture,
    pass_text,
    similarities,
)
from core.models import loader
from core.models.catalogue.row import WEIGHTS, ModelRow
from core.models.library_kinds import BARE_PICTURE, BARE_TEXT

TEXT = "Hola, ¿qué tal estás?"
PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 133, 3), dtype=np.uint8))
TEXT_MODELS = (
    *("google-bert/bert-base-uncased", "FacebookAI/xlm-roberta-base", "ismaelfaro/gpt2-poems.es"),
    *("finiteautomata/bertweet-base-sentiment-analysis", "PlanTL-GOB-ES/roberta-base-bne-sqac"),
)
PICTURE_MODELS = (
    *("google/vit-base-patch16-224", "facebook/deit-base-patch16-224", "facebook/dinov2-small"),
    *("microsoft/resnet-50", "google/mobilenet_v2_1.0_224", "hustvl/yolos-small", "facebook/detr-resnet-50"),
    *("nvidia/segformer-b0-finetuned-ade-512-512", "Intel/dpt-large"),
)


@pytest.fixture(autouse=True)
def _single(one_thread):
    pass


def row(path: Path) -> ModelRow:
    return ModelRow(path.name, path.name, "", ("auto-classes",), "transformers", local_path=str(path))


def text_pass(path, text=TEXT):
    return loader.answer(row(path), lambda loaded: pass_text(loaded, text), "cpu", kind=BARE_TEXT)


def picture_pass(path):
    return loader.answer(row(path), lambda loaded: pass_picture(loaded, PICTURE), "cpu", kind=BARE_PICTURE)


def test_a_picture_that_the_settings_would_blow_up_does_not_go_through(tmp_path):
    folder = shutil.copytree(WEIGHTS / "doodle-vit", tmp_path / "huge")
    file = folder / "preprocessor_config.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(settings | {"size": {"height": 90_000, "width": 90_000}}), encoding="utf-8")
    with pytest.raises(UserError, match="90000"):
        picture_pass(folder)


def shapes(outputs) -> dict[str, tuple]:
    """The shape of each output as transformers returned it, and of how many such it is a tuple."""
    found = {}
    for name, value in outputs.items():
        several = isinstance(value, tuple | list)
        found[name] = (tuple((value[0] if several else value).shape), len(value) if several else 0)
    return found


def check(found, outputs):
    expected = shapes(outputs)
    given = {tensor.name: (tensor.shape, tensor.number) for tensor in found.outputs}
    assert {name: given.get(name) for name in expected} == expected


@pytest.mark.parametrize("name", TEXT_MODELS)
def test_a_text_comes_out_in_the_shapes_and_numbers_of_transformers(hub, name):
    import torch
    from transformers import AutoModel, AutoTokenizer

    path = hub.root / name
    with torch.inference_mode():
        outputs = AutoModel.from_pretrained(path).eval()(
            **AutoTokenizer.from_pretrained(path)(TEXT, return_tensors="pt"), output_hidden_states=True
        )
    found = text_pass(path)
    check(found, {name: value for name, value in outputs.items() if name != "past_key_values"})
    np.testing.assert_allclose(
        found.hidden[-1].astype(np.float32), outputs.hidden_states[-1][0].numpy(), rtol=2e-2, atol=2e-2
    )
    assert found.attentions.shape[2:] == (len(found.tokens), len(found.tokens))
    np.testing.assert_allclose(found.attentions.astype(np.float32).sum(-1), 1, atol=5e-3)


@pytest.mark.parametrize("name", PICTURE_MODELS)
def test_a_picture_comes_out_in_the_shapes_of_transformers(hub, name):
    import torch
    from transformers import AutoImageProcessor, AutoModel

    path = hub.root / name
    with torch.inference_mode():
        outputs = AutoModel.from_pretrained(path).eval()(
            **AutoImageProcessor.from_pretrained(path)(images=PICTURE, return_tensors="pt"),
            output_hidden_states=True,
        )
    check(picture_pass(path), outputs)


@pytest.mark.parametrize("name", ["Helsinki-NLP/opus-mt-es-en", "josmunpen/mt5-small-spanish-summarization"])
def test_of_a_model_that_writes_the_part_that_reads_is_run(hub, name):
    found = text_pass(hub.root / name)
    assert found.part and found.outputs[0].name == "last_hidden_state"
    assert found.outputs[0].shape[1] == len(found.tokens)


@pytest.mark.parametrize("name", ["openai/clip-vit-base-patch32", "google/siglip-base-patch16-224"])
def test_of_a_model_for_texts_and_pictures_the_part_that_sees_is_run(hub, name):
    found = picture_pass(hub.root / name)
    assert "Vision" in found.part and found.grid[0] > 0


@pytest.mark.parametrize(
    ("name", "grid"),
    [("doodle-vit", (14, 14)), ("doodle-clip", (14, 14)), ("doodle-resnet", (0, 0)), ("doodle-detr", (0, 0))],
)
def test_a_network_has_patches_only_where_they_keep_their_places(name, grid):
    assert picture_pass(WEIGHTS / name).grid == grid


def test_a_network_whose_attention_cannot_be_had_runs_without_and_answers_as_before():
    found = picture_pass(WEIGHTS / "doodle-detr")
    assert not found.attentions.size and found.hidden.size
    again = picture_pass(WEIGHTS / "doodle-detr")
    np.testing.assert_array_equal(found.hidden, again.hidden)


def test_of_a_long_text_the_first_tokens_go_through():
    found = text_pass(WEIGHTS / "mini-bert-es", "hola " * 500)
    assert (len(found.tokens), found.is_cut) == (MOST_TOKENS, True)
    assert not text_pass(WEIGHTS / "mini-bert-es").is_cut


def test_a_model_without_a_bare_network_says_so():
    with pytest.raises(UserError):
        picture_pass(WEIGHTS / "doodle-depth")


def test_cosines_and_lengths_are_those_of_the_vectors():
    hidden = np.array([[[3, 4], [4, -3]], [[1, 0], [1, 0]]], dtype=np.float16)
    np.testing.assert_allclose(lengths(hidden), [5, 1])
    np.testing.assert_allclose(alike_neighbours(hidden), [0, 1], atol=1e-6)
    np.testing.assert_allclose(alike_layers(hidden), [0.7], atol=1e-6)
    np.testing.assert_allclose(similarities(hidden, 0), np.eye(2), atol=1e-6)


def test_vectors_of_nothing_but_zeros_are_like_nothing():
    assert not similarities(np.zeros((1, 3, 4), dtype=np.float16), 0).any()
