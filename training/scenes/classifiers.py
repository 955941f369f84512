"""Train doodle-vit or doodle-resnet: python -m training.scenes.classifiers --model doodle-vit --data DATA

A transformer and a convolutional network that name single drawings of all 345 classes, in pictures of 112 x 112 pixels:
a fair pair, about as large as one another. Both learn from the labels and from what quickdraw-resnet says.

DATA is a folder that training.quick_draw.download makes, or a file of drawings. See training.timed for the options.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import (
    ResNetConfig,
    ResNetForImageClassification,
    ViTConfig,
    ViTForImageClassification,
    ViTImageProcessor,
)

from core.models.catalogue.row import WEIGHTS
from core.sketch.data_set import held_out
from core.sketch.strokes import large, simplified
from training.scenes.paint import coloured
from training.scenes.pool import CLIP_SIDE
from training.scenes.pool_client import Source, folder_of
from training.scenes.taught import Teacher
from training.scenes.words import things
from training.timed import (
    Limits,
    Recipe,
    ahead,
    arguments,
    device,
    groups_of,
    half_precision,
    train,
    write_halves,
)

STEPS = 12_000
BATCH = 512
RATE = {"doodle-vit": 1e-3, "doodle-resnet": 2e-3}
WEIGHT_DECAY = 0.05
MEAN = DEVIATION = 0.5
WIDTH, LAYERS, HEADS, INNER = 192, 6, 3, 576
"""Of the transformer, which the encoder of doodle-clip's pictures and that of doodle-depth begin as."""

PATCH = 8


def _labels() -> dict[str, Any]:
    names = things()
    return {"id2label": dict(enumerate(names)), "label2id": {name: place for place, name in enumerate(names)}}


def build_vit() -> ViTForImageClassification:
    """Return the transformer with random weights: 196 patches of 8 x 8 pixels, six layers 192 wide."""
    options: dict[str, Any] = {
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": INNER,
        "image_size": CLIP_SIDE,
        "patch_size": PATCH,
    }
    return ViTForImageClassification(ViTConfig(**options, **_labels()))


def build_resnet() -> ResNetForImageClassification:
    """Return the convolutional network with random weights: three stages, the last of which sees 7 x 7 places."""
    options: dict[str, Any] = {
        "embedding_size": 64,
        "hidden_sizes": [64, 128, 224],
        "depths": [2, 2, 2],
        "layer_type": "basic",
    }
    return ResNetForImageClassification(ResNetConfig(**options, **_labels()))


BUILD: dict[str, Callable[[], nn.Module]] = {"doodle-vit": build_vit, "doodle-resnet": build_resnet}


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """Return pictures, float [batch, 3, height, width], 0 to 1, as the networks take them."""
    return ((pixels - MEAN) / DEVIATION).contiguous(memory_format=torch.channels_last)


def loss_of(network: nn.Module, _step: int, source: Any, teacher: Teacher, on: str) -> torch.Tensor:  # noqa: ANN401
    """Return how badly a network names the next drawings of `source`, an iterator; a scalar."""
    batch = next(source)
    with half_precision(on):
        targets = teacher.targets(batch["small"], batch["label"])
        logits = network(pixel_values=normalised(coloured(batch["ink"]))).logits
    return cross_entropy(logits.float(), targets)


class CheckNames:
    """The share of held-out drawings that a classifier names, for the log."""

    def __init__(
        self, prepared: Callable[[torch.Tensor], torch.Tensor] = normalised, most: int = 690
    ) -> None:
        known = held_out()
        number = {name: place for place, name in enumerate(things())}
        chosen = range(0, len(known), max(1, len(known) // most))
        pictures = [large(simplified(known.strokes(index)), CLIP_SIDE) for index in chosen]
        self.prepared = prepared
        self.pictures = torch.from_numpy(np.stack([np.asarray(picture) for picture in pictures]))
        self.labels = torch.tensor([number[known.classes[known.labels[index]]] for index in chosen])

    @torch.inference_mode()
    def __call__(self, network: nn.Module) -> str:
        """Return the share in words."""
        on = next(network.parameters()).device
        guessed = [
            network(pixel_values=self.prepared(part.to(on).permute(0, 3, 1, 2).float() / 255)).logits.argmax(
                dim=1
            )
            for part in self.pictures.split(256)
        ]
        return f"top-1 {float((torch.cat(guessed).cpu() == self.labels).float().mean()):.3f} of 345"


def export(network: Any, folder: Path) -> None:  # noqa: ANN401 (either of the two)
    """Write a classifier with the preparation of its pictures, as transformers reads them."""
    write_halves(network, folder)
    size = {"height": CLIP_SIDE, "width": CLIP_SIDE}
    ViTImageProcessor(size=size, image_mean=[MEAN] * 3, image_std=[DEVIATION] * 3).save_pretrained(folder)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train a classifier of drawings.")
    parser.add_argument("--model", required=True, choices=sorted(BUILD))
    parser.add_argument("--data", type=Path, help="drawings; needed without --pool")
    parser.add_argument("--out", type=Path, help="folder of the weights (default: weights/MODEL)")
    given = arguments(parser, STEPS, batch=BATCH)
    pool, on = folder_of(given, {"singles": 1.0}, given.data), device()
    torch.manual_seed(0)
    network = BUILD[given.model]().to(memory_format=torch.channels_last)
    source = ahead(partial(Source(pool, "singles").batch, given.batch, on))
    recipe = Recipe(
        name=given.model,
        network=network,
        groups=groups_of(network, RATE[given.model], WEIGHT_DECAY),
        loss_of=partial(loss_of, source=source, teacher=Teacher(on), on=on),
        batch=given.batch,
        measure=CheckNames(),
        export=partial(export, folder=given.out or WEIGHTS / given.model),
    )
    train(recipe, Limits(given.steps, given.minutes), given.runs)


if __name__ == "__main__":
    main()
