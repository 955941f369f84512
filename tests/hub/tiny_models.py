"""Small models of the real architectures, built from the real configurations in seconds.

The network's insides are random; only its last layers are fitted, so that the pictures in the Ultralytics package give
a handful of detections with different labels, sensible boxes and scores that follow the picture. Nothing is fetched.
"""

import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from core.models import networks
from core.sketch import data_set as drawings

HERE = Path(__file__).parent
CONFIGS = HERE / "configs"

# What the fitted queries answer: label, and box as centre x, centre y, width, height in parts of the picture.
ANSWERS = (
    ("bus", (0.50, 0.43, 0.94, 0.48)),
    ("person", (0.18, 0.61, 0.24, 0.46)),
    ("person", (0.36, 0.58, 0.17, 0.42)),
    ("person", (0.91, 0.59, 0.17, 0.45)),
    ("handbag", (0.30, 0.66, 0.10, 0.12)),
    ("tie", (0.62, 0.68, 0.06, 0.18)),
)
# COCO's index of a label, and the mixture of red, green and blue that the YOLO models take for it.
YOLO_COLOURS = {0: (1.0, -0.2, -0.8), 5: (-0.6, -0.2, 1.0), 2: (-0.4, -0.4, -0.4), 58: (-0.5, 1.0, -0.5)}


def build(target: Path) -> Path:
    """Return a folder with the repositories' files, `organisation/name/...`, building it on the first call.

    The folder's name follows what the models are made of, so a change of code or of a library builds them anew.
    """
    recipe = hashlib.sha256(Path(__file__).read_bytes())
    for source in (*sorted(CONFIGS.rglob("*.json")), Path(networks.__file__), drawings.HELD_OUT):
        recipe.update(source.read_bytes())
    for library in ("torch", "transformers", "timm", "ultralytics-opencv-headless"):
        recipe.update(version(library).encode())
    folder = target / recipe.hexdigest()[:16]
    if folder.is_dir():
        return folder
    target.mkdir(parents=True, exist_ok=True)
    # Several test runs may build at once: each has a draft of its own, and the first that is done wins.
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=target))
    with _one_thread():
        _build_detr(draft / "facebook/detr-resnet-50")
        _build_yolos(draft / "hustvl/yolos-small")
        _build_dfine(draft / "ustc-community/dfine-nano-coco")
        _build_yolo(draft / "Ultralytics/YOLO11", {"yolo11n.pt": 0.125, "yolo11s.pt": 0.25})
        _build_published_sketcher(draft / "spaces/nateraw/quickdraw")
        _build_sketch_classifier(draft / "JoshuaKelleyDs/quickdraw-ViT-base-finetune", channels=1)
        _build_sketch_classifier(draft / "someone/sketch-classifier", channels=3)
    _build_refused(draft)
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
    return folder


@contextmanager
def _one_thread() -> Iterator[None]:
    """Run torch on one thread: for networks this small more threads only wait for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _pictures() -> list:
    """Return the two photographs of the Ultralytics package, and variations of them, to fit the last layers on."""
    from PIL import Image, ImageEnhance, ImageOps

    assets = Path(find_spec("ultralytics").origin).parent / "assets"
    pictures = []
    for name in ("bus.jpg", "zidane.jpg"):
        opened = Image.open(assets / name).convert("RGB")
        width, height = opened.size
        parts = [
            opened.crop((left, top, left + 640, top + 480))
            for left in (0, width - 640)
            for top in (0, height - 480)
        ]
        pictures += [opened, *parts]
        pictures += [
            ImageOps.mirror(opened),
            ImageOps.flip(parts[0]),
            ImageOps.invert(parts[1]),
            parts[2].rotate(90, expand=True),
        ]
        pictures += [
            ImageEnhance.Brightness(parts[3]).enhance(1.6),
            ImageEnhance.Color(parts[1]).enhance(0.2),
        ]
        pictures += [ImageEnhance.Contrast(opened).enhance(0.5), opened.resize((640, 640))]
    return pictures


def _config(name: str) -> dict:
    return json.loads((CONFIGS / name / "config.json").read_text())


def _preprocessor(name: str) -> dict:
    return json.loads((CONFIGS / name / "preprocessor_config.json").read_text())


def _save(model, folder: Path, config: dict, preprocessor: dict) -> None:
    """Write the files as the real repository has them: the configuration in its published form, not in today's."""
    model.save_pretrained(folder)
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2))


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


def _build_detr(folder: Path) -> None:
    config = _config("facebook__detr-resnet-50") | {
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
    preprocessor = _preprocessor("facebook__detr-resnet-50") | {"size": 192, "max_size": 320}
    model, processor = _new_model(config, preprocessor)
    _tell_apart(model.model.query_position_embeddings.weight)
    _sharpen(model, processor)
    _fit_queries(model, processor, model.class_labels_classifier, model.bbox_predictor.layers[-1], queries=12)
    _save(model, folder, config, preprocessor)


def _build_yolos(folder: Path) -> None:
    config = _config("hustvl__yolos-small") | {
        "hidden_size": 48,
        "intermediate_size": 96,
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "image_size": [96, 160],
        "num_detection_tokens": 12,
        "initializer_range": 0.2,
    }
    size = {"shortest_edge": 160, "longest_edge": 267}
    preprocessor = _preprocessor("hustvl__yolos-small") | {"size": size}
    model, processor = _new_model(config, preprocessor)
    _tell_apart(model.vit.embeddings.detection_tokens)
    classifier, boxes = model.class_labels_classifier.layers[-1], model.bbox_predictor.layers[-1]
    _fit_queries(model, processor, classifier, boxes, queries=12)
    _save(model, folder, config, preprocessor)


def _build_dfine(folder: Path) -> None:
    import torch

    real = _config("ustc-community__dfine-nano-coco")
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
    preprocessor = _preprocessor("ustc-community__dfine-nano-coco") | {"size": {"height": 224, "width": 224}}
    model, processor = _new_model(config, preprocessor)
    with torch.no_grad():
        model.model.enc_bbox_head.layers[-1].bias[2:] += 1.3
    inputs = processor(images=_pictures(), return_tensors="pt")
    _settle_batch_norms(model, lambda: model(**inputs))
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
    _save(model, folder, config, preprocessor)


def _build_yolo(folder: Path, widths: dict[str, float]) -> None:
    import torch
    from ultralytics.cfg import DEFAULT_CFG_DICT
    from ultralytics.nn.tasks import DetectionModel, yaml_model_load
    from ultralytics.utils import ROOT, YAML

    names = YAML.load(ROOT / "cfg/datasets/coco.yaml")["names"]
    folder.mkdir(parents=True)
    for seed, (file, width) in enumerate(widths.items()):
        torch.manual_seed(seed)
        design = yaml_model_load("yolo11n.yaml") | {"scales": {"n": [0.5, width, 256]}, "scale": "n"}
        model = DetectionModel(design, nc=80, verbose=False)
        model.names = dict(names)
        model.args = DEFAULT_CFG_DICT | {"task": "detect", "model": file, "imgsz": 640}
        model.task = "detect"
        _blur(model)
        pictures = _yolo_inputs()
        _settle_batch_norms(model, lambda: [model(pixels) for pixels in pictures])  # noqa: B023
        _fit_yolo(model, pictures)
        checkpoint = {
            "model": model.half(),
            "train_args": model.args,
            "epoch": -1,
            "version": version("ultralytics-opencv-headless"),
        }
        torch.save(checkpoint, folder / file)
    (folder / "README.md").write_text("---\nlicense: agpl-3.0\n---\n")


def _fit_yolo(model, pictures: list) -> None:
    """Let a few of the coarse cells of each picture see something: those whose colours are rare, a label a colour.

    Fitted, not random: a random direction would follow the brightness of the whole picture, and find all or nothing.
    """
    import torch
    from torch.nn.functional import adaptive_avg_pool2d

    with torch.no_grad():
        for level, branch in enumerate(model.model[-1].cv3):
            last = branch[-1]
            last.weight.zero_()
            last.bias.fill_(-12.0)
            if level < 2:
                continue
            _narrow(model.model[-1].cv2[level][-1])
            seen: list = []
            handle = last.register_forward_hook(
                lambda _module, inputs, _output, seen=seen: seen.append(inputs[0])
            )
            for pixels in pictures:
                model.eval()(pixels)
            handle.remove()
            means = [
                adaptive_avg_pool2d(pixels, given.shape[-2:])
                for pixels, given in zip(pictures, seen, strict=True)
            ]
            colours = torch.cat([mean[0].flatten(1).T for mean in means])
            features = torch.cat([given[0].flatten(1).T for given in seen])
            for label, mixture in YOLO_COLOURS.items():
                likeness = colours @ torch.tensor(mixture)
                fitted = torch.nn.Linear(features.shape[1], 1)
                _solve(
                    fitted,
                    features[None],
                    ((likeness - likeness.mean()) / likeness.std())[:, None],
                    ridge=0.1,
                )
                answers = fitted(features).flatten()
                level_of_few = answers.quantile(0.99)
                scale = 2.0 / (answers.max() - level_of_few)
                last.weight[label] = (fitted.weight[0] * scale)[:, None, None]
                last.bias[label] = (fitted.bias[0] - level_of_few) * scale


def _narrow(layer) -> None:
    """Make boxes about 7 cells wide and high: of the 16 distances that a side chooses from, favour 3 and 4."""
    import torch

    with torch.no_grad():
        layer.bias.view(4, 16)[:, 3:5] += 4.0


def _blur(model) -> None:
    """Make the first two layers look at means: untrained edges would answer to the sharpness of a picture alone."""
    import torch

    with torch.no_grad():
        for layer in model.model[:2]:
            layer.conv.weight.copy_(layer.conv.weight.mean((2, 3), keepdim=True).expand_as(layer.conv.weight))


def _yolo_inputs() -> list:
    """Return the pictures as a YOLO gets them: a batch of one, longer side 640, the other a multiple of 32."""
    import cv2
    import numpy
    import torch

    batches = []
    for picture in _pictures()[::2]:
        scale = 640 / max(picture.size)
        size = tuple(32 * round(side * scale / 32) for side in picture.size)
        pixels = cv2.resize(numpy.asarray(picture), size, interpolation=cv2.INTER_LINEAR)
        batches.append(torch.from_numpy(pixels).permute(2, 0, 1)[None].to(torch.float32) / 255)
    return batches


def _settle_batch_norms(model, forward: Callable[[], object]) -> None:
    """Give random layers outputs of unit size, as training does: otherwise a deep one says the same of any picture."""
    import torch

    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None
        norm.train()
    with torch.no_grad():
        forward()
    model.eval()


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
        for picture in _pictures():
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
    _solve(classifier, torch.cat(seen["class"]), logits)
    with torch.no_grad():
        # Decided rather than torn between labels, and sure of about five objects on the median picture.
        classifier.weight.mul_(2)
        classifier.bias.mul_(2)
        answers = classifier(torch.cat(seen["class"]))
        margins = answers[..., :-1].max(dim=-1).values - answers[..., -1]
        classifier.bias[-1] += margins.sort(descending=True).values[:, 4].median() - 1.0
    _solve(boxes, torch.cat(seen["box"]), torch.logit(places), ridge=0.1)


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
        for picture in _pictures():
            model(**processor(images=[picture], return_tensors="pt"))
        handle.remove()
        values = torch.cat([output[0].flatten(1) for output in seen], dim=1)
        spread, mean = values.std(dim=1), values.mean(dim=1)
        projection.weight.div_(spread[:, None, None, None])
        projection.bias.sub_(mean).div_(spread)
        for layer in model.model.decoder.layers:
            layer.encoder_attn.q_proj.weight.mul_(8)


def _solve(layer, inputs, target, ridge: float = 5e-3) -> None:
    """Set a linear layer to the ridge regression from its inputs [n, rows, features] to `target` [rows, outputs]."""
    import torch

    rows = inputs.reshape(-1, inputs.shape[-1]).double()
    wanted = target.repeat(len(inputs), 1).double()
    mean, spread = rows.mean(dim=0), rows.std(dim=0).clamp_min(1e-9)
    scaled = (rows - mean) / spread
    penalty = ridge * len(rows) * torch.eye(rows.shape[1]).double()
    weight = torch.linalg.solve(scaled.T @ scaled + penalty, scaled.T @ (wanted - wanted.mean(dim=0)))
    weight = weight / spread[:, None]
    with torch.no_grad():
        layer.weight.copy_(weight.T)
        layer.bias.copy_(wanted.mean(dim=0) - mean @ weight)


def _build_published_sketcher(folder: Path) -> None:
    """Write the Space's files: the course's network with random weights, and names spelt as there."""
    import torch

    names = [name.replace(" ", "_") for name in drawings.held_out().classes[::3][:100]]
    torch.manual_seed(0)
    folder.mkdir(parents=True)
    torch.save(networks.sketch_cnn(len(names)).state_dict(), folder / "pytorch_model.bin")
    (folder / "class_names.txt").write_text("\n".join(names))
    (folder / "app.py").write_text("raise SystemExit('never fetched, never run')\n")
    (folder / "README.md").write_text("---\ntitle: Quickdraw\nsdk: gradio\n---\n")


def write_sketcher(folder: Path, network: str, classes: Sequence[str]) -> Path:
    """Write a sketch network with random weights as one that ships with the app is written; returns `folder`."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    state = networks.NETWORKS[network](len(classes)).state_dict()
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: tensor.half() for name, tensor in state.items()},
        folder / "model.safetensors",
        metadata={"network": network, "classes": json.dumps(list(classes))},
    )
    return folder


def _build_sketch_classifier(folder: Path, channels: int) -> None:
    """Write a small vision transformer that knows all the things of Quick, Draw!, with random weights."""
    import torch
    from transformers import ViTConfig, ViTForImageClassification

    classes = drawings.held_out().classes
    config = ViTConfig(
        hidden_size=32,
        intermediate_size=64,
        num_attention_heads=2,
        num_hidden_layers=2,
        image_size=28,
        patch_size=4,
        num_channels=channels,
        id2label=dict(enumerate(classes)),
        label2id={name: number for number, name in enumerate(classes)},
        initializer_range=0.2,
    )
    torch.manual_seed(0)
    model = ViTForImageClassification(config).eval()
    model.save_pretrained(folder)
    preprocessor = {
        "image_processor_type": "ViTImageProcessor",
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5] * channels,
        "image_std": [0.5] * channels,
        "resample": 2,
        "rescale_factor": 1 / 255,
        "size": {"height": 28, "width": 28},
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2))


def _build_refused(folder: Path) -> None:
    """Write repositories that the app has to refuse, each for one reason."""
    import torch

    detector = _config("hustvl__yolos-small")
    source = folder / "hustvl/yolos-small"

    pickled = folder / "someone/pickled-detector"
    shutil.copytree(source, pickled)
    (pickled / "model.safetensors").unlink()
    torch.save({"weight": torch.zeros(4)}, pickled / "pytorch_model.bin")

    coded = folder / "someone/coded-detector"
    shutil.copytree(source, coded)
    auto_map = {"AutoModelForObjectDetection": "modeling.TheirDetector"}
    (coded / "config.json").write_text(json.dumps(detector | {"auto_map": auto_map}))

    for name in ("someone/gated-detector", "someone/private-detector", "someone/huge-detector"):
        shutil.copytree(source, folder / name)

    classifier = folder / "someone/classifier"
    shutil.copytree(source, classifier)
    (classifier / "config.json").write_text(
        json.dumps({"architectures": ["ViTForImageClassification"], "model_type": "vit"})
    )

    sharded = folder / "someone/sharded-detector"
    shutil.copytree(source, sharded)
    _split(sharded)


def _split(folder: Path) -> None:
    """Turn one safetensors file into two and an index."""
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    names = sorted(tensors)
    half = math.ceil(len(names) / 2)
    parts = {
        "model-00001-of-00002.safetensors": names[:half],
        "model-00002-of-00002.safetensors": names[half:],
    }
    for file, inside in parts.items():
        save_file({name: tensors[name] for name in inside}, folder / file, metadata={"format": "pt"})
    weight_map = {name: file for file, inside in parts.items() for name in inside}
    index = {"metadata": {}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "model.safetensors").unlink()
