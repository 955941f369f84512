"""What the recipes of the small models share: pictures to fit on, published configurations, writing, fitting.

Nothing here is fetched: the pictures are those of the Ultralytics package, the configurations those in `configs`.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CONFIGS = Path(__file__).parent / "configs"


@dataclass(frozen=True)
class Recipe:
    """How a repository is made: `write` fills its folder, which first is a copy of `copy_of` where that is given."""

    write: Callable[[Path], None]
    copy_of: str = ""


@contextmanager
def one_thread() -> Iterator[None]:
    """Run torch on one thread: for networks this small more threads only wait for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@cache
def photographs() -> list:
    """Return the two photographs of the Ultralytics package, and variations of them, to fit the last layers on."""
    from PIL import Image, ImageEnhance, ImageOps

    assets = Path(find_spec("ultralytics").origin).parent / "assets"
    found = []
    for name in ("bus.jpg", "zidane.jpg"):
        opened = Image.open(assets / name).convert("RGB")
        width, height = opened.size
        parts = [
            opened.crop((left, top, left + 640, top + 480))
            for left in (0, width - 640)
            for top in (0, height - 480)
        ]
        found += [opened, *parts]
        found += [
            ImageOps.mirror(opened),
            ImageOps.flip(parts[0]),
            ImageOps.invert(parts[1]),
            parts[2].rotate(90, expand=True),
        ]
        found += [
            ImageEnhance.Brightness(parts[3]).enhance(1.6),
            ImageEnhance.Color(parts[1]).enhance(0.2),
        ]
        found += [ImageEnhance.Contrast(opened).enhance(0.5), opened.resize((640, 640))]
    return found


def read_config(name: str) -> dict:
    return json.loads((CONFIGS / name / "config.json").read_text())


def read_preprocessor(name: str) -> dict:
    return json.loads((CONFIGS / name / "preprocessor_config.json").read_text())


def read_labels(name: str) -> dict[str, Any]:
    """Return what a config.json says about the labels of a data set, "imagenet" or "ade20k"."""
    return labels_of(json.loads((CONFIGS / f"{name}_labels.json").read_text()))


def labels_of(names: Iterable[str]) -> dict[str, Any]:
    """Return what a config.json says about labels, given their texts in the order of the model's outputs."""
    numbered = dict(enumerate(names))
    # ImageNet has two cranes: the way back knows only one of them.
    return {"id2label": numbered, "label2id": {name: number for number, name in numbered.items()}}


def save(model, folder: Path, config: dict, preprocessor: dict) -> None:
    """Write the files as the real repository has them: the configuration in its published form, not in today's."""
    model.save_pretrained(folder)
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2))


def settle_batch_norms(model, forward: Callable[[], object]) -> None:
    """Give random layers outputs of unit size, as training does: otherwise a deep one says the same of any picture."""
    import torch

    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None
        norm.train()
    with torch.no_grad():
        forward()
    model.eval()


def solve(layer, inputs, target, ridge: float = 5e-3) -> None:
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
