"""Small Ultralytics models: detectors that answer to colours, and one of each other task with random weights."""

from importlib.metadata import version
from pathlib import Path

from tests.hub.common import Recipe, photographs, settle_batch_norms, solve

# COCO's index of a label, and the mixture of red, green and blue that the YOLO models take for it.
YOLO_COLOURS = {0: (1.0, -0.2, -0.8), 5: (-0.6, -0.2, 1.0), 2: (-0.4, -0.4, -0.4), 58: (-0.5, 1.0, -0.5)}


def _write_detectors(folder: Path) -> None:
    import torch
    from ultralytics.nn.tasks import DetectionModel, yaml_model_load
    from ultralytics.utils import ROOT, YAML

    names = YAML.load(ROOT / "cfg/datasets/coco.yaml")["names"]
    for seed, (file, width) in enumerate((("yolo11n.pt", 0.125), ("yolo11s.pt", 0.25))):
        torch.manual_seed(seed)
        design = yaml_model_load("yolo11n.yaml") | {"scales": {"n": [0.5, width, 256]}, "scale": "n"}
        model = DetectionModel(design, nc=80, verbose=False)
        model.names = dict(names)
        _blur(model)
        pictures = _yolo_inputs()
        settle_batch_norms(model, lambda: [model(pixels) for pixels in pictures])  # noqa: B023
        _fit_yolo(model, pictures)
        _save(model, "detect", folder / file)
    _write_segmenter(folder / "yolo11n-seg.pt", names)
    (folder / "README.md").write_text("---\nlicense: agpl-3.0\n---\n")


def _write_segmenter(file: Path, names: dict[int, str]) -> None:
    """Write a YOLO that finds objects by their colours as the detectors do; its masks are random patches of them."""
    import torch
    from ultralytics.nn.tasks import SegmentationModel, yaml_model_load

    torch.manual_seed(0)
    design = yaml_model_load("yolo11n-seg.yaml") | {"scales": {"n": [0.5, 0.125, 256]}, "scale": "n"}
    model = SegmentationModel(design, nc=80, verbose=False)
    model.names = dict(names)
    _blur(model)
    pictures = _yolo_inputs()
    settle_batch_norms(model, lambda: [model(pixels) for pixels in pictures])
    _fit_yolo(model, pictures)
    _save(model, "segment", file)


def _write_other_tasks(folder: Path) -> None:
    """Write a model of each task but detection, as Ultralytics' own design files describe them."""
    import torch
    from ultralytics.nn import tasks

    builders = {
        "segment": ("yolo11n-seg", tasks.SegmentationModel, {0: "person", 1: "bus"}),
        "pose": ("yolo11n-pose", tasks.PoseModel, {0: "person"}),
        "obb": ("yolo11n-obb", tasks.OBBModel, {0: "plane", 1: "ship"}),
        "classify": ("yolo11n-cls", tasks.ClassificationModel, {0: "tench", 1: "goldfish"}),
    }
    for task, (name, builder, labels) in builders.items():
        torch.manual_seed(0)
        design = tasks.yaml_model_load(f"{name}.yaml") | {"scales": {"n": [0.5, 0.125, 256]}, "scale": "n"}
        model = builder(design, nc=len(labels), verbose=False)
        model.names = labels
        _save(model, task, folder / f"{name}.pt")
    (folder / "README.md").write_text("---\nlicense: agpl-3.0\n---\n")


def _save(model, task: str, file: Path) -> None:
    """Write a checkpoint as Ultralytics' trainer does: the pickled model in half precision, and what it was told."""
    import torch
    from ultralytics.cfg import DEFAULT_CFG_DICT

    model.args = DEFAULT_CFG_DICT | {
        "task": task,
        "model": file.name,
        "imgsz": 224 if task == "classify" else 640,
    }
    model.task = task
    checkpoint = {
        "model": model.half(),
        "train_args": model.args,
        "epoch": -1,
        "version": version("ultralytics-opencv-headless"),
    }
    torch.save(checkpoint, file)


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
                solve(
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
    for picture in photographs()[::2]:
        scale = 640 / max(picture.size)
        size = tuple(32 * round(side * scale / 32) for side in picture.size)
        pixels = cv2.resize(numpy.asarray(picture), size, interpolation=cv2.INTER_LINEAR)
        batches.append(torch.from_numpy(pixels).permute(2, 0, 1)[None].to(torch.float32) / 255)
    return batches


REPOSITORIES = {
    "Ultralytics/YOLO11": Recipe(_write_detectors),
    "someone/yolo-other-tasks": Recipe(_write_other_tasks),
}
