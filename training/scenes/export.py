"""Write a trained detector the way that people publish such models, so that the app reads it like any other."""

from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import torch
from transformers import DetrForObjectDetection, DetrImageProcessor

from core.models.catalogue.row import WEIGHTS
from training.scenes.data import SIDE
from training.timed import write_halves

if TYPE_CHECKING:
    from ultralytics.nn.tasks import DetectionModel

YAML = {"detect": "yolo11n", "segment": "yolo11n-seg"}
"""Ultralytics' names of the networks that are trained here."""


def write_detr(
    network: DetrForObjectDetection, folder: Path = WEIGHTS / "doodle-detr", side: int = SIDE
) -> None:
    """Write a DETR in half precision with the preparation of its pictures: config.json, model.safetensors and
    preprocessor_config.json."""
    write_halves(network, folder)
    # A photograph may be wider than a scene is, in the proportion that DETR's own sizes have.
    size = {"shortest_edge": side, "longest_edge": round(side * 1333 / 800)}
    DetrImageProcessor(size=size).save_pretrained(folder)


def write_yolo(
    network: "DetectionModel", folder: Path = WEIGHTS / "doodle-yolo11", task: str = "detect"
) -> None:
    """Write a YOLO for a task of Ultralytics ("detect", "segment") as its own checkpoint, NAME.pt in the folder NAME.

    The weights are in half precision with the digits of bfloat16, so that the file can be packed to three quarters.
    """
    # A detector of the other kind is trained and written without this library.
    from ultralytics import __version__

    published: Any = deepcopy(network).bfloat16().half().to(memory_format=torch.contiguous_format)
    published.criterion = None
    published.args = {"imgsz": SIDE, "task": task, "model": f"{YAML[task]}.yaml"}
    folder.mkdir(parents=True, exist_ok=True)
    unpacked = BytesIO()
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
        unpacked,
    )
    # PyTorch writes an archive that is not packed, and reads one that is.
    with ZipFile(unpacked) as whole, ZipFile(folder / f"{folder.name}.pt", "w", ZIP_DEFLATED) as packed:
        for part in whole.infolist():
            packed.writestr(part.filename, whole.read(part))
