"""The scale of colours of all that is more or less: from black over red to bright yellow, in steps that look equally
large, so that it is read without seeing colours too.

It is inferno (Stéfan van der Walt and Nathaniel Smith, 2015, made for matplotlib), as OpenCV ships it.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray


@cache
def inferno() -> NDArray[np.uint8]:
    """Return the scale's 256 colours (RGB) from the darkest to the brightest, uint8 [256, 3], not to be changed."""
    ramp = np.arange(256, dtype=np.uint8)[None]
    return np.ascontiguousarray(cv2.applyColorMap(ramp, cv2.COLORMAP_INFERNO)[0, :, ::-1])
