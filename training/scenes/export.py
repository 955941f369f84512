"""Write a trained detector the way that people publish such models, so that the app reads it like any other."""

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from transformers import DetrForObjectDetection, DetrImageProcessor
from ultralytics import __version__
from ultralytics.nn.tasks import DetectionModel

from core.models.catalogue.row import WEIGHTS
from training.scenes.data import SIDE

# A photograph may be wider than a scene is, in the proportion that DETR's own sizes have.
_LONGEST = round(SIDE * 1333 / 800)


def write_detr(network: DetrForObjectDetection, folder: Path = WEIGHTS / "doodle-detr") -> None:
    """Write a DETR in half precision with the preparation of its pictures: config.json, model.safetensors and
    preprocessor_config.json."""
    network.config.dtype = "float32"
    # Half the size on disk; what is read is what the configuration says, because a CPU is slow in half precision.
    halves = {
        key: value.half() if value.is_floating_point() else value
        for key, value in network.state_dict().items()
    }
    network.save_pretrained(folder, state_dict=halves)
    size = {"shortest_edge": SIDE, "longest_edge": _LONGEST}
    DetrImageProcessor(size=size).save_pretrained(folder)
    # safetensors makes files that only their owner can read.
    (folder / "model.safetensors").chmod(0o644)


def write_yolo(network: DetectionModel, folder: Path = WEIGHTS / "doodle-yolo11") -> None:
    """Write a YOLO in half precision as Ultralytics' own checkpoint, doodle-yolo11.pt."""
    published: Any = deepcopy(network).half().to(memory_format=torch.contiguous_format)
    published.criterion = None
    published.args = {"imgsz": SIDE, "task": "detect", "model": "yolo11n.yaml"}
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(
        {
            "epoch": -1,
            "model": published,
            "ema": None,
            "optimizer": None,
            "train_args": published.args,
            "date": datetime.now(UTC).isoformat(),
            "version": __version__,
            "license": "AGPL-3.0",
        },
        folder / "doodle-yolo11.pt",
    )
