"""Where a network looks: numbers that can be checked by hand, on the part of the picture that it saw."""

import numpy as np
import pytest
from PIL import Image

from core.models import loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.pictures.samples import open_sample
from core.vision.classification.attention import Focus, focus_of, method_for, rollout, seen_part
from core.vision.classification.classify import TASK, best, classify
from core.vision.classification.overlay import heat_picture, laid_over
from core.vision.depth.colour import scale_stops

METHODS = {
    "vit-base-patch16-224": "rollout",
    "deit-base-patch16-224": "rollout",
    "resnet-50": "grad-cam",
    "mobilenet-v2": "grad-cam",
}


def loaded(name):
    return loader.load(find(name), "cpu", kind=KINDS[TASK])


@pytest.fixture
def dog():
    return open_sample("dog.jpg").image


def test_rollout_of_one_layer_is_half_its_attention_and_half_the_token_itself():
    heads = np.array([[[1, 0], [0, 1]], [[0, 1], [0, 1]]], np.float32)
    assert rollout([heads]).tolist() == [[0.75, 0.25], [0, 1]]


def test_rollout_multiplies_the_layers_the_last_one_from_the_left():
    first = np.array([[[0, 1], [0, 1]]], np.float32)
    second = np.array([[[1, 0], [1, 0]]], np.float32)
    # (second / 2 + 1 / 2) @ (first / 2 + 1 / 2)
    assert rollout([first, second]).tolist() == [[0.5, 0.5], [0.25, 0.75]]


@pytest.mark.parametrize(("name", "method"), METHODS.items())
def test_a_network_is_asked_in_the_way_that_fits_it_on_its_own_grid(hub, dog, name, method):
    model = loaded(name)
    label = best(classify(model, dog), 1)[0].label
    focus = focus_of(model, dog, label)
    assert (focus.method, focus.heat.shape) == (method, (14, 14) if method == "rollout" else (7, 7))
    assert (focus.heat.min(), focus.heat.max()) == (0, 1)
    assert focus.label == ("" if method == "rollout" else label)


@pytest.mark.parametrize("name", METHODS)
def test_after_it_was_asked_a_model_answers_as_before(hub, dog, name):
    model = loaded(name)
    before = classify(model, dog).logits
    implementation = model.model.model.config._attn_implementation
    focus_of(model, dog, best(classify(model, dog), 1)[0].label)
    assert classify(model, dog).logits.tolist() == before.tolist()
    assert model.model.model.config._attn_implementation == implementation
    assert all(parameter.grad is None for parameter in model.model.model.parameters())


def test_grad_cam_is_the_last_maps_weighed_with_their_mean_gradient(hub, dog):
    """In ResNet a mean and a linear layer follow the last maps, so the gradient is the weight over the number of
    places."""
    import torch

    model = loaded("resnet-50")
    network = model.model.model
    label = network.config.id2label[3]
    with torch.no_grad():
        pixels = model.model.preprocess(dog)["pixel_values"]
        maps = network.resnet(pixels).last_hidden_state[0]
        weights = network.classifier[-1].weight[3]
    heat = (weights[:, None, None] * maps).sum(dim=0).clamp_min(0).detach().numpy()
    expected = (heat - heat.min()) / (heat.max() - heat.min())
    assert focus_of(model, dog, label).heat == pytest.approx(expected, abs=1e-4)


def test_a_network_of_another_architecture_cannot_be_asked(hub, dog, monkeypatch):
    model = loaded("resnet-50")
    monkeypatch.setattr(model.model.model.config, "model_type", "swin")
    assert method_for(model) is None
    assert focus_of(model, dog, "tench") is None


@pytest.mark.parametrize(
    ("name", "size", "box"),
    [
        # The whole picture, squeezed.
        ("vit-base-patch16-224", (640, 320), (0, 0, 640, 320)),
        # The shorter side to 256, the middle 224 x 224 of that.
        ("resnet-50", (640, 320), (180, 20, 460, 300)),
        ("mobilenet-v2", (300, 900), (18.75, 318.75, 281.25, 581.25)),
    ],
)
def test_the_part_of_the_picture_that_the_network_saw_is_known(hub, name, size, box):
    found = seen_part(loaded(name).model.image_processor, size)
    assert found == pytest.approx(box, abs=0.01 * max(size))


def test_the_heat_is_drawn_over_the_part_that_was_seen_and_leaves_the_rest():
    heat = np.array([[0, 1]], np.float32)
    image = Image.new("RGB", (40, 20), "white")
    laid = laid_over(image, Focus(heat, (10, 0, 30, 20), "grad-cam"), 1.0)
    assert (laid.getpixel((5, 10)), laid.getpixel((35, 10))) == ((255, 255, 255), (255, 255, 255))
    assert sum(laid.getpixel((11, 10))) < sum(laid.getpixel((28, 10)))
    assert image.getpixel((20, 10)) == (255, 255, 255)


def test_a_heat_of_any_grid_is_a_picture_of_its_shape():
    assert heat_picture(Focus(np.zeros((7, 14), np.float32), (0, 0, 1, 1), "rollout")).size == (224, 112)


def test_heat_has_the_colours_of_depth():
    eighth = np.full((2, 2), 1 / 8, np.float32)
    colour = heat_picture(Focus(eighth, (0, 0, 1, 1), "rollout")).getpixel((0, 0))
    assert "#{:02x}{:02x}{:02x}".format(*colour) == scale_stops(9)[1]
