"""Small models of the real architectures that look at pictures: classifiers, segmentation, depth, CLIP.

Their weights are random, and the last layer is scaled so that an answer is decided and differs from picture to picture.
"""

import tempfile
from pathlib import Path
from typing import Any

from core.pictures.labels import COCO_LABELS
from tests.hub import vocabularies
from tests.hub.common import (
    Recipe,
    labels_of,
    photographs,
    read_config,
    read_labels,
    read_preprocessor,
    save,
    settle_batch_norms,
)
from tests.hub.layouts import pickle_weights, shard, write_other_frameworks

TRANSFORMER = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "initializer_range": 0.2,
}
SEGMENTS = ("wall", "building", "sky", "tree", "road", "person", "car", "airplane")
"""The labels that the segmentation model gives, of 150: a picture has a handful of them, and not a hundred."""
VOC_SEGMENTS = ("background", "person", "bus", "aeroplane", "dog")
"""The same of the small one's 21."""
COCO_STUFF = ("grass-merged", "sky-other-merged", "wall-brick")
"""A few of the 53 labels that a panoptic model has beside COCO's 80."""
CAPTIONS = (
    *(
        "a photo of a bus",
        "a photo of a man in a suit",
        "a photo of people in the street",
        "a photo of a cat",
    ),
    *(
        "a photo of a dog",
        "a drawing of a house",
        "una foto de un autobús",
        "una foto de un gato",
        "a football match",
    ),
)


def _new_model(auto: str, config: dict[str, Any], preprocessor: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return a model with random weights, and the photographs as its processor hands them to it."""
    import torch
    import transformers

    with tempfile.TemporaryDirectory() as folder:
        vocabularies.write_json(Path(folder) / "config.json", config)
        vocabularies.write_json(Path(folder) / "preprocessor_config.json", preprocessor)
        torch.manual_seed(0)
        loaded = transformers.AutoConfig.from_pretrained(folder)
        processor = transformers.AutoImageProcessor.from_pretrained(folder)
    model = getattr(transformers, auto).from_config(loaded).eval()
    return model, processor(
        images=[picture.resize((320, 240)) for picture in photographs()], return_tensors="pt"
    )


def _decide(model: Any, last: Any, inputs: dict[str, Any], spread: float = 6.0) -> None:
    """Scale and shift the last layer so that no label wins every picture, and each picture has one that does."""
    import torch

    with torch.no_grad():
        logits = model(**inputs).logits
        answers = logits.movedim(1, -1).flatten(0, -2)
        scale = spread / answers.std(dim=0).clamp_min(1e-6)
        last.weight.mul_(scale.reshape(-1, *[1] * (last.weight.dim() - 1)))
        if last.bias is None:
            return
        last.bias.sub_(answers.mean(dim=0)).mul_(scale)


def _write_classifier(folder: Path, config: dict[str, Any], preprocessor: dict[str, Any]) -> None:
    model, inputs = _new_model("AutoModelForImageClassification", config, preprocessor)
    if config["model_type"] in ("resnet", "mobilenet_v2"):
        settle_batch_norms(model, lambda: model(**inputs))
    _decide(model, model.classifier[-1] if config["model_type"] == "resnet" else model.classifier, inputs)
    save(model, folder, config, preprocessor)


def _write_vit(folder: Path) -> None:
    config = read_config("google__vit-base-patch16-224") | read_labels("imagenet") | TRANSFORMER
    _write_classifier(folder, config, read_preprocessor("facebook__deit-base-patch16-224"))
    pickle_weights(folder, keep=True)
    write_other_frameworks(folder)


def _write_deit(folder: Path) -> None:
    config = read_config("facebook__deit-base-patch16-224") | read_labels("imagenet") | TRANSFORMER
    config |= {"num_hidden_layers": 3}
    _write_classifier(folder, config, read_preprocessor("facebook__deit-base-patch16-224"))
    pickle_weights(folder, keep=True)


def _write_resnet(folder: Path) -> None:
    config = read_config("microsoft__resnet-50") | read_labels("imagenet")
    config |= {"depths": [1, 1, 1, 1], "embedding_size": 8, "hidden_sizes": [16, 16, 32, 32]}
    _write_classifier(folder, config, read_preprocessor("microsoft__resnet-50"))
    pickle_weights(folder, keep=True)
    write_other_frameworks(folder)


def _write_mobilenet(folder: Path) -> None:
    # Its labels are ImageNet's, with one before them.
    names = ("background", *read_labels("imagenet")["id2label"].values())
    config = read_config("google__mobilenet_v2_1.0_224") | labels_of(names) | {"depth_multiplier": 0.1}
    _write_classifier(folder, config, read_preprocessor("google__mobilenet_v2_1.0_224"))


def _write_scenes(folder: Path) -> None:
    """Write a classifier whose labels do not exclude one another, and have no names."""
    config = read_config("google__vit-base-patch16-224") | TRANSFORMER
    config |= labels_of([f"LABEL_{number}" for number in range(4)])
    config |= {"problem_type": "multi_label_classification"}
    _write_classifier(folder, config, read_preprocessor("facebook__deit-base-patch16-224"))


def _write_one_label(folder: Path) -> None:
    """Write a classifier of a single label, which is very long."""
    config = read_config("microsoft__resnet-50") | labels_of(["a very long label " * 60])
    config |= {"depths": [1, 1, 1, 1], "embedding_size": 8, "hidden_sizes": [16, 16, 32, 32]}
    _write_classifier(folder, config, read_preprocessor("microsoft__resnet-50"))


def _write_cats_and_dogs(folder: Path) -> None:
    config = read_config("google__vit-base-patch16-224") | labels_of(("cat", "dog")) | TRANSFORMER
    config |= {"_name_or_path": "AutoTrain", "problem_type": "single_label_classification"}
    _write_classifier(folder, config, read_preprocessor("facebook__deit-base-patch16-224"))
    pickle_weights(folder)


def _write_segformer(folder: Path) -> None:
    import torch

    config = read_labels("ade20k") | {
        "architectures": ["SegformerForSemanticSegmentation"],
        "model_type": "segformer",
        "decoder_hidden_size": 32,
        "depths": [1, 1, 1, 1],
        "hidden_sizes": [16, 16, 32, 32],
        "num_attention_heads": [1, 2, 4, 4],
        "image_size": 224,
        "initializer_range": 0.1,
        "reshape_last_stage": True,
    }
    preprocessor = read_preprocessor("microsoft__resnet-50") | {
        "feature_extractor_type": "SegformerFeatureExtractor",
        "reduce_labels": True,
        "resample": 2,
        "size": 512,
    }
    del preprocessor["crop_pct"]
    model, inputs = _new_model("AutoModelForSemanticSegmentation", config, preprocessor)
    _decide(model, model.decode_head.classifier, {"pixel_values": inputs["pixel_values"][::6]})
    with torch.no_grad():
        unseen = [number for number, name in config["id2label"].items() if name not in SEGMENTS]
        model.decode_head.classifier.bias[unseen] -= 100.0
    save(model, folder, config, preprocessor)
    pickle_weights(folder, keep=True)
    write_other_frameworks(folder)


def _write_deeplab(folder: Path) -> None:
    import torch

    config = read_labels("voc") | {
        "architectures": ["MobileNetV2ForSemanticSegmentation"],
        "model_type": "mobilenet_v2",
        "depth_multiplier": 0.1,
        "finegrained_output": True,
        "first_layer_is_expansion": True,
        "hidden_act": "relu6",
        "image_size": 513,
        "output_stride": 8,
        "semantic_loss_ignore_index": 255,
        "tf_padding": True,
    }
    preprocessor = {
        "crop_size": {"height": 513, "width": 513},
        "do_center_crop": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_processor_type": "MobileNetV2ImageProcessor",
        "image_std": [0.5, 0.5, 0.5],
        "resample": 2,
        "rescale_factor": 0.00392156862745098,
        "size": {"shortest_edge": 513},
    }
    # A quarter of the pixels says as much about it: a network that shrinks its input only eightfold takes its time.
    half = {"crop_size": {"height": 257, "width": 257}, "size": {"shortest_edge": 257}}
    model, inputs = _new_model("AutoModelForSemanticSegmentation", config, preprocessor | half)
    settle_batch_norms(model, lambda: model(**inputs))
    last = model.segmentation_head.classifier.convolution
    _decide(model, last, inputs)
    with torch.no_grad():
        unseen = [number for number, name in config["id2label"].items() if name not in VOC_SEGMENTS]
        last.bias[unseen] -= 100.0
    save(model, folder, config, preprocessor)
    pickle_weights(folder, keep=True)


def _write_mask2former(folder: Path, labels: tuple[str, ...]) -> None:
    """Write a Mask2Former whose queries are sure of a label each, and divide the picture among themselves."""
    import torch

    config = labels_of(labels) | {
        "architectures": ["Mask2FormerForUniversalSegmentation"],
        "model_type": "mask2former",
        "backbone_config": {
            "model_type": "swin",
            "depths": [1, 1, 1, 1],
            "embed_dim": 16,
            "num_heads": [1, 2, 4, 4],
            "image_size": 224,
            "out_features": ["stage1", "stage2", "stage3", "stage4"],
            "window_size": 7,
        },
        "decoder_layers": 3,
        "dim_feedforward": 32,
        "encoder_feedforward_dim": 32,
        "encoder_layers": 1,
        "feature_size": 32,
        "hidden_dim": 32,
        "mask_feature_size": 32,
        "num_attention_heads": 4,
        "num_queries": 3,
    }
    preprocessor = {
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "ignore_index": 255,
        "image_mean": [0.485, 0.456, 0.406],
        "image_processor_type": "Mask2FormerImageProcessor",
        "image_std": [0.229, 0.224, 0.225],
        "num_labels": len(labels),
        "reduce_labels": False,
        "resample": 2,
        "rescale_factor": 0.00392156862745098,
        "size": {"height": 384, "width": 384},
        "size_divisor": 32,
    }
    model, inputs = _new_model("AutoModelForUniversalSegmentation", config, preprocessor)
    pictures = inputs["pixel_values"][::6]
    projection = model.model.pixel_level_module.decoder.mask_projection
    masks = model.model.transformer_module.decoder.mask_predictor.mask_embedder
    with torch.no_grad():
        # A query's mask is where its own direction and a pixel's agree: neither may have what all have in common.
        features = model.model.pixel_level_module(pictures).decoder_last_hidden_state
        projection.bias.sub_(features.mean(dim=(0, 2, 3)))
        directions = []
        handle = masks.register_forward_hook(lambda _module, _inputs, output: directions.append(output))
        model(pictures)
        handle.remove()
        last = [module for module in masks.modules() if isinstance(module, torch.nn.Linear)][-1]
        last.bias.sub_(directions[-1].flatten(0, 1).mean(dim=0))
        for part in (projection.weight, projection.bias, last.weight, last.bias):
            part.mul_(100.0)
        model.class_predictor.weight.mul_(5000.0)
        model.class_predictor.bias[-1] -= 100_000.0
    save(model, folder, config, preprocessor)


def _write_dpt(folder: Path, hybrid: bool) -> None:
    config = TRANSFORMER | {
        "architectures": ["DPTForDepthEstimation"],
        "model_type": "dpt",
        "num_hidden_layers": 4,
        "backbone_out_indices": [0, 1, 2, 3],
        "image_size": 384,
        "patch_size": 16,
        "fusion_hidden_size": 16,
        "neck_hidden_sizes": [16, 16, 32, 32],
        "readout_type": "project",
        "reassemble_factors": [1, 1, 1, 0.5] if hybrid else [4, 2, 1, 0.5],
    }
    if hybrid:
        config |= {
            "is_hybrid": True,
            "backbone_featmap_shape": [1, 32, 24, 24],
            "neck_ignore_stages": [0, 1],
            "backbone_config": {
                "model_type": "bit",
                "global_padding": "same",
                "layer_type": "bottleneck",
                "depths": [1, 1, 1],
                "embedding_size": 32,
                "hidden_sizes": [16, 16, 32],
                "num_groups": 4,
                "out_features": ["stage1", "stage2", "stage3"],
                "embedding_dynamic_padding": True,
            },
        }
    preprocessor = {
        "do_normalize": True,
        "do_resize": True,
        "ensure_multiple_of": 1,
        "feature_extractor_type": "DPTFeatureExtractor",
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "keep_aspect_ratio": False,
        "resample": 2,
        "size": 384,
    }
    model, _ = _new_model("AutoModelForDepthEstimation", config, preprocessor)
    save(model, folder, config, preprocessor)
    pickle_weights(folder, keep=not hybrid)


def _write_dinov2(folder: Path) -> None:
    config = TRANSFORMER | {
        "architectures": ["Dinov2Model"],
        "model_type": "dinov2",
        "image_size": 224,
        "patch_size": 14,
    }
    preprocessor = {
        "crop_size": {"height": 224, "width": 224},
        "do_center_crop": True,
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.485, 0.456, 0.406],
        "image_processor_type": "BitImageProcessor",
        "image_std": [0.229, 0.224, 0.225],
        "resample": 3,
        "size": {"shortest_edge": 256},
    }
    model, _ = _new_model("AutoModel", config, preprocessor)
    save(model, folder, config, preprocessor)
    pickle_weights(folder, keep=True)


def _write_depth_anything(folder: Path) -> None:
    import torch

    config = read_config("depth-anything__Depth-Anything-V2-Small-hf")
    config["backbone_config"] |= {
        "hidden_size": 32,
        "num_attention_heads": 4,
        "num_hidden_layers": 4,
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
        "out_indices": [1, 2, 3, 4],
        "initializer_range": 0.2,
    }
    config |= {"fusion_hidden_size": 16, "head_hidden_size": 16, "reassemble_hidden_size": 32}
    config |= {"neck_hidden_sizes": [16, 16, 32, 32], "initializer_range": 0.1}
    preprocessor = read_preprocessor("depth-anything__Depth-Anything-V2-Small-hf")
    model, inputs = _new_model("AutoModelForDepthEstimation", config, preprocessor)
    with torch.no_grad():
        scale = 5 / model(pixel_values=inputs["pixel_values"][::8]).predicted_depth.std()
        model.head.conv3.weight.mul_(scale)
        model.head.conv3.bias.mul_(scale)
    save(model, folder, config, preprocessor)


def _write_zoedepth(folder: Path) -> None:
    config = read_config("Intel__zoedepth-nyu-kitti")
    config["backbone_config"] |= {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_attention_heads": 4,
        "num_hidden_layers": 4,
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
        "out_indices": [1, 2, 3, 4],
        "stage_names": ["stem", "stage1", "stage2", "stage3", "stage4"],
        "initializer_range": 0.2,
    }
    config |= {
        "backbone_hidden_size": 32,
        "bin_embedding_dim": 16,
        "initializer_range": 0.3,
        "bottleneck_features": 16,
        "fusion_hidden_size": 16,
        "neck_hidden_sizes": [16, 16, 32, 32],
        "num_attractors": [4, 2, 2, 1],
        "num_patch_transformer_layers": 4,
        "num_relative_features": 8,
        "patch_transformer_intermediate_size": 32,
    }
    preprocessor = read_preprocessor("Intel__zoedepth-nyu-kitti")
    model, _ = _new_model("AutoModelForDepthEstimation", config, preprocessor)
    save(model, folder, config, preprocessor)


NARROW = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
}


def _write_clip(folder: Path, seed: int, hidden_act: str) -> None:
    """Write a CLIP with model.safetensors; the two of the catalogue differ in their activation, too."""
    size = vocabularies.write_clip(folder, CAPTIONS)
    config = read_config("openai__clip-vit-base-patch32")
    narrow = NARROW | {"projection_dim": 32, "hidden_act": hidden_act}
    config["text_config"] |= narrow | {"vocab_size": size}
    config["vision_config"] |= narrow
    config["projection_dim"] = 32
    _write_contrastive(folder, config, read_preprocessor("openai__clip-vit-base-patch32"), seed)


def _write_openai_clip(folder: Path) -> None:
    _write_clip(folder, 0, "quick_gelu")
    pickle_weights(folder)
    write_other_frameworks(folder)


def _write_siglip(folder: Path) -> None:
    vocabularies.write_siglip(folder, CAPTIONS)
    config = read_config("google__siglip-base-patch16-224")
    config["text_config"] |= NARROW | {"vocab_size": 800}
    config["vision_config"] |= NARROW
    _write_contrastive(folder, config, read_preprocessor("google__siglip-base-patch16-224"), 1)


def _write_contrastive(folder: Path, config: dict[str, Any], preprocessor: dict[str, Any], seed: int) -> None:
    import torch
    from transformers import AutoConfig, AutoModel

    vocabularies.write_json(folder / "config.json", config)
    torch.manual_seed(seed)
    model = AutoModel.from_config(AutoConfig.from_pretrained(folder)).eval()
    # As after training: the scale has grown, and SigLIP thinks that hardly a text belongs to a picture.
    with torch.no_grad():
        model.logit_scale.fill_(4.6)
        if hasattr(model, "logit_bias"):
            model.logit_bias.fill_(-10.0)
    save(model, folder, config, preprocessor)


REPOSITORIES = {
    "google/vit-base-patch16-224": Recipe(_write_vit),
    "facebook/deit-base-patch16-224": Recipe(_write_deit),
    "microsoft/resnet-50": Recipe(_write_resnet),
    "google/mobilenet_v2_1.0_224": Recipe(_write_mobilenet),
    "omarques/autotrain-dogs-and-cats-1527055142": Recipe(_write_cats_and_dogs),
    "someone/many-labels": Recipe(_write_scenes),
    "someone/one-label": Recipe(_write_one_label),
    "nvidia/segformer-b0-finetuned-ade-512-512": Recipe(_write_segformer),
    "google/deeplabv3_mobilenet_v2_1.0_513": Recipe(_write_deeplab),
    "facebook/mask2former-swin-tiny-coco-instance": Recipe(
        lambda folder: _write_mask2former(folder, COCO_LABELS)
    ),
    "facebook/mask2former-swin-tiny-coco-panoptic": Recipe(
        lambda folder: _write_mask2former(folder, (*COCO_LABELS, *COCO_STUFF))
    ),
    "Intel/dpt-large": Recipe(lambda folder: _write_dpt(folder, hybrid=False)),
    "Intel/dpt-hybrid-midas": Recipe(lambda folder: _write_dpt(folder, hybrid=True)),
    "facebook/dinov2-small": Recipe(_write_dinov2),
    "Intel/zoedepth-nyu-kitti": Recipe(_write_zoedepth),
    "depth-anything/Depth-Anything-V2-Small-hf": Recipe(_write_depth_anything),
    "openai/clip-vit-base-patch32": Recipe(_write_openai_clip),
    "laion/CLIP-ViT-B-32-laion2B-s34B-b79K": Recipe(lambda folder: _write_clip(folder, 2, "gelu")),
    "google/siglip-base-patch16-224": Recipe(_write_siglip),
    "someone/sharded-pickle": Recipe(
        lambda folder: shard(folder, pickled=True), "omarques/autotrain-dogs-and-cats-1527055142"
    ),
}
