"""Train doodle-yolo11: python -m training.scenes.yolo

The network is YOLO11n as Ultralytics defines it, with Ultralytics' own loss, begun from nothing. It sees the scenes
that doodle-detr sees, as often.
"""

import argparse
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import torch
from torchvision.ops import box_convert
from ultralytics.cfg import DEFAULT_CFG_DICT
from ultralytics.nn.tasks import DetectionModel

from core.scenes.classes import LABELS
from training.loop import begin
from training.scenes.data import SceneBatch
from training.scenes.export import write_yolo
from training.scenes.loop import train

NAME = "doodle-yolo11"
STEPS = 7500
RATE = 2e-3
_DECAY = 0.02


def build() -> DetectionModel:
    """Return YOLO11n for the classes of the scenes, with random weights."""
    network: Any = DetectionModel("yolo11n.yaml", nc=len(LABELS), verbose=False)
    network.names = dict(enumerate(LABELS))
    # The weights of its loss: Ultralytics' own.
    network.args = SimpleNamespace(**DEFAULT_CFG_DICT)
    built: DetectionModel = network
    return built


def loss_of(
    network: DetectionModel, batch: SceneBatch, device: str, more: Mapping[str, torch.Tensor] | None = None
) -> torch.Tensor:
    """Return Ultralytics' loss of a batch, a scalar, as a mean over its pictures; `more` is what it is told beside
    the boxes."""
    pictures = (batch.pictures.to(device).float() / 255).contiguous(memory_format=torch.channels_last)
    truth = {
        "batch_idx": batch.scene.float(),
        "cls": batch.labels.float(),
        "bboxes": box_convert(batch.boxes, "xyxy", "cxcywh"),
        **(more or {}),
    }
    with torch.autocast(device, torch.bfloat16):
        said = network(pictures)
    exact = {
        key: [part.float() for part in value] if isinstance(value, list) else value.float()
        for key, value in said.items()
    }
    losses, _ = network.loss({key: value.to(device) for key, value in truth.items()}, exact)
    return losses.sum() / len(pictures)


def train_yolo(steps: int, workers: int) -> DetectionModel:
    """Return the trained detector."""
    torch.manual_seed(0)
    network = build()
    network.to(memory_format=torch.channels_last)
    decayed = [parameter for parameter in network.parameters() if parameter.ndim > 1]
    others = [
        parameter for parameter in network.parameters() if parameter.ndim <= 1 and parameter.requires_grad
    ]
    groups: list[dict[str, object]] = [
        {"params": decayed, "lr": RATE, "weight_decay": _DECAY},
        {"params": others, "lr": RATE, "weight_decay": 0.0},
    ]
    return train(NAME, network, groups, loss_of, steps, workers, clip=10.0)


if __name__ == "__main__":
    given = begin(argparse.ArgumentParser(description=f"Train {NAME}."))
    write_yolo(train_yolo(STEPS, given.workers))
