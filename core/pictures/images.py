"""The image border: every picture enters the app here, as an upright RGB image or as a clear error.

Scope: bytes in, `Picture` out. Colour profiles are left alone on purpose: transformers and Ultralytics read
the pixels as they are stored, and the app has to find what they find.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from io import BytesIO
from math import ceil, floor, inf
from typing import Literal

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from core.errors import UserError
from core.i18n import N_
from core.machine import machine
from core.pictures.jpeg import bare_jpeg
from core.turns import in_turn

_open = Image.open
"""Pillow's own: Ultralytics puts another in its place, which fails with ImportError on what is no picture."""

Source = Literal["upload", "url", "sample", "camera", "drawing", "file"]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
"""What Pillow may try. A list of what is allowed: left to itself Pillow also starts Ghostscript, for EPS."""

EXTENSIONS = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif")

MAX_PICTURE_BYTES = 25_000_000
MAX_PICTURE_PIXELS = 64_000_000
MAX_SIDE = 4096

_MOST_TOGETHER = 250_000_000
_BYTES_A_PIXEL = 4  # What Pillow takes for red, green and blue.

_LIMITS = {"WEBP": 24_000_000, "AVIF": 40_000_000}
"""Pixels where the decoder holds several copies of the picture at once; MAX_PICTURE_PIXELS of the others take some 400
MB."""

_TILE = 512
"""How many pixels of the stored picture, each way, are brought to RGB at a time."""

_REACH = 4
"""How many pixels of the result the filter that scales reaches to each side (Lanczos: 3), and one more."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation; from 5 on it lies on its side."""
_FIRST_ON_ITS_SIDE = 5


@dataclass(frozen=True)
class Picture:
    """An upright RGB image and where it came from.

    `name` is a bare file name; `digest` the SHA-256 (hex) of the size and the pixels, the picture's identity
    whatever its name; `scaled_from` the upright (width, height) before it was scaled down, else None; `jpeg` the
    file without its metadata where the pixels are those of a JPEG, else empty: much smaller than a PNG of them.
    """

    name: str
    image: Image.Image = field(compare=False, repr=False)
    source: Source
    digest: str
    scaled_from: tuple[int, int] | None = None
    jpeg: bytes = field(default=b"", compare=False, repr=False)


def open_picture(data: bytes, name: str, source: Source = "upload") -> Picture:
    """Return the picture in the file `data`: upright, at most MAX_SIDE pixels a side, transparency on white.

    Of an animation it is the first frame; 16-bit and floating point greys are brought to 8 bits.

    Raises UserError: empty, too large (MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, less of WebP and AVIF), format outside
    FORMATS, cut short or damaged.

    >>> open_picture(Path("bus.jpg").read_bytes(), "bus.jpg").image.size
    (810, 1080)
    """
    name = _bare(name)
    if not data:
        raise UserError(N_("The file {name} is empty. Choose another picture."), name=name)
    if len(data) > MAX_PICTURE_BYTES:
        raise UserError(
            N_("The file {name} is too large. The limit is {limit} MB: make it smaller and try again."),
            name=name,
            limit=MAX_PICTURE_BYTES // 1_000_000,
        )
    with in_turn("work"):
        return _decoded(data, name, source)


def _decoded(data: bytes, name: str, source: Source) -> Picture:
    _register_heif()
    limit = MAX_PICTURE_PIXELS
    try:
        opened = _open(BytesIO(data), formats=FORMATS)
        # Not left to Pillow's own limit: that one is global, and Ultralytics switches it off.
        limit = _LIMITS.get(opened.format or "", MAX_PICTURE_PIXELS)
        if opened.width * opened.height > limit:
            raise Image.DecompressionBombError
        image, scaled_from = _upright_rgb(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(
            N_("{name} has too many pixels. The limit is {limit} million: make it smaller and try again."),
            name=name,
            limit=limit // 1_000_000,
        ) from error
    except (UnidentifiedImageError, ImportError) as error:
        raise UserError(
            N_(
                "{name} is not a picture that can be read here. "
                "Choose a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or AVIF."
            ),
            name=name,
        ) from error
    # On a damaged file Pillow's decoders raise almost anything: OSError, SyntaxError, struct.error...
    except Exception as error:
        raise UserError(
            N_(
                "The file {name} is cut short or damaged: part of the picture is missing. "
                "Get it again, or choose another."
            ),
            name=name,
        ) from error
    jpeg = _jpeg(data, opened) if opened.format in ("JPEG", "MPO") and not scaled_from else b""
    return Picture(name, image, source, _digest(image), scaled_from, jpeg)


def pixels_of(data: bytes) -> int:
    """Return how many pixels the picture in a file will have here, from the head of the file: nothing is decoded.

    0 where `open_picture` cannot open it either.
    """
    _register_heif()
    try:
        with _open(BytesIO(data), formats=FORMATS) as opened:
            width, height = _scaled_size(opened.size)
            return width * height
    except Exception:  # Whatever is wrong with a file, opening it says so.
        return 0


def most_pixels() -> int:
    """Return how many pixels the pictures of one list may have together, whether chosen, loaded or in an address.

    A tenth of the machine's memory, but two pictures of full size at least and 250 million pixels (1 GB) at most.
    """
    share = machine().memory_bytes // (10 * _BYTES_A_PIXEL)
    return max(2 * MAX_SIDE**2, min(share, _MOST_TOGETHER))


def with_transparency(data: bytes) -> Image.Image | None:
    """Return a picture with what is transparent in it, upright, mode RGBA, at most MAX_SIDE pixels a side.

    `data` is a file that `open_picture` has opened. None where nothing in it is transparent.
    """
    with _open(BytesIO(data), formats=FORMATS) as opened:
        if not opened.has_transparency_data or _is_deep(opened):
            return None
        opened.load()
        image = _tiled(opened, _scaled_size(opened.size), "RGBA", lambda part: part.convert("RGBA"))
        return _upright(image, _orientation(opened))


def drawn_picture(image: Image.Image, name: str) -> Picture:
    """Return a picture (mode RGB) that was made here, by hand or by the app, under a bare file name."""
    return Picture(name, image, "drawing", _digest(image))


def _bare(name: str) -> str:
    """Return `name` without folders and unprintable characters, at most 100 characters, never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return (
        "".join(character for character in last if character.isprintable()).strip()[-100:].strip()
        or "picture"
    )


@cache
def _register_heif() -> None:
    """Teach Pillow to read HEIC, once, and only when a picture is opened."""
    from pillow_heif import register_heif_opener

    register_heif_opener()


def _upright_rgb(opened: Image.Image) -> tuple[Image.Image, tuple[int, int] | None]:
    """Decode `opened` into a new RGB image without metadata; also its upright size if it was scaled down."""
    stored, size = opened.size, _scaled_size(opened.size)
    if opened.format in ("JPEG", "MPO"):
        # A JPEG decoder can leave out what is scaled away later: it saves most of a huge photograph's memory.
        opened.draft(None, (MAX_SIDE, MAX_SIDE))
    opened.load()
    orientation = _orientation(opened)
    image = _upright(_rgb_of(opened, size), orientation)
    if size == stored:
        return image, None
    return image, stored[::-1] if orientation >= _FIRST_ON_ITS_SIDE else stored


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def _scaled_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return `size`, or the size of the same shape whose longer side is MAX_SIDE if that is smaller."""
    width, height = size
    longer = max(MAX_SIDE, width, height)
    return max(1, round(width * MAX_SIDE / longer)), max(1, round(height * MAX_SIDE / longer))


def _orientation(opened: Image.Image) -> int:
    """Return how the camera was held (EXIF, 1 to 8); 1, which is upright, where the file does not say so properly."""
    # A damaged EXIF block says nothing about the pixels: they are still good.
    with suppress(Exception):
        orientation = opened.getexif().get(ExifTags.Base.Orientation, 1)
        if orientation in _TURNS:
            return int(orientation)
    return 1


def _rgb_of(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a new 8-bit RGB image of `image` (any mode), scaled to `size`."""
    values = _range(image) if _is_deep(image) else None
    return _tiled(image, size, "RGB", lambda part: _to_rgb(part, values))


def _tiled(
    image: Image.Image, size: tuple[int, int], mode: str, convert: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """Return a new image of `image` in `mode`, to which `convert` brings a part of it, scaled to `size`.

    It goes tile by tile: of a picture at its full size, only what the file was decoded to is ever held.
    """
    result = Image.new(mode, size)
    across, down = image.width / size[0], image.height / size[1]
    for left, top, right, bottom in _tiles(size, max(1, int(_TILE / across)), max(1, int(_TILE / down))):
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


def _tiles(size: tuple[int, int], width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield boxes (left, top, right, bottom) of at most `width` by `height` that cover `size`."""
    for top in range(0, size[1], height):
        for left in range(0, size[0], width):
            yield left, top, min(left + width, size[0]), min(top + height, size[1])


def _to_rgb(image: Image.Image, values: tuple[float, float] | None) -> Image.Image:
    """Return `image` (any mode) in 8-bit RGB, what is transparent shown on white; `values` is a deep grey's range."""
    if values:
        image = _to_8_bits(image, *values)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image.convert("RGB")


def _is_deep(image: Image.Image) -> bool:
    return image.mode in ("I", "F") or image.mode.startswith("I;")


def _range(image: Image.Image) -> tuple[float, float]:
    """Return which values of a grey picture of more than 8 bits a pixel (mode I, I;16 or F) are black and white.

    16 bits are full scale. The wider modes do not declare theirs: it is the smallest of 1 (F only), 255 and
    65535 that holds every value, else the values' own range; below zero the range starts at the lowest value.
    """
    low, high = 0.0, -inf
    for tile in _tiles(image.size, _TILE, _TILE):
        values = _finite(image.crop(tile))
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    scales = {"F": (1.0, 255.0, 65535.0), "I": (255.0, 65535.0)}.get(image.mode, (65535.0,))
    return low, next((scale for scale in scales if high <= scale), high)


def _to_8_bits(image: Image.Image, black: float, white: float) -> Image.Image:
    return Image.fromarray(np.rint((_finite(image) - black) * (255 / (white - black))).astype(np.uint8))


def _finite(image: Image.Image) -> np.ndarray:
    return np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)


def _jpeg(data: bytes, opened: Image.Image) -> bytes:
    """Return the JPEG `data` without metadata, or b"" where it is not built well enough to take it apart."""
    try:
        return bare_jpeg(data, _orientation(opened))
    except ValueError:
        return b""


def _digest(image: Image.Image) -> str:
    """Return the SHA-256 (hex) of an image's mode, size and pixels."""
    digest = sha256(f"{image.mode} {image.width}x{image.height}\n".encode())
    for rows in _tiles(image.size, image.width, _TILE):
        digest.update(image.crop(rows).tobytes())
    return digest.hexdigest()
