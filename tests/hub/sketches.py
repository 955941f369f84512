"""Small models that guess drawings: the course's own, one that ships with the app, and vision transformers."""

import json
from collections.abc import Sequence
from pathlib import Path

from core.models import networks
from core.sketch import data_set as drawings
from tests.hub.common import Recipe


def _write_published_sketcher(folder: Path) -> None:
    """Write the Space's files: the course's network with random weights, and names spelt as there."""
    import torch

    names = [name.replace(" ", "_") for name in drawings.held_out().classes[::3][:100]]
    torch.manual_seed(0)
    torch.save(networks.sketch_cnn(len(names)).state_dict(), folder / "pytorch_model.bin")
    (folder / "class_names.txt").write_text("\n".join(names))
    (folder / "app.py").write_text("raise SystemExit('never fetched, never run')\n")
    (folder / "README.md").write_text("---\ntitle: Quickdraw\nsdk: gradio\n---\n")


def write_sketcher(folder: Path, network: str, classes: Sequence[str]) -> Path:
    """Write a sketch network with random weights as one that ships with the app is written; returns `folder`."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    state = networks.NETWORKS[network](len(classes)).state_dict()
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: tensor.half() for name, tensor in state.items()},
        folder / "model.safetensors",
        metadata={"network": network, "classes": json.dumps(list(classes))},
    )
    return folder


def _write_vision_transformer(folder: Path, channels: int) -> None:
    """Write a small vision transformer that knows all the things of Quick, Draw!, with random weights."""
    import torch
    from transformers import ViTConfig, ViTForImageClassification

    classes = drawings.held_out().classes
    config = ViTConfig(
        hidden_size=32,
        intermediate_size=64,
        num_attention_heads=2,
        num_hidden_layers=2,
        image_size=28,
        patch_size=4,
        num_channels=channels,
        id2label=dict(enumerate(classes)),
        label2id={name: number for number, name in enumerate(classes)},
        initializer_range=0.2,
    )
    torch.manual_seed(0)
    model = ViTForImageClassification(config).eval()
    model.save_pretrained(folder)
    preprocessor = {
        "image_processor_type": "ViTImageProcessor",
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5] * channels,
        "image_std": [0.5] * channels,
        "resample": 2,
        "rescale_factor": 1 / 255,
        "size": {"height": 28, "width": 28},
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2))


REPOSITORIES = {
    "spaces/nateraw/quickdraw": Recipe(_write_published_sketcher),
    "JoshuaKelleyDs/quickdraw-ViT-base-finetune": Recipe(
        lambda folder: _write_vision_transformer(folder, channels=1)
    ),
    "someone/sketch-classifier": Recipe(lambda folder: _write_vision_transformer(folder, channels=3)),
}
