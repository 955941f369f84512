"""Train doodle-depth: python -m training.scenes.depth [--start weights/doodle-vit]

It learns to say of each pixel of a scene how near it is: 0 infinitely far, 1 the nearest, as `core.scenes.scene` has
it. Its encoder begins as the first four layers of doodle-vit, which knows what drawings are.

It needs no data but the repository's. See training.timed for the options.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import interpolate
from transformers import (
    DepthAnythingConfig,
    DepthAnythingForDepthEstimation,
    Dinov2Config,
    DPTImageProcessor,
    ViTForImageClassification,
)

from core.models.catalogue.row import WEIGHTS
from core.scenes.scene import make
from core.scenes.spec import specs
from core.vision.depth.depth_map import DepthMap
from core.vision.depth.error import CAP, depth_error
from training.scenes.classifiers import DEVIATION, HEADS, INNER, MEAN, PATCH, WIDTH, normalised
from training.scenes.paint import mirrored, recoloured
from training.scenes.pool import SCENE_SIDE
from training.scenes.pool_client import Source, folder_of
from training.timed import Limits, Recipe, ahead, arguments, device, half_precision, train, write_halves

NAME = "doodle-depth"
STEPS = 6000
BATCH = 128
RATE = 8e-4
WEIGHT_DECAY = 0.05
LAYERS = 4
PREPARED_SIDE = 192
"""Pixels on a side of a picture as the app prepares it: a little larger than what was learnt from, since the lines of a
scene of 512 pixels that is made so much smaller are fainter than those of one that was drawn small."""

FAR = 0.5
"""The weight of the loss that is counted in parts of the distance, beside that of nearness."""


def build() -> DepthAnythingForDepthEstimation:
    """Return the network with random weights: Depth Anything on a DINOv2 of four layers, 400 patches of 8 x 8."""
    backbone: dict[str, Any] = {
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "mlp_ratio": INNER // WIDTH,
        "image_size": SCENE_SIDE,
        "patch_size": PATCH,
        "out_indices": list(range(1, LAYERS + 1)),
        "apply_layernorm": True,
        "reshape_hidden_states": False,
    }
    options: dict[str, Any] = {
        "patch_size": PATCH,
        "reassemble_hidden_size": WIDTH,
        "neck_hidden_sizes": [24, 48, 96, 96],
        "fusion_hidden_size": 48,
        "head_hidden_size": 24,
    }
    network = DepthAnythingForDepthEstimation(
        DepthAnythingConfig(backbone_config=Dinov2Config(**backbone), **options)
    )
    # Its last step lets nothing through that is below 0, and what is there at first would stay there.
    nn.init.constant_(network.head.conv3.bias, 0.5)
    return network


@torch.no_grad()
def begin(network: DepthAnythingForDepthEstimation, start: ViTForImageClassification) -> None:
    """Give the encoder what a doodle-vit has learnt, in place."""
    known: Any = start.vit
    own = network.backbone
    patches, places = known.embeddings.patch_embeddings.projection, known.embeddings.position_embeddings
    own.embeddings.patch_embeddings.projection.load_state_dict(patches.state_dict())
    own.embeddings.cls_token.copy_(known.embeddings.cls_token)
    side = SCENE_SIDE // PATCH
    grid = places[:, 1:].transpose(1, 2).unflatten(2, (round((places.shape[1] - 1) ** 0.5), -1))
    larger = interpolate(grid, (side, side), mode="bicubic", align_corners=False).flatten(2).transpose(1, 2)
    own.embeddings.position_embeddings.copy_(torch.cat([places[:, :1], larger], dim=1))
    for layer, learnt in zip(own.encoder.layer, known.layers, strict=False):
        layer.norm1.load_state_dict(learnt.layernorm_before.state_dict())
        layer.norm2.load_state_dict(learnt.layernorm_after.state_dict())
        layer.attention.load_state_dict(learnt.attention.state_dict())
        layer.mlp.load_state_dict(learnt.mlp.state_dict())


def loss_of(network: nn.Module, _step: int, source: Any, on: str) -> torch.Tensor:  # noqa: ANN401 (an iterator)
    """Return how far the network is from the nearness of the next scenes; a scalar."""
    batch = next(source)
    which = torch.rand(len(batch["nearness"]), device=batch["nearness"].device) < 0.5
    pictures, truth = mirrored(which, recoloured(batch["picture"])), mirrored(which, batch["nearness"])
    with half_precision(on):
        said = network(pixel_values=normalised(pictures)).predicted_depth
    return depth_loss(said.float(), truth.float() / 255)


def depth_loss(said: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Return the mean error of nearness, float [batch, height, width], and that of distance, in parts of it: what
    counts as seen is as in core.vision.depth.error."""
    distance = (said.clamp(min=CAP).log() - truth.clamp(min=CAP).log()).abs()
    seen = truth >= CAP
    return (said - truth).abs().mean() + FAR * (distance * seen).sum() / seen.sum().clamp(min=1)


class Check:
    """How far a network is from the truth on scenes of held-out drawings, for the log."""

    def __init__(self, most: int = 120) -> None:
        made = [make(spec, SCENE_SIDE) for spec in specs(most, seed=2)]
        self.pictures = torch.from_numpy(np.stack([np.asarray(scene.picture) for scene in made]))
        self.truth = [scene.nearness for scene in made]

    @torch.inference_mode()
    def __call__(self, network: nn.Module) -> str:
        """Return AbsRel and delta1 in words."""
        on = next(network.parameters()).device
        found = []
        for start in range(0, len(self.pictures), 60):
            part = self.pictures[start : start + 60].to(on).permute(0, 3, 1, 2).float() / 255
            said = network(pixel_values=normalised(part)).predicted_depth.float().cpu().numpy()
            found += [
                depth_error(DepthMap(values, "relative"), truth)
                for values, truth in zip(said, self.truth[start : start + 60], strict=True)
            ]
        errors = [error for error in found if error]
        abs_rel, delta1 = (
            float(np.mean([getattr(error, name) for error in errors])) for name in ("abs_rel", "delta1")
        )
        return f"AbsRel {abs_rel:.3f}, delta1 {delta1:.3f}"


def export(network: nn.Module, folder: Path = WEIGHTS / NAME) -> None:
    """Write the network with the preparation of its pictures, as transformers reads them."""
    write_halves(network, folder)
    size = {"height": PREPARED_SIDE, "width": PREPARED_SIDE}
    DPTImageProcessor(
        size=size,
        keep_aspect_ratio=True,
        ensure_multiple_of=PATCH,
        resample=3,
        image_mean=[MEAN] * 3,
        image_std=[DEVIATION] * 3,
    ).save_pretrained(folder)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=f"Train {NAME}.")
    parser.add_argument("--start", type=Path, default=WEIGHTS / "doodle-vit", help="folder of doodle-vit")
    parser.add_argument("--out", type=Path, default=WEIGHTS / NAME)
    given = arguments(parser, STEPS, batch=BATCH)
    pool, on = folder_of(given, {"scenes": 1.0}), device()
    torch.manual_seed(0)
    network = build()
    begin(network, ViTForImageClassification.from_pretrained(given.start))
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-arg]
    recipe = Recipe(
        name=NAME,
        network=network,
        groups=[{"params": list(network.parameters()), "lr": RATE, "weight_decay": WEIGHT_DECAY}],
        loss_of=partial(loss_of, source=ahead(partial(Source(pool, "scenes").batch, given.batch, on)), on=on),
        batch=given.batch,
        measure=Check(),
        export=partial(export, folder=given.out),
    )
    train(recipe, Limits(given.steps, given.minutes), given.runs)


if __name__ == "__main__":
    main()
