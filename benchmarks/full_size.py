"""The default models at their full size.

Their weights are random, so that nothing has to be fetched: what they say is nonsense, but the time and the memory that
they take are those of the trained models.
"""

import json
from pathlib import Path
from typing import Any

from core.models.catalogue.row import ModelRow

CONFIGS = Path(__file__).resolve().parents[1] / "tests/hub/configs"
PICTURE_SIZE = (640, 480)


def detr(folder: Path) -> ModelRow:
    """Write DETR ResNet-50, as its published configuration describes it, into `folder` and return its row."""
    from transformers import AutoConfig, AutoModelForObjectDetection

    from core.models.files import row_from_path

    source = CONFIGS / "facebook__detr-resnet-50"
    config = json.loads((source / "config.json").read_text())
    folder.mkdir()
    # A new network would fetch its backbone's weights; one that is read from disk has them.
    (folder / "config.json").write_text(json.dumps(config | {"use_pretrained_backbone": False}))
    AutoModelForObjectDetection.from_config(AutoConfig.from_pretrained(folder)).save_pretrained(folder)
    for name in ("config.json", "preprocessor_config.json"):
        (folder / name).write_bytes((source / name).read_bytes())
    return row_from_path(folder, "object-detection")


def yolo11n(folder: Path) -> ModelRow:
    """Write YOLO11n into `folder` and return its row."""
    import torch
    from ultralytics.cfg import DEFAULT_CFG_DICT
    from ultralytics.nn.tasks import DetectionModel

    from core.models.files import row_from_path

    model: Any = DetectionModel("yolo11n.yaml", verbose=False)
    model.args = DEFAULT_CFG_DICT | {"task": "detect", "model": "yolo11n.pt"}
    model.task = "detect"
    folder.mkdir()
    torch.save({"model": model.half(), "train_args": model.args}, folder / "yolo11n.pt")
    return row_from_path(folder / "yolo11n.pt", "object-detection")


def resnet50(folder: Path) -> ModelRow:
    """Write the classifier ResNet-50, as its published configuration describes it, into `folder` and return its
    row."""
    from transformers import AutoConfig, AutoModelForImageClassification

    from core.models.files import row_from_path

    source = CONFIGS / "microsoft__resnet-50"
    config = AutoConfig.from_pretrained(source, num_labels=1000)
    AutoModelForImageClassification.from_config(config).save_pretrained(folder)
    (folder / "preprocessor_config.json").write_bytes((source / "preprocessor_config.json").read_bytes())
    return row_from_path(folder, "image-classification")
