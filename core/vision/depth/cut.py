"""A picture cut by distance: what is nearer than a limit stays, and the rest is blurred or taken away. Pure."""

from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.vision.depth.depth_map import DepthMap, nearness

Rest = Literal["blur", "white", "transparent"]
"""What becomes of all that is farther away."""

RESTS: tuple[Rest, ...] = get_args(Rest)

_BLUR = 50
"""The blur's standard deviation is the picture's longer side divided by this."""


def limits(depth: DepthMap) -> tuple[float, float]:
    """Return the least and the most that a limit can be: metres, or nearness from 0 to 1 where depth is relative."""
    return (depth.least, depth.most) if depth.unit == "m" else (0.0, 1.0)


def usual_limit(depth: DepthMap) -> float:
    """Return the limit that parts near from far best (Otsu, 1979: the two groups differ least in themselves)."""
    levels = np.rint(255 * nearness(depth)).astype(np.uint8)
    threshold, _mask = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    share = (threshold + 0.5) / 255
    return depth.most - share * (depth.most - depth.least) if depth.unit == "m" else share


def nearer(depth: DepthMap, limit: float) -> NDArray[np.bool_]:
    """Return where a picture is no farther than `limit`, bool [height, width]: at most so many metres, or at least so
    near (0..1) where depth is relative."""
    return depth.values <= limit if depth.unit == "m" else nearness(depth) >= limit


def cut_by_distance(image: Image.Image, near: NDArray[np.bool_], rest: Rest) -> Image.Image:
    """Return an RGB picture with only what is `near` (bool [height, width]) as it was; RGBA where the rest is
    transparent.

    A blurred background takes no colour from what is in front of it, which would stand around that like a halo.
    """
    mask = Image.fromarray(near.astype(np.uint8) * 255)
    if rest == "transparent":
        cut = image.copy()
        cut.putalpha(mask)
        return cut
    behind = _blurred(image, near) if rest == "blur" else Image.new("RGB", image.size, "white")
    behind.paste(image, mask=mask)
    return behind


def _blurred(image: Image.Image, near: NDArray[np.bool_]) -> Image.Image:
    sigma = max(image.size) / _BLUR
    weight = (~near).astype(np.float32)
    colours = np.asarray(image, np.float32) * weight[..., None]
    spread = cv2.GaussianBlur(weight, (0, 0), sigma)[..., None]
    mixed = cv2.GaussianBlur(colours, (0, 0), sigma) / np.maximum(spread, 1e-4)
    return Image.fromarray(np.clip(np.rint(mixed), 0, 255).astype(np.uint8))
