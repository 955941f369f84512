"""Pictures as the page shows them: small enough to be sent, and what is transparent over squares."""

import numpy as np
from PIL import Image

_SIDE = 900
_SQUARE = 12
_GREYS = (235, 200)


def preview(image: Image.Image) -> Image.Image:
    """Return a copy of a picture (mode L, RGB or RGBA), its longer side at most 900 pixels, without transparency."""
    small = image.copy()
    small.thumbnail((_SIDE, _SIDE))
    if small.mode != "RGBA":
        return small
    down, across = np.indices(small.size[::-1]) // _SQUARE
    squares = np.where((down + across) % 2, *_GREYS).astype(np.uint8)
    ground = Image.fromarray(squares).convert("RGB")
    ground.paste(small, mask=small.getchannel("A"))
    return ground
