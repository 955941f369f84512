"""Small detectors of the real architectures.

The network's insides are random; only its last layers are fitted, so that the pictures in the Ultralytics package give
a handful of detections with different labels, sensible boxes and scores that follow the picture.
"""

import json
import tempfile
from pathlib import Path

from tests.hub.common import (
    Recipe,
    photographs,
    read_config,
    read_preprocessor,
    save,
    settle_batch_norms,
    solve,
)

# What the fitted queries answer: label, and box as centre x, centre y, width, height in parts of the picture.
ANSWERS = (
    ("bus", (0.50, 0.43, 0.94, 0.48)),
    ("person", (0.18, 0.61, 0.24, 0.46)),
    ("person", (0.36, 0.58, 0.17, 0.42)),
    ("person", (0.91, 0.59, 0.17, 0.45)),
    ("handbag", (0.30, 0.66, 0.10, 0.12)),
    ("tie", (0.62, 0.68, 0.06, 0.18)),
)


def _new_model(config: dict, preprocessor: dict):
    """Return a model with random weights and its image processor, both from the published form of the files."""
    import torch
    from transformers import AutoConfig, AutoImageProcessor, AutoModelForObjectDetection

    with tempfile.TemporaryDirectory() as folder:
        # A new network would fetch its backbone's weights; one that is read from disk has them.
        (Path(folder) / "config.json").write_text(json.dumps(config | {"use_pretrained_backbone": False}))
        (Path(folder) / "preprocessor_config.json").write_text(json.dumps(preprocessor))
        torch.manual_seed(0)
        model = AutoModelForObjectDetection.from_config(AutoConfig.from_pretrained(folder)).eval()
        return model, AutoImageProcessor.from_pretrained(folder)


def _write_detr(folder: Path) -> None:
    config = read_config("facebook__detr-resnet-50") | {
        "backbone": "test_resnet",
        "d_model": 64,
        "encoder_layers": 1,
        "decoder_layers": 2,
        "num_hidden_layers": 1,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "num_queries": 12,
    }
    preprocessor = read_preprocessor("facebook__detr-resnet-50") | {"size": 192, "max_size": 320}
    model, processor = _new_model(config, preprocessor)
    _tell_apart(model.model.query_position_embeddings.weight)
    _sharpen(model, processor)
    _fit_queries(model, processor, model.class_labels_classifier, model.bbox_predictor.layers[-1], queries=12)
    save(model, folder, config, preprocessor)


def _write_yolos(folder: Path) -> None:
    config = read_config("hustvl__yolos-small") | {
        "hidden_size": 48,
        "intermediate_size": 96,
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "image_size": [96, 160],
        "num_detection_tokens": 12,
        "initializer_range": 0.2,
    }
    size = {"shortest_edge": 160, "longest_edge": 267}
    preprocessor = read_preprocessor("hustvl__yolos-small") | {"size": size}
    model, processor = _new_model(config, preprocessor)
    _tell_apart(model.vit.embeddings.detection_tokens)
    classifier, boxes = model.class_labels_classifier.layers[-1], model.bbox_predictor.layers[-1]
    _fit_queries(model, processor, classifier, boxes, queries=12)
    save(model, folder, config, preprocessor)


def _write_dfine(folder: Path) -> None:
    import torch

    real = read_config("ustc-community__dfine-nano-coco")
    backbone = real["backbone_config"] | {
        "stem_channels": [3, 8, 8],
        "stage_in_channels": [8, 16, 16, 32],
        "stage_mid_channels": [8, 8, 8, 16],
        "stage_out_channels": [16, 16, 32, 32],
        "hidden_sizes": [16, 16, 32, 32],
        "stage_numb_of_layers": [1, 1, 1, 1],
        "stage_num_blocks": [1, 1, 1, 1],
        "embedding_size": 8,
    }
    config = real | {
        "backbone_config": backbone,
        "d_model": 32,
        "encoder_hidden_dim": 32,
        "encoder_in_channels": [32, 32],
        "decoder_in_channels": [32, 32],
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "decoder_layers": 2,
        "num_queries": 30,
        "lqe_hidden_dim": 16,
        "initializer_range": 0.1,
    }
    preprocessor = read_preprocessor("ustc-community__dfine-nano-coco") | {
        "size": {"height": 224, "width": 224}
    }
    model, processor = _new_model(config, preprocessor)
    with torch.no_grad():
        model.model.enc_bbox_head.layers[-1].bias[2:] += 1.3
    inputs = processor(images=photographs(), return_tensors="pt")
    settle_batch_norms(model, lambda: model(**inputs))
    labels = [
        int(key) for key, name in real["id2label"].items() if name in {"person", "bus", "backpack", "car"}
    ]
    last = model.model.decoder.class_embed[-1]
    with torch.no_grad():
        generator = torch.Generator().manual_seed(1)
        weight = torch.zeros_like(last.weight)
        weight[labels] = torch.randn(len(labels), last.in_features, generator=generator)
        last.weight.copy_(weight)
        last.bias.fill_(0.0)
        logits = model(**inputs).logits[..., labels]
        last.weight.mul_(2.0 / logits.std())
        level = (model(**inputs).logits[..., labels]).flatten().quantile(0.96)
        last.bias.fill_(-12.0)
        last.bias[labels] = -level
    model.class_embed = model.model.decoder.class_embed
    save(model, folder, config, preprocessor)


def _fit_queries(model, processor, classifier, boxes, queries: int) -> None:
    """Fit the last linear layers by least squares: query i gives the i-th answer, the others see nothing."""
    import torch

    config = model.config
    seen: dict = {}
    handles = [
        layer.register_forward_hook(
            lambda _module, inputs, _output, key=key: seen.setdefault(key, []).append(inputs[0])
        )
        for key, layer in (("class", classifier), ("box", boxes))
    ]
    with torch.no_grad():
        for picture in photographs():
            model(**processor(images=[picture], return_tensors="pt"))
    for handle in handles:
        handle.remove()
    logits = torch.zeros(queries, config.num_labels + 1)
    logits[:, -1] = 3.0
    places = torch.full((queries, 4), 0.5)
    for query, (label, box) in enumerate(ANSWERS):
        logits[query, config.label2id[label]] = 9.0 - 0.4 * query
        logits[query, -1] = 1.0
        places[query] = torch.tensor(box)
    solve(classifier, torch.cat(seen["class"]), logits)
    with torch.no_grad():
        # Decided rather than torn between labels, and sure of about five objects on the median picture.
        classifier.weight.mul_(2)
        classifier.bias.mul_(2)
        answers = classifier(torch.cat(seen["class"]))
        margins = answers[..., :-1].max(dim=-1).values - answers[..., -1]
        classifier.bias[-1] += margins.sort(descending=True).values[:, 4].median() - 1.0
    solve(boxes, torch.cat(seen["box"]), torch.logit(places), ridge=0.1)


def _tell_apart(tokens) -> None:
    """Make the queries as different from each other as training makes them."""
    import torch

    with torch.no_grad():
        tokens.copy_(torch.randn(tokens.shape, generator=torch.Generator().manual_seed(2)))


def _sharpen(model, processor) -> None:
    """Let places differ, and each query look at a place of its own; untrained, every query sees the same mean."""
    import torch

    projection = model.model.input_projection
    seen: list = []
    handle = projection.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    with torch.no_grad():
        for picture in photographs():
            model(**processor(images=[picture], return_tensors="pt"))
        handle.remove()
        values = torch.cat([output[0].flatten(1) for output in seen], dim=1)
        spread, mean = values.std(dim=1), values.mean(dim=1)
        projection.weight.div_(spread[:, None, None, None])
        projection.bias.sub_(mean).div_(spread)
        for layer in model.model.decoder.layers:
            layer.encoder_attn.q_proj.weight.mul_(8)


REPOSITORIES = {
    "facebook/detr-resnet-50": Recipe(_write_detr),
    "hustvl/yolos-small": Recipe(_write_yolos),
    "ustc-community/dfine-nano-coco": Recipe(_write_dfine),
}
