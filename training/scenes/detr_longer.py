"""Train doodle-detr further, on larger scenes: python -m training.scenes.detr_longer

It begins with weights that training.scenes.detr made (those that ship, or --start) and goes on with scenes of 160 x 160
pixels, in which the whole network learns. See training.timed for the options; it needs no data but the repository's.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torchvision.ops import box_convert, box_iou
from transformers import DetrForObjectDetection

from core.models.catalogue.row import WEIGHTS
from core.scenes.classes import LABELS
from core.scenes.scene import make
from core.scenes.spec import specs
from training.scenes.detr import DEVIATION, GROUPS, MEAN, NAME, GroupDetr
from training.scenes.export import write_detr
from training.scenes.paint import mirrored, mirrored_boxes, recoloured
from training.scenes.pool import SCENE_SIDE
from training.scenes.pool_client import Source, folder_of
from training.scenes.set_loss import set_loss
from training.timed import Limits, Recipe, ahead, arguments, device, half_precision, train

STEPS = 8000
BATCH = 64
RATE, BACKBONE_RATE = 3e-4, 1e-4
WEIGHT_DECAY = 1e-4
_CLIP = 1.0


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """Return pictures, float [batch, 3, height, width], 0 to 1, as the detector takes them."""
    mean, deviation = (
        torch.tensor(values, device=pixels.device)[:, None, None] for values in (MEAN, DEVIATION)
    )
    return ((pixels - mean) / deviation).contiguous(memory_format=torch.channels_last)


def loss_of(network: nn.Module, _step: int, source: Any, on: str) -> torch.Tensor:  # noqa: ANN401 (an iterator)
    """Return DETR's loss of the next scenes, over all layers and groups; a scalar."""
    batch = next(source)
    which = torch.rand(len(batch["labels"]), device=batch["labels"].device) < 0.5
    pictures = mirrored(which, recoloured(batch["picture"]))
    boxes = mirrored_boxes(which, batch["boxes"])
    there = batch["labels"] >= 0
    scene = there.nonzero()[:, 0]
    with half_precision(on):
        logits, said = network(normalised(pictures))
    return set_loss(logits.float(), said.float(), scene, batch["labels"][there], boxes[there])


class Check:
    """How well a detector finds the things in scenes of held-out drawings, for the log."""

    def __init__(self, most: int = 180) -> None:
        made = [make(spec, SCENE_SIDE) for spec in specs(most, seed=2)]
        self.pictures = torch.from_numpy(np.stack([np.asarray(scene.picture) for scene in made]))
        self.labels = [torch.tensor([LABELS.index(one.label) for one in scene.objects]) for scene in made]
        self.boxes = [torch.tensor([one.box for one in scene.objects]) / SCENE_SIDE for scene in made]

    @torch.inference_mode()
    def __call__(self, network: nn.Module) -> str:
        """Return the share of things that are found with their name, and how well their boxes fit, in words."""
        on = next(network.parameters()).device
        found = things = 0
        fits: list[float] = []
        for start in range(0, len(self.pictures), 60):
            part = self.pictures[start : start + 60].to(on).permute(0, 3, 1, 2).float() / 255
            answer = network.detr(pixel_values=normalised(part))  # type: ignore[operator]
            for place, (logits, boxes) in enumerate(
                zip(answer.logits.cpu().softmax(-1), answer.pred_boxes.cpu(), strict=True), start=start
            ):
                iou = box_iou(self.boxes[place], box_convert(boxes, "cxcywh", "xyxy"))
                right = logits[:, :-1].argmax(-1)[None] == self.labels[place][:, None]
                best = (iou * right * (logits[:, :-1].max(-1).values > 0.3)[None]).max(dim=1).values
                found += int((best >= 0.5).sum())
                things += len(best)
                fits += best[best >= 0.5].tolist()
        return f"{found / things:.3f} of the things found, IoU {np.mean(fits or [0]):.3f} of those"


def export(network: nn.Module, folder: Path) -> None:
    """Write the detector inside, for pictures of 160 pixels on the shorter side."""
    write_detr(network.detr, folder, SCENE_SIDE)  # type: ignore[arg-type]


def begin(start: Path) -> GroupDetr:
    """Return the detector of a folder with more groups of queries; each begins as its own queries, a little moved."""
    network = GroupDetr(DetrForObjectDetection.from_pretrained(start), GROUPS)
    own = network.detr.model.query_position_embeddings.weight.data
    network.others.data = own + 0.3 * own.std() * torch.randn_like(network.others)
    return network


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=f"Train {NAME} further.")
    parser.add_argument(
        "--start", type=Path, default=WEIGHTS / NAME, help="folder of the weights to begin with"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS / NAME)
    given = arguments(parser, STEPS, batch=BATCH)
    pool, on = folder_of(given, {"scenes": 1.0}), device()
    torch.manual_seed(0)
    network = begin(given.start).to(memory_format=torch.channels_last)
    slow = [p for name, p in network.named_parameters() if "backbone" in name]
    fast = [p for name, p in network.named_parameters() if "backbone" not in name]
    for parameter in slow:
        parameter.requires_grad_(True)
    recipe = Recipe(
        name=f"{NAME}-longer",
        network=network,
        groups=[
            {"params": slow, "lr": BACKBONE_RATE, "weight_decay": WEIGHT_DECAY},
            {"params": fast, "lr": RATE, "weight_decay": WEIGHT_DECAY},
        ],
        loss_of=partial(loss_of, source=ahead(partial(Source(pool, "scenes").batch, given.batch, on)), on=on),
        batch=given.batch,
        measure=Check(),
        export=partial(export, folder=given.out),
        clip=_CLIP,
        betas=(0.9, 0.999),
    )
    train(recipe, Limits(given.steps, given.minutes), given.runs)


if __name__ == "__main__":
    main()
