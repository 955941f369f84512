"""The default models of detection, classification and segmentation at their full size.

Their weights are random, so that nothing has to be fetched: what they say is nonsense, but the time and the memory that
they take are those of the trained models.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.models.catalogue.row import ModelRow

CONFIGS = Path(__file__).resolve().parents[1] / "tests/hub/configs"
ADE20K_LABELS = CONFIGS / "ade20k_labels.json"
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


def segformer(folder: Path) -> ModelRow:
    """Write SegFormer-B0 for ADE20K's 150 labels into `folder` and return its row.

    Its last layer is set so that every label wins somewhere on a picture of noise.
    """
    import torch
    from transformers import SegformerConfig, SegformerForSemanticSegmentation, SegformerImageProcessor

    from core.models.files import row_from_path

    labels = json.loads(ADE20K_LABELS.read_text())
    config = SegformerConfig(id2label=dict(enumerate(labels)))
    model = SegformerForSemanticSegmentation(config).eval()
    processor = SegformerImageProcessor(do_reduce_labels=True, size={"height": 512, "width": 512})
    last = model.decode_head.classifier
    with torch.no_grad():
        last.bias.zero_()
        logits = model(**processor(noise((512, 512)), return_tensors="pt")).logits
        spread = logits.std(dim=(0, 2, 3))
        last.weight.div_(spread[:, None, None, None])
        last.bias.sub_(logits.mean(dim=(0, 2, 3)) / spread)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return row_from_path(folder, "image-segmentation")


def noise(size: tuple[int, int]) -> Image.Image:
    """Return a picture of patches of any colour, `size` (width, height) in pixels, always the same."""
    patches = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    return Image.fromarray(patches).resize(size, Image.Resampling.NEAREST)


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
