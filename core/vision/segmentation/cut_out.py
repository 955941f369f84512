"""From segments to pictures: a mask of some labels, the mask over its picture, the inverted mask, and what it cuts out.

The code that the app hands out (core.vision.segmentation.snippets) does the same, pixel for pixel.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from PIL import Image, ImageFilter, ImageOps

from core.pictures.masks import union
from core.vision.segmentation.segment import Segment

Background = Literal["white", "transparent", "blur", "picture"]
"""What takes the place of all that is cut away; "picture" is another picture."""

BACKGROUNDS: tuple[Background, ...] = get_args(Background)

BLUR = 50
"""The blurred background's radius is the picture's longer side divided by this."""

_TINT = 0.5


@dataclass(frozen=True)
class CutOut:
    """What Activity 3 asks for: the `mask` of what was looked for (mode L, 255 inside), the `inverted` mask, and the
    `result`, the picture with only that in it (RGB, or RGBA with a transparent background)."""

    mask: Image.Image
    inverted: Image.Image
    result: Image.Image


def segments_called(segments: Sequence[Segment], labels: Collection[str]) -> tuple[Segment, ...]:
    """Return the segments with one of these labels (the model's own texts), in their order."""
    return tuple(segment for segment in segments if segment.label in labels)


def cut_out(
    image: Image.Image,
    segments: Sequence[Segment],
    background: Background = "white",
    other: Image.Image | None = None,
) -> CutOut:
    """Cut these segments of an RGB picture out: the inverted mask of all of them is where the background goes.

    `other` is the RGB picture that the background "picture" stands for; it is cropped and scaled to fit.
    """
    mask = union([segment.mask for segment in segments], image.size)
    inverted = ImageOps.invert(mask)
    result = image.copy()
    if background == "transparent":
        result.putalpha(mask)
    else:
        result.paste(_ground(image, background, other), mask=inverted)
    return CutOut(mask, inverted, result)


def over_picture(image: Image.Image, mask: Image.Image, color: str) -> Image.Image:
    """Return a copy of an RGB picture with a mask (mode L) laid over it, half transparent, in a colour "#rrggbb"."""
    result = image.copy()
    result.paste(color, (0, 0), mask.point([round(_TINT * value) for value in range(256)]))
    return result


def _ground(image: Image.Image, background: Background, other: Image.Image | None) -> Image.Image:
    if background == "blur":
        return image.filter(ImageFilter.GaussianBlur(max(image.size) / BLUR))
    if background == "picture" and other is not None:
        return ImageOps.fit(other, image.size)
    return Image.new("RGB", image.size, "white")
