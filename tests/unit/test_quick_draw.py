"""Guessing a drawing: whichever kind of network, scores that add up, and only what was drawn counts."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from transformers import ViTImageProcessor

from core.models import loader, networks
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel
from core.sketch import guessing as quick_draw
from core.sketch.class_names import classes
from core.sketch.data_set import held_out
from core.sketch.guessing import Guess, best, bitmap_probabilities, labels_of, probabilities
from core.sketch.strokes import bitmap, large, simplified
from tests.hub.sketches import write_sketcher

DRAWINGS = [held_out().strokes(index) for index in range(0, len(held_out()), 700)]


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The course's network, with random weights."""
    folder = write_sketcher(tmp_path_factory.mktemp("own"), "quickdraw-cnn", classes())
    return loader.load(replace(find("quickdraw-cnn"), local_path=str(folder)), "cpu")


@pytest.fixture(scope="module")
def published(hub):
    return loader.load(find("nateraw-quickdraw"), "cpu")


@pytest.fixture(scope="module")
def one_channel(hub):
    return loader.load(find("quickdraw-vit-tiny"), "cpu")


@pytest.fixture(scope="module")
def three_channels(hub):
    row = replace(find("quickdraw-vit-tiny"), hub_id="someone/sketch-classifier", revision="main")
    return loader.load(row, "cpu")


MODELS = ["own", "published", "one_channel", "three_channels"]


@pytest.fixture(params=MODELS)
def loaded(request):
    return request.getfixturevalue(request.param)


def test_the_task_has_one_name_everywhere():
    assert quick_draw.TASK in KINDS


def test_scores_of_a_drawing_add_up_to_one(loaded):
    scores = probabilities(loaded, DRAWINGS)
    assert scores.shape == (len(DRAWINGS), len(labels_of(loaded)))
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-5)


def test_labels_are_spelt_as_in_the_data_set(loaded):
    assert set(labels_of(loaded)) <= set(classes())


@pytest.mark.parametrize("written", ["alarm_clock", "Alarm clock", "ALARM CLOCK", " alarm clock "])
def test_a_label_that_is_written_otherwise_is_put_right(own, written):
    odd = replace(own, model=replace(own.model, classes=(written,)))
    assert labels_of(odd) == ("alarm clock",)


def test_a_label_that_is_no_thing_of_the_data_set_stays(own):
    assert labels_of(replace(own, model=replace(own.model, classes=("tench",)))) == ("tench",)


def test_one_drawing_gets_the_scores_that_it_gets_among_many(loaded):
    among_many = probabilities(loaded, DRAWINGS)
    alone = probabilities(loaded, DRAWINGS[3:4])
    np.testing.assert_allclose(alone[0], among_many[3], atol=1e-5)


def test_size_and_place_of_a_drawing_make_no_difference(loaded):
    here = probabilities(loaded, DRAWINGS).argmax(axis=1)
    for factor, x, y in ((1, 500, 20), (4, 0, 0), (0.25, 3, 3), (2.5, -90, -40)):
        moved = [[stroke * factor + np.float32([x, y]) for stroke in strokes] for strokes in DRAWINGS]
        there = probabilities(loaded, moved).argmax(axis=1)
        assert (here == there).mean() > 0.9, (factor, x, y)


@pytest.mark.parametrize("name", ["own", "published"])
def test_a_bitmap_gets_the_scores_of_its_drawing(request, name):
    loaded = request.getfixturevalue(name)
    pictures = np.stack([bitmap(simplified(drawing)) for drawing in DRAWINGS])
    np.testing.assert_allclose(
        bitmap_probabilities(loaded, pictures), probabilities(loaded, DRAWINGS), atol=1e-6
    )


def test_best_is_ordered_and_limited():
    scores = np.array([0.1, 0.6, 0.3], np.float32)
    assert best(("a", "b", "c"), scores, limit=2) == (
        Guess("b", pytest.approx(0.6)),
        Guess("c", pytest.approx(0.3)),
    )


def test_best_gives_all_that_a_small_model_knows():
    assert [guess.label for guess in best(("a", "b"), np.array([0.4, 0.6], np.float32))] == ["b", "a"]


class Matcher(torch.nn.Module):
    """A classifier that compares a picture with one of each thing, in the colours it was made with."""

    def __init__(self, examples, processor):
        super().__init__()
        pixels = processor(images=examples, return_tensors="pt")["pixel_values"]
        self.examples = pixels.flatten(1)
        self.config = SimpleNamespace(num_channels=3, id2label={})

    def forward(self, pixels):
        return SimpleNamespace(logits=-torch.cdist(pixels.flatten(1), self.examples))


@pytest.mark.parametrize("light_on_dark", [False, True])
def test_a_classifier_sees_the_colours_it_was_trained_on(tmp_path, light_on_dark):
    from PIL import ImageOps

    known = held_out()
    labels = ("apple", "cat", "ladder", "star", "sun", "tree")
    examples = [large(known.strokes(known.of_class(label)[0])) for label in labels]
    processor = ViTImageProcessor(size={"height": 32, "width": 32})
    model = Matcher([ImageOps.invert(one) if light_on_dark else one for one in examples], processor)
    model.config.id2label = dict(enumerate(labels))
    pipeline = SimpleNamespace(model=model, image_processor=processor)
    loaded = LoadedModel(
        find("quickdraw-vit-tiny"), KINDS[quick_draw.TASK], "cpu", pipeline, Path(tmp_path), 0, 0, 0, 0
    )
    drawings = [known.strokes(known.of_class(label)[0]) for label in labels]
    assert probabilities(loaded, drawings).argmax(axis=1).tolist() == list(range(len(labels)))


def test_a_drawing_and_its_mirror_image_are_the_same_to_the_better_network():
    network = networks.NETWORKS["quickdraw-resnet"](5).eval()
    pictures = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        assert torch.allclose(network(pictures), network(pictures.flip(-1)), atol=1e-6)


def test_while_it_learns_the_better_network_looks_at_the_drawing_alone():
    network = networks.NETWORKS["quickdraw-resnet"](5).train()
    pictures = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        assert not torch.allclose(network(pictures), network(pictures.flip(-1)), atol=1e-6)
