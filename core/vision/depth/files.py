"""A depth map as files: the exact numbers (.npy), a 16-bit PNG, and its facts for JSON. Pure."""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.vision.depth.depth_map import DepthMap, nearness

STEPS_A_METRE = 256
"""A metre in a 16-bit PNG, as in KITTI's depth maps: up to 255.99 m."""

_MOST = 65535


def npy(depth: DepthMap) -> bytes:
    """Return the values as numpy's own file: float32 [height, width]."""
    file = BytesIO()
    np.save(file, depth.values)
    return file.getvalue()


def levels_16(depth: DepthMap) -> NDArray[np.uint16]:
    """Return the map in 16 bits, uint16 [height, width]: metres times STEPS_A_METRE, or from 0 for the farthest to
    65535 for the nearest where depth is relative."""
    scaled = depth.values * STEPS_A_METRE if depth.unit == "m" else nearness(depth) * _MOST
    return np.clip(np.rint(scaled), 0, _MOST).astype(np.uint16)


def png_16(depth: DepthMap) -> bytes:
    """Return the map as a grey PNG of 16 bits (see `levels_16`); what its values mean stands in its description."""
    about = PngInfo()
    about.add_text(
        "Description",
        f"depth in metres times {STEPS_A_METRE}"
        if depth.unit == "m"
        else f"relative nearness: 0 farthest, {_MOST} nearest",
    )
    file = BytesIO()
    Image.fromarray(levels_16(depth)).save(file, "PNG", compress_level=4, pnginfo=about)
    return file.getvalue()


def facts(depth: DepthMap) -> dict[str, Any]:
    """Return what JSON says of a map: "width" and "height" in pixels, "min" and "max" of its values, "unit" ("m" or
    "relative")."""
    width, height = depth.size
    return {"width": width, "height": height, "min": depth.least, "max": depth.most, "unit": depth.unit}
