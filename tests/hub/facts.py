"""What the Hub says about the repositories beside their files, and the names that some of them had before.

A repository that is not here is an object detector of transformers without licence.
"""

from typing import Any

FACTS: dict[str, dict[str, Any]] = {
    "facebook/detr-resnet-50": {"tags": ["license:apache-2.0", "dataset:coco"]},
    "Ultralytics/YOLO11": {"library_name": "ultralytics", "tags": ["license:agpl-3.0"]},
    "someone/yolo-other-tasks": {"library_name": "ultralytics", "pipeline_tag": "image-segmentation"},
    "JoshuaKelleyDs/quickdraw-ViT-base-finetune": {"pipeline_tag": "image-classification"},
    "someone/sketch-classifier": {"pipeline_tag": "image-classification"},
    "someone/classifier": {"pipeline_tag": "image-classification"},
    "someone/gated-detector": {"gated": "manual"},
    "someone/private-detector": {"private": True},
    "someone/huge-detector": {"size": 9_000_000_000},
    "someone/sharded-detector": {
        "tags": ["license:mit", "dataset:coco", "dataset:objects365"],
        "parameters": 30_000,
    },
}

REDIRECTS = {
    "bert-base-uncased": "google-bert/bert-base-uncased",
    "xlm-roberta-base": "FacebookAI/xlm-roberta-base",
    "someone/renamed-detector": "someone/pickled-detector",
}
"""Old names, and the names that the Hub answers with in their place."""

COMMIT_STARTS = {
    "facebook/detr-resnet-50": "1d5f47b",
    "google/vit-base-patch16-224": "3f49326",
    "openai/clip-vit-base-patch32": "3d74acf",
    "Intel/dpt-large": "bc15f29",
    "JoshuaKelleyDs/quickdraw-ViT-base-finetune": "d31864567ed52f387eeceb64f874fd8fd0ebaeb0",
}
"""How the commits begin that the app asks for by name."""
