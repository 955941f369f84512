"""Train doodle-segformer: python -m training.scenes.segformer --data DATA

First its encoder learns to name single drawings of all 345 classes, as small as they are in scenes, from their labels
and from what quickdraw-resnet says; then the whole network learns to say for each pixel of a scene which of the 20
classes, or ground, it belongs to. Both write checkpoints to training/runs and go on from them when started again. Of
--minutes the encoder gets a third.

DATA is a folder that training.quick_draw.download makes, or a file of drawings. See training.timed for the options.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, interpolate
from transformers import (
    SegformerConfig,
    SegformerForImageClassification,
    SegformerForSemanticSegmentation,
    SegformerImageProcessor,
)

from core.models.catalogue.row import WEIGHTS
from core.scenes.classes import LABELS
from core.scenes.scene import make
from core.scenes.spec import specs
from training.scenes.classifiers import CheckNames
from training.scenes.paint import coloured, mirrored, recoloured
from training.scenes.pool import SCENE_SIDE
from training.scenes.pool_client import Source, folder_of
from training.scenes.taught import Teacher
from training.scenes.words import things
from training.timed import Limits, Recipe, ahead, arguments, device, half_precision, train, write_halves

NAME = "doodle-segformer"
GROUND = "background"
ENCODER_STEPS, STEPS = 8000, 16_000
ENCODER_BATCH, BATCH = 512, 128
ENCODER_RATE, RATE = 1.5e-3, 1e-3
WEIGHT_DECAY = 0.05
ENCODER_PART = 0.35
"""The part of --minutes that the encoder gets."""

ENCODER_SIDE = 80
"""Pixels on a side of the single drawings: about as large as things are in a scene of 160 x 160."""

PREPARED_SIDE = 192
"""Pixels on a side of a picture as the app prepares it: larger than what was learnt from, since the lines of a scene of
512 pixels that is made so much smaller are fainter than those of one that was drawn small."""

GROUND_WEIGHT = 0.5
"""The weight of a pixel of ground in the loss; there are several times as many of them as of things."""

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def config(labels: dict[int, str]) -> SegformerConfig:
    """Return the network's, with these labels: narrower at its wide end than MiT-B0, which it is otherwise."""
    return SegformerConfig(
        hidden_sizes=[32, 64, 128, 192],
        depths=[2, 2, 2, 2],
        num_attention_heads=[1, 2, 4, 6],
        # For 160 x 160 pixels the stages have 40, 20, 10 and 5 places on a side.
        sr_ratios=[4, 2, 1, 1],
        patch_sizes=[7, 3, 3, 3],
        strides=[4, 2, 2, 2],
        decoder_hidden_size=128,
        drop_path_rate=0.0,
        classifier_dropout_prob=0.05,
        id2label=labels,
        label2id={label: number for number, label in labels.items()},
        semantic_loss_ignore_index=255,
    )


def build() -> SegformerForSemanticSegmentation:
    """Return the segmenter with random weights."""
    return SegformerForSemanticSegmentation(config(dict(enumerate((GROUND, *LABELS)))))


def build_classifier() -> SegformerForImageClassification:
    """Return the encoder with a head for the 345 names, with random weights."""
    return SegformerForImageClassification(config(dict(enumerate(things()))))


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """Return pictures, float [batch, 3, height, width], 0 to 1, as the network takes them."""
    mean, deviation = (
        torch.tensor(values, device=pixels.device)[:, None, None] for values in (MEAN, DEVIATION)
    )
    return ((pixels - mean) / deviation).contiguous(memory_format=torch.channels_last)


def name_loss(network: nn.Module, _step: int, source: Any, teacher: Teacher, on: str) -> torch.Tensor:  # noqa: ANN401
    """Return how badly the classifier names the next single drawings of `source`, an iterator; a scalar."""
    batch = next(source)
    with half_precision(on):
        targets = teacher.targets(batch["small"], batch["label"])
        logits = network(pixel_values=small(coloured(batch["ink"]))).logits
    return cross_entropy(logits.float(), targets)


def small(pixels: torch.Tensor) -> torch.Tensor:
    """Return pictures, float [batch, 3, height, width], 0 to 1, as the classifier takes them: 80 x 80 pixels."""
    size = (ENCODER_SIDE, ENCODER_SIDE)
    return normalised(interpolate(pixels, size, mode="bilinear", antialias=True, align_corners=False))


def pixel_loss(network: nn.Module, _step: int, source: Any, on: str) -> torch.Tensor:  # noqa: ANN401 (an iterator)
    """Return how badly the segmenter labels the pixels of the next scenes; a scalar."""
    batch = next(source)
    which = torch.rand(len(batch["mask"]), device=batch["mask"].device) < 0.5
    pictures, mask = mirrored(which, recoloured(batch["picture"])), mirrored(which, batch["mask"]).long()
    with half_precision(on):
        logits = network(pixel_values=normalised(pictures)).logits
    return mask_loss(logits.float(), mask)


def mask_loss(logits: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the cross entropy of logits, [batch, 21, height / 4, width / 4], with a mask, int64 [batch, height,
    width]: at every second pixel, which is fine enough and takes a quarter of the time."""
    half = mask[:, 1::2, 1::2]
    weights = torch.ones(logits.shape[1], device=logits.device)
    weights[0] = GROUND_WEIGHT
    larger = interpolate(logits, half.shape[-2:], mode="bilinear", align_corners=False)
    return cross_entropy(larger, half, weights)


@torch.inference_mode()
def masks_of(network: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """Return the classes that a segmenter sees, int64 [batch, height, width], of pictures, float [batch, 3, height,
    width], 0 to 1."""
    logits = network(pixel_values=normalised(pictures)).logits.float()
    return interpolate(logits, pictures.shape[-2:], mode="bilinear", align_corners=False).argmax(dim=1)


class Unions:
    """Intersections and unions of masks, class by class, summed over pictures."""

    def __init__(self, classes: int = len(LABELS) + 1) -> None:
        self.table = np.zeros((classes, classes), np.int64)

    def add(self, said: np.ndarray, truth: np.ndarray) -> None:
        """Take in a mask that a network said, and the true one; integers of the same shape."""
        size = len(self.table)
        pairs = truth.astype(np.int64).ravel() * size + said.astype(np.int64).ravel()
        self.table += np.bincount(pairs, minlength=size * size).reshape(size, size)

    def ious(self) -> dict[str, float]:
        """Return the intersection over union of every class that there was or that was said, ground first."""
        both = np.diag(self.table)
        union = self.table.sum(axis=0) + self.table.sum(axis=1) - both
        return {
            label: float(both[number] / union[number])
            for number, label in enumerate((GROUND, *LABELS))
            if union[number]
        }

    def mean(self) -> float:
        """Return the mean over the classes, without the ground; 0 where there is none."""
        found = [value for label, value in self.ious().items() if label != GROUND]
        return float(np.mean(found)) if found else 0.0


class CheckMasks:
    """The mean IoU of a segmenter on scenes of held-out drawings, for the log."""

    def __init__(self, most: int = 180) -> None:
        made = [make(spec, SCENE_SIDE) for spec in specs(most, seed=2)]
        self.pictures = torch.from_numpy(np.stack([np.asarray(scene.picture) for scene in made]))
        self.masks = np.stack([scene.class_mask for scene in made])

    def __call__(self, network: nn.Module) -> str:
        """Return the mean in words."""
        on = next(network.parameters()).device
        unions, start = Unions(), 0
        for part in self.pictures.split(64):
            said = masks_of(network, part.to(on).permute(0, 3, 1, 2).float() / 255).cpu().numpy()
            unions.add(said, self.masks[start : start + len(said)])
            start += len(said)
        return f"mean IoU {unions.mean():.3f}"


def export(network: nn.Module, folder: Path = WEIGHTS / NAME) -> None:
    """Write a segmenter with the preparation of its pictures, as transformers reads them."""
    write_halves(network, folder)
    size = {"height": PREPARED_SIDE, "width": PREPARED_SIDE}
    SegformerImageProcessor(size=size, do_reduce_labels=False).save_pretrained(folder)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=f"Train {NAME}.")
    parser.add_argument("--data", type=Path, help="drawings; needed without --pool")
    parser.add_argument("--out", type=Path, default=WEIGHTS / NAME)
    parser.add_argument("--encoder-steps", type=int, default=ENCODER_STEPS)
    parser.add_argument("--encoder-batch", type=int, default=ENCODER_BATCH)
    given = arguments(parser, STEPS, batch=BATCH)
    pool, on = folder_of(given, {"scenes": 0.75, "singles": 0.25}, given.data), device()
    torch.manual_seed(0)
    classifier = build_classifier().to(memory_format=torch.channels_last)  # type: ignore[call-arg]
    singles = ahead(partial(Source(pool, "singles").batch, given.encoder_batch, on))
    first = Recipe(
        name=f"{NAME}-encoder",
        network=classifier,
        groups=[{"params": list(classifier.parameters()), "lr": ENCODER_RATE, "weight_decay": WEIGHT_DECAY}],
        loss_of=partial(name_loss, source=singles, teacher=Teacher(on), on=on),
        batch=given.encoder_batch,
        measure=CheckNames(small),
    )
    minutes = given.minutes and given.minutes * ENCODER_PART
    named: Any = train(first, Limits(given.encoder_steps, minutes), given.runs)
    network = build().to(memory_format=torch.channels_last)  # type: ignore[call-arg]
    network.segformer.load_state_dict(named.segformer.state_dict())
    scenes = ahead(partial(Source(pool, "scenes").batch, given.batch, on))
    second = Recipe(
        name=NAME,
        network=network,
        groups=[{"params": list(network.parameters()), "lr": RATE, "weight_decay": WEIGHT_DECAY}],
        loss_of=partial(pixel_loss, source=scenes, on=on),
        batch=given.batch,
        measure=CheckMasks(),
        export=partial(export, folder=given.out),
    )
    train(second, Limits(given.steps, given.minutes, minutes or 0.0), given.runs)


if __name__ == "__main__":
    main()
