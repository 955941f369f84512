"""Train doodle-detr: python -m training.scenes.detr

First its backbone learns what things are called, as a classifier of single doodles where they stand in a scene; then
the whole detector learns. Both write checkpoints to training/runs and go on from them when started again.
"""

import argparse
from typing import Any

import torch
from torch import nn
from torchvision.ops import roi_align
from transformers import DetrConfig, DetrForObjectDetection, ResNetBackbone, ResNetConfig

from core.scenes.classes import LABELS
from training.loop import begin
from training.scenes.data import SIDE, SceneBatch
from training.scenes.export import write_detr
from training.scenes.loop import train
from training.scenes.set_loss import set_loss

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
NAME = "doodle-detr"
BACKBONE_STEPS = 3000
STEPS = 7500
GROUPS = 4
_STRIDE = 16
_CELLS = 3
_CUT = 0.1
_CLASSIFIER_RATE = 2e-3
RATE = 4e-4
BACKBONE_RATE = 1e-4


def backbone_config() -> ResNetConfig:
    """Return the backbone: a ResNet of three stages, whose last features are 8 x 8 for a picture of 128 x 128."""
    options: dict[str, Any] = {
        "embedding_size": 32,
        "hidden_sizes": [32, 96, 192],
        "depths": [2, 2, 2],
        "layer_type": "basic",
        "out_features": ["stage3"],
    }
    return ResNetConfig(**options)


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


def train_backbone(steps: int, workers: int) -> DoodleClassifier:
    """Return the trained classifier of doodles."""
    torch.manual_seed(0)
    network = DoodleClassifier().to(memory_format=torch.channels_last)
    groups: list[dict[str, object]] = [
        {"params": list(network.parameters()), "lr": _CLASSIFIER_RATE, "weight_decay": 0.05}
    ]
    return train("doodle-backbone", network, groups, name_loss, steps, workers, clip=10.0)


def build() -> DetrForObjectDetection:
    """Return the detector with random weights: 16 queries, three layers of encoder and of decoder, 128 wide."""
    options: dict[str, Any] = {
        "backbone_config": backbone_config(),
        "backbone": None,
        "use_timm_backbone": False,
        "use_pretrained_backbone": False,
        "num_queries": 16,
        "d_model": 128,
        "encoder_layers": 3,
        "decoder_layers": 3,
        "encoder_attention_heads": 8,
        "decoder_attention_heads": 8,
        "encoder_ffn_dim": 384,
        "decoder_ffn_dim": 384,
        "dropout": 0.0,
        # Its decoder works differently with and without: what was trained with it has to run with it.
        "auxiliary_loss": True,
        "id2label": dict(enumerate(LABELS)),
        "label2id": {label: number for number, label in enumerate(LABELS)},
        # The fused attention is several times slower backwards on a CPU.
        "attn_implementation": "eager",
    }
    return DetrForObjectDetection(DetrConfig(**options))


class GroupDetr(nn.Module):
    """A DETR with more groups of queries beside its own, for training only.

    In each group every object has its query, so the decoder learns from several assignments at once; groups do not see
    one another. Chen et al., "Group DETR", 2023.
    """

    def __init__(self, detr: DetrForObjectDetection, groups: int) -> None:
        super().__init__()
        self.detr = detr
        config = detr.config
        self.others = nn.Parameter(torch.randn(groups - 1, config.num_queries, config.d_model))

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits [answers, batch, queries, classes + 1] and boxes [answers, batch, queries, 4] of normalised
        pictures: an answer for each layer of each group; the last layer of the detector's own queries is the last."""
        core = self.detr.model
        seen = torch.ones(pictures.shape[0], *pictures.shape[2:], dtype=torch.long, device=pictures.device)
        features, mask = core.backbone(pictures, seen)[-1]
        places = core.position_embedding(
            shape=features.shape, device=features.device, dtype=pictures.dtype, mask=mask
        )
        places = places.flatten(2).transpose(1, 2)
        memory = core.encoder(
            inputs_embeds=core.input_projection(features).flatten(2).transpose(1, 2),
            attention_mask=None,
            spatial_position_embeddings=places,
        ).last_hidden_state
        queries = torch.cat([self.others, core.query_position_embeddings.weight[None]])
        groups, batch = len(queries), len(pictures)
        queries = queries.repeat_interleave(batch, dim=0)
        decoded = core.decoder(
            inputs_embeds=torch.zeros_like(queries),
            attention_mask=None,
            spatial_position_embeddings=places.expand(batch, -1, -1).repeat(groups, 1, 1),
            object_queries_position_embeddings=queries,
            encoder_hidden_states=memory.repeat(groups, 1, 1),
            encoder_attention_mask=None,
        ).intermediate_hidden_states
        decoded = decoded.reshape(len(decoded) * groups, batch, *decoded.shape[2:])
        return self.detr.class_labels_classifier(decoded), self.detr.bbox_predictor(decoded).sigmoid()


def detection_loss(network: nn.Module, batch: SceneBatch, device: str) -> torch.Tensor:
    """Return DETR's loss of a batch, over all layers and groups; a scalar."""
    with torch.autocast(device, torch.bfloat16):
        logits, boxes = network(normalised(batch.pictures, device))
    return set_loss(logits, boxes, batch.scene.to(device), batch.labels.to(device), batch.boxes.to(device))


def train_detr(backbone: nn.Module, steps: int, workers: int) -> DetrForObjectDetection:
    """Return the trained detector. `backbone` is that of the classifier: its first stage stays as it is, as do the
    means and deviations of all its batch norms."""
    torch.manual_seed(0)
    network = GroupDetr(build(), GROUPS)
    network.detr.model.backbone.model.load_state_dict(backbone.state_dict())
    for name, parameter in network.detr.model.backbone.named_parameters():
        parameter.requires_grad_("embedder" not in name and "stages.0" not in name)
    network.to(memory_format=torch.channels_last)
    slow = [p for p in network.detr.model.backbone.parameters() if p.requires_grad]
    fast = [p for name, p in network.named_parameters() if "backbone" not in name]
    groups: list[dict[str, object]] = [
        {"params": slow, "lr": BACKBONE_RATE, "weight_decay": 1e-4},
        {"params": fast, "lr": RATE, "weight_decay": 1e-4},
    ]
    # The scenes that doodle-yolo11 sees: the same numbers, as many.
    trained = train(NAME, network, groups, detection_loss, steps, workers, clip=1.0)
    return trained.detr


if __name__ == "__main__":
    given = begin(argparse.ArgumentParser(description=f"Train {NAME}."))
    classifier = train_backbone(BACKBONE_STEPS, given.workers)
    write_detr(train_detr(classifier.backbone, STEPS, given.workers))
