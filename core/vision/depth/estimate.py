"""Depth estimation: what a depth model gives for a picture, as transformers' plain pipeline gives it.

The network's own small map is what is kept; the map of the picture's size is made of it whenever it is needed, by the
model's own last step. Scope: running the model, and what its numbers mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.models.failures import refused
from core.models.loaded import LoadedModel, Notify, ignore
from core.vision.depth.depth_map import DepthMap, Unit

if TYPE_CHECKING:
    from PIL.Image import Image

TASK = "depth-estimation"

_METRIC_TYPES = ("zoedepth", "depth_pro", "glpn", "tipsv2_dpt")
"""The architectures that always answer in metres, by their names in a configuration."""

_KEPT = ("predicted_depth", "field_of_view")
"""What a network gives that its last step needs."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a network said of a picture of `size` (width, height): its arrays at its own resolution, float32, the
    processor whose last step makes the picture's size of them, what they mean, and the milliseconds that it took."""

    arrays: Mapping[str, NDArray[np.float32]]
    processor: Any
    size: tuple[int, int]
    unit: Unit
    ms: float

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return sum(array.nbytes for array in self.arrays.values())

    def depth(self) -> DepthMap:
        """Return the depth of every pixel of the picture, the same every time."""
        return DepthMap(_at_full_size(self.processor, self.arrays, self.size), self.unit)


def estimate(loaded: LoadedModel, image: "Image") -> Estimate:
    """Return what a loaded depth model says of an upright RGB image, and the wall time of it, last step included.

    transformers may not run in two threads at once: hold a turn (`loader.in_turn`), or call `run_estimation`. Raises
    UserError for a picture that the model cannot work on.
    """
    import torch

    pipe = loaded.model
    with torch.inference_mode():
        start = perf_counter()
        try:
            inputs = pipe.preprocess(image)
        except (ValueError, RuntimeError, ZeroDivisionError) as error:
            raise refused(error, loaded.row.title, image.size) from error
        outputs = pipe.forward(inputs)
        arrays = {
            name: outputs[name].float().cpu().numpy() for name in _KEPT if outputs.get(name) is not None
        }
        values = _at_full_size(pipe.image_processor, arrays, image.size)
        ms = 1000 * (perf_counter() - start)
    if not np.isfinite(values).all():
        raise UserError(
            N_("{name} gave no usable numbers for this picture. Choose another model."), name=loaded.row.title
        )
    return Estimate(arrays, pipe.image_processor, image.size, unit_of(pipe.model.config), ms)


def estimate_depth(loaded: LoadedModel, image: "Image") -> DepthMap:
    """Return the depth of every pixel of an upright RGB image, as the plain pipeline's "predicted_depth" has it; see
    `estimate`.

    >>> estimate_depth(loaded, Image.open("bus.jpg")).values.shape
    (1080, 810)
    """
    return estimate(loaded, image).depth()


def run_estimation(loaded: LoadedModel, image: "Image", notify: Notify = ignore) -> Estimate:
    """Do as `estimate` does in a turn of its own; the wait for it is reported to `notify` and not counted as time."""
    from core.models.loader import in_turn

    with in_turn(notify):
        return estimate(loaded, image)


def unit_of(config: Any) -> Unit:  # noqa: ANN401 (a transformers configuration)
    """Return what the numbers of a model with this configuration mean.

    Depth Anything says so itself. A DPT on DINOv2 is one of those that Meta trained on NYU or KITTI, in metres; every
    other DPT is MiDaS's or learnt as it did.
    """
    if config.model_type in _METRIC_TYPES:
        return "m"
    if getattr(config, "depth_estimation_type", "") == "metric":
        return "m"
    backbone = getattr(config, "backbone_config", None)
    if config.model_type == "dpt" and getattr(backbone, "model_type", "") == "dinov2":
        return "m"
    return "relative"


def _at_full_size(
    processor: Any,  # noqa: ANN401 (a transformers image processor)
    arrays: Mapping[str, NDArray[np.float32]],
    size: tuple[int, int],
) -> NDArray[np.float32]:
    """Return depth float32 [height, width], made as the pipeline makes it of a network's own arrays."""
    import torch

    # What a network did not give is None, as in its own kind of output.
    outputs = SimpleNamespace(**dict.fromkeys(_KEPT))
    for name, array in arrays.items():
        setattr(outputs, name, torch.from_numpy(array))
    width, height = size
    with torch.inference_mode():
        found = processor.post_process_depth_estimation(outputs, [(height, width)])[0]["predicted_depth"]
    # The last step drops a side of one pixel.
    values: NDArray[np.float32] = found.numpy().astype(np.float32, copy=False).reshape(height, width)
    return values
