"""The image border: every picture enters the app here, as an upright RGB image or as a clear error.

Scope: bytes in, `Picture` out. Colour profiles are left alone on purpose: transformers and Ultralytics read
the pixels as they are stored, and the app has to find what they find.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Literal

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from core.errors import UserError
from core.i18n import N_
from core.vision.encode import bare_jpeg

Source = Literal["upload", "url", "sample", "camera", "drawing", "file"]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
"""What Pillow may try. A list of what is allowed: left to itself Pillow also starts Ghostscript, for EPS."""

EXTENSIONS = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif")

MAX_BYTES = 25_000_000
MAX_PIXELS = 64_000_000
MAX_SIDE = 4096


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

    Raises UserError: empty, too large (MAX_BYTES, MAX_PIXELS), format outside FORMATS, cut short or damaged.
    """
    name = _bare(name)
    if not data:
        raise UserError(N_("The file {name} is empty. Choose another picture."), name=name)
    if len(data) > MAX_BYTES:
        raise UserError(
            N_("The file {name} is too large. The limit is {limit} MB: make it smaller and try again."),
            name=name,
            limit=MAX_BYTES // 1_000_000,
        )
    _register_heif()
    try:
        opened = Image.open(BytesIO(data), formats=FORMATS)
        # Not left to Pillow's own limit: that one is global, and Ultralytics switches it off.
        if opened.width * opened.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image, scaled_from = _upright_rgb(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(
            N_("{name} has too many pixels. The limit is {limit} million: make it smaller and try again."),
            name=name,
            limit=MAX_PIXELS // 1_000_000,
        ) from error
    except UnidentifiedImageError as error:
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


def _bare(name: str) -> str:
    """Return `name` without folders and unprintable characters, at most 100 characters, never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable()).strip()[-100:] or "picture"


@cache
def _register_heif() -> None:
    """Teach Pillow to read HEIC, once, and only when a picture is opened."""
    from pillow_heif import register_heif_opener

    register_heif_opener()


def _upright_rgb(opened: Image.Image) -> tuple[Image.Image, tuple[int, int] | None]:
    """Decode `opened` into a new RGB image without metadata; also its upright size if it was scaled down."""
    stored = opened.size
    if opened.format in ("JPEG", "MPO"):
        # A JPEG decoder can leave out what is scaled away later: it saves most of a huge photograph's memory.
        opened.draft(None, (MAX_SIDE, MAX_SIDE))
    opened.load()
    decoded = opened.size
    image = opened
    # A damaged EXIF block says nothing about the pixels: they are still good.
    with suppress(Exception):
        image = ImageOps.exif_transpose(opened)
    turned = image.size != decoded
    image = _to_rgb(image)
    upright = stored[::-1] if turned else stored
    if max(upright) <= MAX_SIDE:
        return image, None
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return image, upright


def _to_rgb(image: Image.Image) -> Image.Image:
    """Return a new 8-bit RGB image of `image` (any mode), what is transparent shown on white."""
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        image = _to_8_bits(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    rgb = image.convert("RGB")
    clean = Image.new("RGB", rgb.size)
    clean.paste(rgb)
    return clean


def _to_8_bits(image: Image.Image) -> Image.Image:
    """Return a grey picture of more than 8 bits a pixel (mode I, I;16 or F) in mode L.

    16 bits are full scale. The wider modes do not declare theirs: it is the smallest of 1 (F only), 255 and
    65535 that holds every value, else the values' own range; below zero the range starts at the lowest value.
    """
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low, high = min(0.0, float(values.min())), float(values.max())
    scales = {"F": (1.0, 255.0, 65535.0), "I": (255.0, 65535.0)}.get(image.mode, (65535.0,))
    top = next((scale for scale in scales if high <= scale), high)
    return Image.fromarray(np.rint((values - low) * (255 / (top - low))).astype(np.uint8))


def _jpeg(data: bytes, opened: Image.Image) -> bytes:
    """Return the JPEG `data` without metadata, or b"" where it is not built well enough to take it apart."""
    orientation = 1
    with suppress(Exception):
        orientation = opened.getexif().get(ExifTags.Base.Orientation, 1)
    try:
        return bare_jpeg(data, orientation if orientation in range(2, 9) else 1)
    except ValueError:
        return b""


def _digest(image: Image.Image) -> str:
    """Return the SHA-256 (hex) of an image's mode, size and pixels."""
    return sha256(f"{image.mode} {image.width}x{image.height}\n".encode() + image.tobytes()).hexdigest()
