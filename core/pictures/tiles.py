"""Images tile by tile: of a picture at its full size, only what the file was decoded to is ever held."""

from collections.abc import Callable, Iterator
from math import ceil, floor

from PIL import Image

TILE = 512
"""How many pixels of the stored picture, each way, are brought to RGB at a time."""

_REACH = 4
"""How many pixels of the result the filter that scales reaches to each side (Lanczos: 3), and one more."""


def tiled(
    image: Image.Image, size: tuple[int, int], mode: str, convert: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """Return a new image of `image` in `mode`, to which `convert` brings a part of it, scaled to `size`.

    It goes tile by tile: of a picture at its full size, only what the file was decoded to is ever held.
    """
    result = Image.new(mode, size)
    across, down = image.width / size[0], image.height / size[1]
    for left, top, right, bottom in tiles(size, max(1, int(TILE / across)), max(1, int(TILE / down))):
        if size == image.size:
            part = convert(image.crop((left, top, right, bottom)))
        else:
            # The filter looks at its neighbours: with them, no seam shows between the tiles.
            x, y = max(0, floor((left - _REACH) * across)), max(0, floor((top - _REACH) * down))
            part = image.crop(
                (
                    x,
                    y,
                    min(image.width, ceil((right + _REACH) * across)),
                    min(image.height, ceil((bottom + _REACH) * down)),
                )
            )
            box = (
                left * across - x,
                top * down - y,
                min(right * across - x, part.width),
                min(bottom * down - y, part.height),
            )
            part = convert(part).resize((right - left, bottom - top), Image.Resampling.LANCZOS, box)
        result.paste(part, (left, top))
    return result


def tiles(size: tuple[int, int], width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield boxes (left, top, right, bottom) of at most `width` by `height` that cover `size`."""
    for top in range(0, size[1], height):
        for left in range(0, size[0], width):
            yield left, top, min(left + width, size[0]), min(top + height, size[1])
