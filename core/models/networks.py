"""The app's own sketch networks: their layers, without weights.

Purpose: one place that says what a network is, for the recipe that trains it and the app that runs it.
Both take float [n, 1, 28, 28], 0 to 1 with 1 = ink, and return logits [n, classes].
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn

from core.printable import printable_line


def sketch_cnn(classes: int) -> nn.Sequential:
    """Return the course's network, layer for layer that of the published `nateraw/quickdraw` weights."""
    return nn.Sequential(
        *_conv_relu_pool(1, 32),
        *_conv_relu_pool(32, 64),
        *_conv_relu_pool(64, 128),
        nn.Flatten(),
        nn.Linear(1152, 256),
        nn.ReLU(),
        nn.Linear(256, classes),
    )


def sketch_resnet(classes: int) -> nn.Sequential:
    """Return a residual network (He et al. 2015, arXiv:1512.03385) of 3 million weights for pictures of 28 x 28."""
    return BothWays(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, stride=2, padding=1),
        nn.ReLU(),
        Residual(64, 64),
        Residual(64, 64),
        Residual(64, 128, stride=2),
        Residual(128, 128),
        Residual(128, 128),
        Residual(128, 256, stride=2),
        Residual(256, 256),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(256, classes),
    )


NETWORKS: dict[str, Callable[[int], nn.Sequential]] = {
    "quickdraw-cnn": sketch_cnn,
    "quickdraw-resnet": sketch_resnet,
}
"""The builders by the name of the model; each takes the number of classes."""


@dataclass(frozen=True)
class Sketcher:
    """A sketch network that is ready to guess: float32 weights, eval mode, and its classes in the order of its
    outputs."""

    network: nn.Module
    classes: tuple[str, ...]


def read_sketcher(weights: Path, device: str = "cpu") -> Sketcher:
    """Return the sketch network of a file, on `device` ("cpu" or "cuda").

    `weights` is a .safetensors file whose metadata name the network ("network", a key of NETWORKS) and its classes
    ("classes", a JSON list); or a plain state dict of the course's network (.bin) with class_names.txt beside it, one
    name a line, as `nateraw/quickdraw` published them. Raises an exception of json, pickle, safetensors or torch, or
    KeyError, where the file is another or damaged; it never runs code that a file holds.
    """
    if weights.suffix == ".safetensors":
        with safe_open(weights, framework="pt") as file:
            facts = file.metadata()
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        name, classes = facts["network"], tuple(json.loads(facts["classes"]))
    else:
        state = torch.load(weights, map_location="cpu", weights_only=True)
        name = "quickdraw-cnn"
        lines = weights.with_name("class_names.txt").read_text(encoding="utf-8").splitlines()
        classes = tuple(line.strip() for line in lines if line.strip())
    classes = tuple(printable_line(label) for label in classes)
    network = NETWORKS[name](len(classes))
    network.load_state_dict({key: tensor.float() for key, tensor in state.items()}, strict=True)
    return Sketcher(network.eval().to(device), classes)


class Residual(nn.Module):
    """Two convolutions of 3 x 3 whose result is added to what went in; `stride` 2 halves height and width."""

    def __init__(self, channels_in: int, channels_out: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1)
        self.second = nn.Conv2d(channels_out, channels_out, 3, padding=1)
        same = stride == 1 and channels_in == channels_out
        self.shortcut = nn.Identity() if same else nn.Conv2d(channels_in, channels_out, 1, stride=stride)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return float [n, channels_out, height / stride, width / stride] for [n, channels_in, height, width]."""
        y = self.second(torch.relu(self.first(x)))
        return torch.relu(y + self.shortcut(x))


class BothWays(nn.Sequential):
    """Layers that look at a drawing and at its mirror image when they answer: people draw things facing either way."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the mean of the logits for both, [n, classes]; in training, those for x alone."""
        if self.training:
            return super().forward(x)
        return super().forward(torch.cat([x, x.flip(-1)])).unflatten(0, (2, len(x))).mean(0)


def _conv_relu_pool(channels_in: int, channels_out: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(channels_in, channels_out, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2)
