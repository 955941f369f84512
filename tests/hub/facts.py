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
    "google/vit-base-patch16-224": {
        "pipeline_tag": "image-classification",
        "tags": ["license:apache-2.0", "dataset:imagenet-1k", "dataset:imagenet-21k"],
        "parameters": 86_567_656,
    },
    "facebook/deit-base-patch16-224": {
        "pipeline_tag": "image-classification",
        "tags": ["license:apache-2.0", "dataset:imagenet-1k"],
    },
    "microsoft/resnet-50": {
        "pipeline_tag": "image-classification",
        "tags": ["license:apache-2.0", "dataset:imagenet-1k"],
    },
    "google/mobilenet_v2_1.0_224": {"pipeline_tag": "image-classification", "tags": ["license:apache-2.0"]},
    "omarques/autotrain-dogs-and-cats-1527055142": {"pipeline_tag": "image-classification"},
    "someone/many-labels": {"pipeline_tag": "image-classification"},
    "someone/one-label": {"pipeline_tag": "image-classification"},
    "someone/sharded-pickle": {"pipeline_tag": "image-classification"},
    "nvidia/segformer-b0-finetuned-ade-512-512": {
        "pipeline_tag": "image-segmentation",
        "tags": ["license:other", "dataset:scene_parse_150"],
    },
    "google/deeplabv3_mobilenet_v2_1.0_513": {
        "pipeline_tag": "image-segmentation",
        "tags": ["license:other", "dataset:pascal-voc"],
    },
    "facebook/mask2former-swin-tiny-coco-instance": {
        "pipeline_tag": "image-segmentation",
        "tags": ["license:other", "dataset:coco"],
    },
    "facebook/mask2former-swin-tiny-coco-panoptic": {
        "pipeline_tag": "image-segmentation",
        "tags": ["license:other", "dataset:coco"],
    },
    "Intel/dpt-large": {"pipeline_tag": "depth-estimation", "tags": ["license:apache-2.0"]},
    "Intel/dpt-hybrid-midas": {"pipeline_tag": "depth-estimation", "tags": ["license:apache-2.0"]},
    "facebook/dinov2-small": {"pipeline_tag": "image-feature-extraction", "tags": ["license:apache-2.0"]},
    "Intel/zoedepth-nyu-kitti": {
        "pipeline_tag": "depth-estimation",
        "tags": ["license:mit"],
        "parameters": 347_000_000,
    },
    "depth-anything/Depth-Anything-V2-Small-hf": {
        "pipeline_tag": "depth-estimation",
        "tags": ["license:apache-2.0"],
        "parameters": 24_785_089,
    },
    "openai/clip-vit-base-patch32": {"pipeline_tag": "zero-shot-image-classification"},
    "laion/CLIP-ViT-B-32-laion2B-s34B-b79K": {
        "pipeline_tag": "zero-shot-image-classification",
        "tags": ["license:mit"],
    },
    "google/siglip-base-patch16-224": {
        "pipeline_tag": "zero-shot-image-classification",
        "tags": ["license:apache-2.0"],
    },
    "finiteautomata/bertweet-base-sentiment-analysis": {
        "pipeline_tag": "text-classification",
        "tags": ["en"],
    },
    "pysentimiento/robertuito-pos": {"pipeline_tag": "token-classification", "tags": ["es"]},
    "mrm8488/bert-spanish-cased-finetuned-ner": {"pipeline_tag": "token-classification", "tags": ["es"]},
    "dslim/bert-base-NER": {
        "pipeline_tag": "token-classification",
        "tags": ["en", "license:mit", "dataset:conll2003"],
    },
    "papluca/xlm-roberta-base-language-detection": {
        "pipeline_tag": "text-classification",
        "tags": ["multilingual", "license:mit", "dataset:papluca/language-identification"],
    },
    "FacebookAI/xlm-roberta-base": {"pipeline_tag": "fill-mask", "tags": ["multilingual", "license:mit"]},
    "google-bert/bert-base-uncased": {
        "pipeline_tag": "fill-mask",
        "tags": ["en", "license:apache-2.0", "dataset:bookcorpus", "dataset:wikipedia"],
    },
    "Helsinki-NLP/opus-mt-es-en": {"pipeline_tag": "translation", "tags": ["es", "en", "license:apache-2.0"]},
    "josmunpen/mt5-small-spanish-summarization": {"pipeline_tag": "summarization", "tags": ["es"]},
    "PlanTL-GOB-ES/roberta-base-bne-sqac": {
        "pipeline_tag": "question-answering",
        "tags": ["es", "license:apache-2.0", "dataset:PlanTL-GOB-ES/SQAC"],
    },
    "Recognai/bert-base-spanish-wwm-cased-xnli": {
        "pipeline_tag": "zero-shot-classification",
        "tags": ["es", "license:mit", "dataset:xnli"],
    },
    "ismaelfaro/gpt2-poems.es": {"pipeline_tag": "text-generation", "tags": ["es", "license:mit"]},
    "datasets/cornell-movie-review-data/rotten_tomatoes": {"tags": ["license:unknown", "language:en"]},
    "datasets/someone/gated-data": {"gated": "auto"},
    "datasets/someone/private-data": {"private": True},
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
    "datasets/rotten_tomatoes": "datasets/cornell-movie-review-data/rotten_tomatoes",
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
