"""Train doodle-detr: python -m training.scenes.detr

First its backbone learns what things are called, as a classifier of single doodles where they stand in a scene; then
the whole detector learns. Both write checkpoints to training/runs and go on from them when started again.
"""

import argparse
import logging

import torch
from torch import nn
from torchvision.ops import roi_align
from transformers import ResNetBackbone, ResNetConfig

from core.scenes.classes import LABELS
from training.scenes.data import SIDE, SceneBatch
from training.scenes.loop import train

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
BACKBONE_STEPS = 3000
_STRIDE = 16
_CELLS = 3
_CUT = 0.1
_BACKBONE_RATE = 2e-3


def backbone_config() -> ResNetConfig:
    """Return the backbone: a ResNet of three stages, whose last features are 8 x 8 for a picture of 128 x 128."""
    return ResNetConfig(
        embedding_size=32,
        hidden_sizes=[32, 96, 192],
        depths=[2, 2, 2],
        layer_type="basic",
        out_features=["stage3"],
    )


class DoodleClassifier(nn.Module):
    """The backbone with a head that names the doodle inside a box."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = ResNetBackbone(backbone_config())
        self.head = nn.Sequential(
            nn.Flatten(), nn.Dropout(0.2), nn.Linear(192 * _CELLS * _CELLS, len(LABELS))
        )

    def forward(self, pictures: torch.Tensor, scene: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
        """Return the logits of things, [things, 20], from normalised pictures, their picture and box (0 to 1)."""
        features = self.backbone(pictures).feature_maps[0].float()
        where = torch.cat([scene[:, None].to(boxes.dtype), boxes * SIDE], dim=1)
        return self.head(roi_align(features, where, _CELLS, 1 / _STRIDE, sampling_ratio=2, aligned=True))


def normalised(pictures: torch.Tensor, device: str) -> torch.Tensor:
    """Return pictures, uint8 [batch, 3, height, width], as the detector takes them: float32, channels last."""
    mean, deviation = (torch.tensor(values, device=device)[:, None, None] for values in (MEAN, DEVIATION))
    values = (pictures.to(device).float() / 255 - mean) / deviation
    return values.contiguous(memory_format=torch.channels_last)


def name_loss(network: nn.Module, batch: SceneBatch, device: str) -> torch.Tensor:
    """Return how badly the classifier names the things of a batch, in boxes that are a little off."""
    sizes = (batch.boxes[:, 2:] - batch.boxes[:, :2]).repeat(1, 2)
    boxes = (batch.boxes + _CUT * sizes * (torch.rand_like(sizes) - 0.5)).clamp(0, 1)
    with torch.autocast(device, torch.bfloat16):
        logits = network(normalised(batch.pictures, device), batch.scene.to(device), boxes.to(device))
    return nn.functional.cross_entropy(logits.float(), batch.labels.to(device), label_smoothing=0.1)


def train_backbone(steps: int, workers: int) -> nn.Module:
    """Return the trained classifier of doodles."""
    torch.manual_seed(0)
    network = DoodleClassifier().to(memory_format=torch.channels_last)
    groups: list[dict[str, object]] = [
        {"params": list(network.parameters()), "lr": _BACKBONE_RATE, "weight_decay": 0.05}
    ]
    return train("doodle-backbone", network, groups, name_loss, steps, workers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    train_backbone(BACKBONE_STEPS, given.workers)
