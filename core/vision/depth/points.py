"""A picture and its depth as points in space, and as a PLY file, which MeshLab, Blender and CloudCompare open. Pure."""

from dataclasses import dataclass
from math import ceil, radians, sqrt, tan

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.vision.depth.depth_map import DepthMap, distances

FIELD_OF_VIEW = 60.0
"""Degrees that the longer side of a picture is taken to cover, as with the main camera of most phones: a picture alone
does not say it."""


@dataclass(frozen=True, eq=False)
class Points:
    """Points in space: `places` float32 [points, 3], x to the right, y down and z away from the camera, in metres or in
    units of the nearest distance; `colours` uint8 [points, 3]."""

    places: NDArray[np.float32]
    colours: NDArray[np.uint8]


def points_of(depth: DepthMap, image: Image.Image, most: int) -> Points:
    """Return at most `most` points of an RGB image and its depth, thinned evenly over the picture.

    The camera is a pinhole in the middle with FIELD_OF_VIEW: z is the distance, and a pixel that lies u pixels from the
    middle has x = u z / f, where f is half the longer side over tan(FIELD_OF_VIEW / 2).
    """
    width, height = depth.size
    step = max(1, ceil(sqrt(width * height / most)))
    # A picture much longer than it is wide keeps more points in each row than the square root says.
    while -(-width // step) * -(-height // step) > most:
        step += 1
    rows, columns = np.arange(height)[::step], np.arange(width)[::step]
    z = distances(depth)[::step, ::step]
    focal = max(width, height) / 2 / tan(radians(FIELD_OF_VIEW) / 2)
    x = (columns[None, :] + 0.5 - width / 2) / focal * z
    y = (rows[:, None] + 0.5 - height / 2) / focal * z
    places = np.stack([x, y, z], axis=-1).reshape(-1, 3).astype(np.float32)
    return Points(places, np.asarray(image)[::step, ::step].reshape(-1, 3))


def ply(points: Points, unit: str) -> bytes:
    """Return points as a PLY file (binary, little endian): x to the right, y up, z towards the camera, as 3D programs
    have them; `unit` is written into its comment."""
    record = np.dtype([("place", "<f4", 3), ("colour", "u1", 3)])
    rows = np.empty(len(points.places), record)
    rows["place"] = points.places * np.array([1, -1, -1], np.float32)
    rows["colour"] = points.colours
    lines = [
        "ply",
        "format binary_little_endian 1.0",
        f"comment unit: {unit}; pinhole camera at 0 0 0, field of view {FIELD_OF_VIEW:g} degrees",
        f"element vertex {len(rows)}",
        *(f"property float {axis}" for axis in "xyz"),
        *(f"property uchar {colour}" for colour in ("red", "green", "blue")),
        "end_header",
        "",
    ]
    return "\n".join(lines).encode("ascii") + rows.tobytes()
