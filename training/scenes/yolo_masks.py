"""Train doodle-yolo11-seg: python -m training.scenes.yolo_masks

The network is YOLO11n-seg as Ultralytics defines it, with Ultralytics' own loss. It begins as doodle-yolo11, the
detector in weights/, which stays as it is: what is learnt is the prototypes of masks and how each detection mixes them.
So it finds just what doodle-yolo11 finds, and draws an outline of it.
"""

import argparse
from types import SimpleNamespace
from typing import Any

import torch
from ultralytics import YOLO
from ultralytics.cfg import DEFAULT_CFG_DICT
from ultralytics.nn.tasks import SegmentationModel

from core.models.catalogue.row import WEIGHTS
from core.scenes.classes import LABELS
from training.loop import begin
from training.scenes import yolo
from training.scenes.data import SceneBatch
from training.scenes.export import YAML, write_yolo
from training.scenes.loop import train
from training.timed import groups_of

NAME = "doodle-yolo11-seg"
STEPS = 1500
RATE = 2e-3
_DECAY = 0.02


def build(detector: torch.nn.Module) -> SegmentationModel:
    """Return YOLO11n-seg with the weights of a detector, its masks with random ones; only these can be learnt."""
    network: Any = SegmentationModel(f"{YAML['segment']}.yaml", nc=len(LABELS), verbose=False)
    network.names = dict(enumerate(LABELS))
    network.args = SimpleNamespace(**DEFAULT_CFG_DICT)
    network.load_state_dict(detector.float().state_dict(), strict=False)
    network.requires_grad_(False)
    for part in _learning(network):
        part.requires_grad_(True)
    built: SegmentationModel = network
    return built


def loss_of(network: SegmentationModel, batch: SceneBatch, device: str) -> torch.Tensor:
    """Return Ultralytics' loss of a batch, a scalar, as a mean over its pictures."""
    # The detector's running means stay as they are; only in training does the head give what the loss needs.
    network.eval()
    _head(network).training = True
    for part in _learning(network):
        part.train()
    return yolo.loss_of(network, batch, device, {"masks": batch.instances})


def _learning(network: SegmentationModel) -> tuple[torch.nn.Module, torch.nn.Module]:
    """Return the parts of the head that make masks: the prototypes, and each detection's coefficients."""
    head = _head(network)
    return head.proto, head.cv4


def _head(network: Any) -> Any:  # noqa: ANN401 (Ultralytics' own types)
    return network.model[-1]


def train_masks(steps: int, workers: int) -> SegmentationModel:
    """Return the trained network."""
    torch.manual_seed(0)
    detector: Any = YOLO(WEIGHTS / yolo.NAME / f"{yolo.NAME}.pt").model
    network = build(detector)
    network.to(memory_format=torch.channels_last)
    return train(NAME, network, groups_of(network, RATE, _DECAY), loss_of, steps, workers, clip=10.0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=f"Train {NAME}.")
    parser.add_argument("--steps", type=int, default=STEPS)
    given = begin(parser)
    write_yolo(train_masks(given.steps, given.workers), WEIGHTS / NAME, "segment")
