"""Where a network looks: attention rollout for vision transformers, Grad-CAM for convolutional networks.

Scope: numbers on the grid that the network itself has, and the part of the picture that the grid lies on. Both methods
show where an answer comes from, and not whether it is right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.models.attentions import giving_attentions
from core.models.loaded import LoadedModel
from core.pictures.boxes import Box
from core.vision.classification.classify import prepared

if TYPE_CHECKING:
    import torch

Method = Literal["rollout", "grad-cam"]

_TRANSFORMERS = ("vit", "deit")

_LAST_MAPS: dict[str, Callable[[Any], Any]] = {
    "resnet": lambda model: model.resnet.encoder.stages[-1],
    "regnet": lambda model: model.regnet.encoder.stages[-1],
    "mobilenet_v1": lambda model: model.mobilenet_v1.layer[-1],
    "mobilenet_v2": lambda model: model.mobilenet_v2.conv_1x1,
}
"""The last module, by architecture, whose output is still a grid: the feature maps that Grad-CAM weighs."""

_PROBE_SIDE = 512


@dataclass(frozen=True, eq=False)
class Focus:
    """Where a network looked: `heat`, float32 [rows, columns], 0 (least) to 1 (most), over the part of the picture
    `box` (pixels), which is all that it saw; and the method. `label` is whose evidence it is, "" where it is of no
    label in particular."""

    heat: NDArray[np.float32]
    box: Box
    method: Method
    label: str = ""


def method_for(loaded: LoadedModel) -> Method | None:
    """Return how this network can be asked where it looks; None where neither method fits its architecture."""
    kind = loaded.model.model.config.model_type
    if kind in _TRANSFORMERS:
        return "rollout"
    return "grad-cam" if kind in _LAST_MAPS else None


def focus_of(loaded: LoadedModel, image: Image.Image, label: str) -> Focus | None:
    """Return where a loaded classifier looks in an upright RGB image, None where it cannot be asked.

    Grad-CAM is for one `label` of the model, the first spelt so; attention rollout for none in particular. What the
    model answers is the same afterwards. Hold a turn (`loader.using`).
    """
    method = method_for(loaded)
    if method is None:
        return None
    model = loaded.model.model
    pixels = prepared(loaded, image)["pixel_values"].to(loaded.device)
    box = seen_part(loaded.model.image_processor, image.size)
    if method == "rollout":
        return Focus(scaled(_attention_of(model, pixels)), box, method)
    number = next(number for number, name in model.config.id2label.items() if name == label)
    return Focus(scaled(_grad_cam(model, pixels, int(number))), box, method, label)


def rollout(attentions: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return how much each token's output rests on each token of the input, float32 [tokens, tokens], rows that add up
    to 1.

    `attentions` are those of the layers, the first one first, each [heads, tokens, tokens]. A layer passes on half of
    what it attends to and half of what was there (the residual connection); layers are multiplied. Abnar and Zuidema
    2020, "Quantifying Attention Flow in Transformers", https://arxiv.org/abs/2005.00928
    """
    tokens = attentions[0].shape[-1]
    flow = np.eye(tokens, dtype=np.float32)
    for layer in attentions:
        flow = (layer.mean(axis=0) + np.eye(tokens, dtype=np.float32)) / 2 @ flow
    return flow / flow.sum(axis=1, keepdims=True)


def seen_part(processor: Any, size: tuple[int, int]) -> Box:  # noqa: ANN401 (a transformers image processor)
    """Return which part of a picture of `size` (width, height) a processor leaves of it, in pixels.

    Many cut off the edges, each in its own way. So it is given two pictures that grow brighter, one to the right and
    one downwards: what is left of them says where it is from.
    """
    shrink = min(1.0, _PROBE_SIDE / max(size))
    width, height = (max(2, round(side * shrink)) for side in size)
    ramps = [
        np.linspace(0, 255, width)[None, :].repeat(height, 0),
        np.linspace(0, 255, height)[:, None].repeat(width, 1),
    ]
    left = processor(
        images=[Image.fromarray(ramp.round().astype(np.uint8)).convert("RGB") for ramp in ramps],
        do_normalize=False,
        do_rescale=False,
        return_tensors="np",
    )["pixel_values"][:, 0].astype(np.float64)
    (x1, x2), (y1, y2) = _ends(left[0].mean(axis=0)), _ends(left[1].mean(axis=1))
    return x1 * size[0], y1 * size[1], x2 * size[0], y2 * size[1]


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return where a ramp begins and ends, as shares (0..1) of the whole, by the straight line through its middle."""
    if len(values) < 4:
        return 0.0, 1.0
    inner = np.arange(len(values))[len(values) // 4 : -(len(values) // 4)]
    slope, start = np.polyfit(inner + 0.5, values[inner] / 255, 1)
    return max(0.0, float(start)), min(1.0, float(start + slope * len(values)))


def _attention_of(model: Any, pixels: "torch.Tensor") -> NDArray[np.float32]:  # noqa: ANN401
    """Return the rollout from the class token to the patches, float32 [rows, columns]."""
    import torch

    with torch.inference_mode(), giving_attentions(model):
        layers = model(pixels, output_attentions=True).attentions
    flow = rollout([layer[0].float().cpu().numpy() for layer in layers])
    side = model.config.patch_size
    rows, columns = (length // side for length in pixels.shape[-2:])
    # Before the patches stand the class token and, in DeiT with distillation, one more.
    return flow[0, -rows * columns :].reshape(rows, columns)


def _grad_cam(model: Any, pixels: "torch.Tensor", number: int) -> NDArray[np.float32]:  # noqa: ANN401
    """Return Grad-CAM for the output `number`: the last feature maps, each weighed with the mean of its gradient, added
    up, and what speaks against the label left out. Selvaraju et al. 2017, https://arxiv.org/abs/1610.02391"""
    from captum.attr import LayerGradCam

    layer = _LAST_MAPS[model.config.model_type](model)
    found = LayerGradCam(lambda given: model(given).logits, layer).attribute(
        pixels, target=number, relu_attributions=True
    )
    heat: NDArray[np.float32] = found[0, 0].detach().float().cpu().numpy()
    return heat


def scaled(heat: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a grid from 0 to 1; one that is the same everywhere is 0."""
    spread = heat.max() - heat.min()
    return (heat - heat.min()) / spread if spread > 0 else np.zeros_like(heat)
