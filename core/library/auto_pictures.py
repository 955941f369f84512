"""What an image processor does to a picture, step by step, with the numbers of each step.

Scope: the steps that transformers' image processors have in common (resize, crop, rescale, normalise, pad), read from
the processor's own settings. Cutting and resizing are the processor's own work, with everything after it switched off;
the arithmetic is done here. What comes out is compared with what the processor gives: where it does something else as
well, that is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import UserError
from core.i18n import N_
from core.library.auto_files import SettingFiles
from core.models.failures import refused
from core.printable import printable_line

Name = Literal["picture", "resize", "crop", "rescale", "normalize", "pad", "result"]

TOLERANCE = 1e-5
"""By how much a number of the steps may differ from the processor's."""

_SWITCHES = {
    "resize": "do_resize",
    "crop": "do_center_crop",
    "rescale": "do_rescale",
    "normalize": "do_normalize",
    "pad": "do_pad",
}
_LONGEST_SIDE = 2048
_MOST_PIXELS = 30_000_000


@dataclass(frozen=True, eq=False)
class Step:
    """The picture after one step: `values`, [height, width, channels], uint8 or float32, and the settings that the step
    goes by, as the processor has them."""

    name: Name
    values: NDArray[Any]
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def picture(self) -> Image.Image:
        """The values as a picture: 0 to 255 as they are, others from their smallest (black) to their greatest."""
        values = self.values
        if values.dtype != np.uint8:
            low, high = float(values.min()), float(values.max())
            values = (values - low) * (255 / (high - low)) if high > low else np.zeros_like(values)
        shown = values if values.dtype == np.uint8 else np.round(values).astype(np.uint8)
        return Image.fromarray(shown[..., 0] if shown.shape[2] == 1 else shown)


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a processor made of a picture: its class, the steps, whether they lead to the very numbers that it gives
    (`exact`), and the tensors that it gives: name, shape and type of each."""

    kind: str
    steps: tuple[Step, ...]
    exact: bool
    tensors: tuple[tuple[str, tuple[int, ...], str], ...]


def prepared(files: SettingFiles, image: Image.Image, name: str) -> Prepared:
    """Return what the image processor in a model's folder does to an upright RGB picture; no weights are needed.

    `name` is what the model is called. Hold a turn (`loader.in_turn`). Raises UserError where there is no processor, or
    it cannot work on this picture.
    """
    from transformers import AutoImageProcessor

    check_sides(files.picture_settings, image.size)
    try:
        processor: Any = AutoImageProcessor.from_pretrained(files.folder, trust_remote_code=False)
    except Exception as error:
        raise UserError(
            N_("{name} has no image processor that the installed transformers library can open."), name=name
        ) from error
    try:
        given = processor(images=image, return_tensors="pt")
        steps = tuple(_steps(processor, image))
    except Exception as error:
        raise refused(error, name, image.size) from error
    tensors = tuple(
        (str(key), tuple(value.shape), str(value.dtype))
        for key, value in given.items()
        if hasattr(value, "shape")
    )
    pixels = given["pixel_values"]
    if pixels.ndim != 4:
        return Prepared(type(processor).__name__, steps[:1], False, tensors)
    result = _upright(pixels)
    last = steps[-1].values
    exact = last.shape == result.shape and bool(np.abs(last - result).max(initial=0) <= TOLERANCE)
    return Prepared(
        type(processor).__name__, steps if exact else (*steps, Step("result", result)), exact, tensors
    )


def _steps(processor: Any, image: Image.Image) -> Iterator[Step]:  # noqa: ANN401 (a transformers image processor)
    """Yield a picture as each step leaves it that the processor's settings switch on."""
    values: NDArray[Any] = np.asarray(image)
    yield Step("picture", values)
    on = {name: bool(getattr(processor, switch, False)) for name, switch in _SWITCHES.items()}
    off = {switch: False for switch in _SWITCHES.values() if hasattr(processor, switch)}
    for name, keys in (("resize", ("size", "crop_pct", "resample")), ("crop", ("crop_size",))):
        if on[name]:
            off[_SWITCHES[name]] = True
            values = _upright(processor(images=image, return_tensors="pt", **off)["pixel_values"])
            yield Step(name, values, _settings(processor, keys))  # type: ignore[arg-type]
    if on["rescale"]:
        values = values.astype(np.float32) * np.float32(processor.rescale_factor)
        yield Step("rescale", values, _settings(processor, ("rescale_factor",)))
    if on["normalize"]:
        mean, std = (
            np.asarray(side, dtype=np.float32) for side in (processor.image_mean, processor.image_std)
        )
        values = (values.astype(np.float32) - mean) / std
        yield Step("normalize", values, _settings(processor, ("image_mean", "image_std")))
    if on["pad"]:
        height, width = _upright(processor(images=image, return_tensors="pt")["pixel_values"]).shape[:2]
        more = height - values.shape[0], width - values.shape[1]
        if min(more) >= 0 and any(more):
            values = np.pad(values, ((0, more[0]), (0, more[1]), (0, 0)))
            yield Step("pad", values, _settings(processor, ("pad_size", "size_divisor")))


def _upright(pixels: Any) -> NDArray[Any]:  # noqa: ANN401 (a torch tensor)
    """Return the first picture of [pictures, channels, height, width] as [height, width, channels]."""
    values: NDArray[Any] = pixels[0].permute(1, 2, 0).numpy()
    return values


def _settings(processor: Any, keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:  # noqa: ANN401
    found = ((key, getattr(processor, key, None)) for key in keys)
    return tuple((key, printable_line(_words(key, value), 120)) for key, value in found if value is not None)


def _words(key: str, value: Any) -> str:  # noqa: ANN401
    if key == "resample":
        return f"{int(value)} ({Image.Resampling(int(value)).name.lower()})"
    sides = getattr(value, "__dict__", value) if not isinstance(value, Mapping) else value
    if isinstance(sides, Mapping):
        return ", ".join(f"{name} {side}" for name, side in sides.items() if side is not None)
    return str(value)


def check_sides(settings: Mapping[str, Any], size: tuple[int, int]) -> None:
    """Raise UserError where a processor's settings would make of a picture of a `size`, (width, height), one that fills
    the memory."""
    sides = [side for key in ("size", "crop_size", "pad_size") for side in _sides(settings.get(key))]
    if largest := max((abs(side) for side in sides), default=0):
        if largest > _LONGEST_SIDE:
            raise UserError(
                N_(
                    "The picture is not prepared: the settings make it {side} pixels wide, and at most {most} is done."
                ),
                side=largest if largest < 10**20 else "> 10^20",
                most=_LONGEST_SIDE,
            )
        wanted, (short, long) = settings.get("size"), sorted(size)
        is_free = not isinstance(wanted, Mapping) or (
            "shortest_edge" in wanted and "longest_edge" not in wanted
        )
        if is_free and largest * largest * long / short > _MOST_PIXELS:
            raise UserError(
                N_(
                    "A picture of {width} x {height} pixels is too narrow for these settings. Choose another one."
                ),
                width=size[0],
                height=size[1],
            )


def _sides(value: Any) -> Iterator[float]:  # noqa: ANN401 (whatever the file says)
    if isinstance(value, Mapping):
        for side in value.values():
            yield from _sides(side)
    elif isinstance(value, list | tuple):
        for side in value:
            yield from _sides(side)
    elif isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        yield value
