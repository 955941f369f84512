"""The steps of an image processor lead to what it gives."""

import json

import numpy as np
import pytest
from PIL import Image

from core.errors import UserError
from core.library.auto_files import read_setting_files
from core.library.auto_pictures import TOLERANCE, prepared
from core.models.catalogue.row import WEIGHTS
from tests.hub.build import RECIPES
from tests.hub.vision import REPOSITORIES

SHIPPED = ("doodle-clip", "doodle-depth", "doodle-detr", "doodle-resnet", "doodle-segformer", "doodle-vit")
OF_THE_HUB = sorted(
    {*REPOSITORIES, "facebook/detr-resnet-50", "hustvl/yolos-small", "ustc-community/dfine-nano-coco"}
)
PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 133, 3), dtype=np.uint8))
IN_ANOTHER_ORDER = "Intel/zoedepth-nyu-kitti"


def given_by(path, picture):
    """What the processor itself gives, [height, width, channels]."""
    from transformers import AutoImageProcessor

    pixels = AutoImageProcessor.from_pretrained(path)(images=picture, return_tensors="pt")["pixel_values"]
    return pixels[0].permute(1, 2, 0).numpy()


def check(path, picture=PICTURE):
    found = prepared(read_setting_files(path), picture, "it")
    np.testing.assert_allclose(found.steps[-1].values, given_by(path, picture), rtol=0, atol=TOLERANCE)
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_the_steps_of_what_ships_lead_to_the_processor_s_own_tensor(name):
    assert check(WEIGHTS / name).exact


@pytest.mark.parametrize("name", OF_THE_HUB)
def test_the_steps_of_the_hub_s_models_lead_to_the_processor_s_own_tensor(hub, name):
    assert name in RECIPES
    found = check(hub.root / name)
    # This one pads first: that is said, and what it gives is shown.
    assert found.exact == (name != IN_ANOTHER_ORDER)
    assert (found.steps[-1].name == "result") == (name == IN_ANOTHER_ORDER)


def test_each_step_has_its_numbers_and_its_settings(hub):
    found = check(hub.root / "facebook/dinov2-small")
    assert [step.name for step in found.steps] == ["picture", "resize", "crop", "rescale", "normalize"]
    assert [step.values.shape for step in found.steps[1:]] == [(256, 378, 3)] + [(224, 224, 3)] * 3
    rescaled = found.steps[3].values
    assert rescaled.min() >= 0 and rescaled.max() <= 1
    assert dict(found.steps[3].settings) == {"rescale_factor": "0.00392156862745098"}
    assert found.tensors == (("pixel_values", (1, 3, 224, 224), "torch.float32"),)
    assert all(step.picture.size == step.values.shape[1::-1] for step in found.steps)


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (640, 480)])
def test_pictures_of_any_shape_are_prepared(size):
    check(WEIGHTS / "doodle-vit", Image.new("RGB", size, (200, 10, 30)))


@pytest.mark.parametrize(
    "settings",
    [
        {"size": {"height": 10**6, "width": 10**6}},
        {"size": {"height": 10**30, "width": 1}},
        {"size": {"shortest_edge": 100_000}},
        {"crop_size": 10**9, "do_center_crop": True},
        {"size": "<b>big</b>"},
        {"size": {"height": -1, "width": 0}},
        {"image_mean": ["a", "b", "c"]},
        {"rescale_factor": "x"},
        {"image_processor_type": "NoSuchProcessor"},
    ],
    ids=lambda settings: str(settings)[:50],
)
def test_hostile_settings_end_in_a_sentence(tmp_path, settings):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "not-invented"}))
    (tmp_path / "preprocessor_config.json").write_text(
        json.dumps({"image_processor_type": "ViTImageProcessor", "do_normalize": True} | settings)
    )
    with pytest.raises(UserError):
        prepared(read_setting_files(tmp_path), PICTURE, "it")


def test_a_narrow_picture_that_would_fill_the_memory_is_refused(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "vit"}')
    (tmp_path / "preprocessor_config.json").write_text(
        json.dumps({"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 1024}})
    )
    with pytest.raises(UserError):
        prepared(read_setting_files(tmp_path), Image.new("RGB", (2, 4000)), "it")
