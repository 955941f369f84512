"""The image border: every picture enters the app here, as an upright RGB image or as a clear error.

Scope: bytes in, `Picture` out. Colour profiles are left alone on purpose: transformers and Ultralytics read
the pixels as they are stored, and the app has to find what they find.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from typing import Literal

from PIL import ExifTags, Image, UnidentifiedImageError

from core.errors import UserError
from core.i18n import N_
from core.machine import machine
from core.pictures.greys import GREY_SCALES, is_deep, range_of, to_8_bits
from core.pictures.jpeg import bare_jpeg, with_end
from core.pictures.pixels import Pixels, packed, room_to_decode, shared
from core.pictures.put_away import PutAway
from core.pictures.tiles import TILE, tiled, tiles
from core.turns import in_turn

_open = Image.open
"""Pillow's own: Ultralytics puts another in its place, which fails with ImportError on what is no picture."""

Source = Literal["upload", "url", "sample", "camera", "drawing", "collage", "file"]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
"""What Pillow may try. A list of what is allowed: left to itself Pillow also starts Ghostscript, for EPS."""

EXTENSIONS = (
    "jpg", "jpeg", "jpe", "jfif", "mpo", "png", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif"
)  # fmt: skip

MAX_PICTURE_BYTES = 25_000_000
MAX_PICTURE_PIXELS = 64_000_000
MAX_SIDE = 4096

_MOST_TOGETHER = 250_000_000
_BYTES_A_PIXEL = 4  # What Pillow takes for red, green and blue.

_LIMITS = {"WEBP": 24_000_000, "AVIF": 40_000_000}
"""Pixels where the decoder holds several copies of the picture at once; MAX_PICTURE_PIXELS of the others take some 400
MB."""

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

    `name` is a bare file name; `pixels` gives the image whenever it is asked for; `digest` the SHA-256 (hex) of the
    size and the pixels, the picture's identity whatever its name; `scaled_from` the upright (width, height) before it
    was scaled down, else None; `stretched` the values that became black and white where greys use only part of their
    file's range, else None.
    """

    name: str
    pixels: Pixels = field(compare=False, repr=False)
    source: Source
    digest: str
    scaled_from: tuple[int, int] | None = None
    stretched: tuple[float, float] | None = field(default=None, compare=False)

    @property
    def image(self) -> Image.Image:
        """The image, mode RGB, not to be changed: it may have to be made for this, and others look at it too."""
        return self.pixels.image()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, known without the image."""
        return self.pixels.size

    @property
    def jpeg(self) -> bytes:
        """The file without its metadata where the pixels are those of a JPEG, else empty: much smaller than a PNG."""
        return self.pixels.jpeg()

    @property
    def jpeg_bytes(self) -> int:
        """The size of `jpeg`, 0 where it is empty; nothing is read for it."""
        return self.pixels.jpeg_bytes


def open_picture(data: bytes, name: str, source: Source = "upload") -> Picture:
    """Return the picture in the file `data`: upright, at most MAX_SIDE pixels a side, transparency on white.

    Of an animation it is the first frame; 16-bit and floating point greys are brought to 8 bits; a JPEG may lack its
    end marker, as long as no pixel is missing.

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
        return _opened(data, name, source)


def _opened(data: bytes, name: str, source: Source) -> Picture:
    _register_heif()
    limit = MAX_PICTURE_PIXELS
    try:
        opened = _open(BytesIO(data), formats=FORMATS)
        # Not left to Pillow's own limit: that one is global, and Ultralytics switches it off.
        limit = _LIMITS.get(opened.format or "", MAX_PICTURE_PIXELS)
        if opened.width * opened.height > limit:
            raise Image.DecompressionBombError
        return _picture(opened, data, name, source)
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
        if not opened.has_transparency_data or is_deep(opened):
            return None
        with room_to_decode(opened.size):
            opened.load()
            image = tiled(opened, _scaled_size(opened.size), "RGBA", lambda part: part.convert("RGBA"))
            return _upright(image, _orientation(opened))


def drawn_picture(image: Image.Image, name: str) -> Picture:
    """Return a picture (mode RGB) that was drawn here, under a bare file name."""
    digest = digest_of(image)
    return Picture(name, shared(digest, partial(packed, image)), "drawing", digest)


def made_picture(
    make: Callable[[], Image.Image],
    size: tuple[int, int],
    digest: str,
    name: str,
    source: Source = "drawing",
) -> Picture:
    """Return a picture that the app makes, under a bare file name: `make` gives it (mode RGB), always the same.

    `size` is its width and height, and `digest` that of `digest_of`; `source` whether it is a drawing or a collage.
    """
    return Picture(name, shared(digest, partial(Pixels, size, make)), source, digest)


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


def _picture(opened: Image.Image, data: bytes, name: str, source: Source) -> Picture:
    """Return the picture in a file whose head was read, and leave nothing decoded in `opened`."""
    with room_to_decode(opened.size):
        data, (image, scaled_from, stretched) = _decoded(data, opened)
        jpeg = _jpeg(data, opened) if opened.format in ("JPEG", "MPO") and not scaled_from else b""
        # What is stored is often larger than the image.
        opened.close()
    # Without the room from here on: whoever looks at these pixels may hold their lock while he waits for it.
    digest = digest_of(image)
    pixels = shared(digest, partial(_pixels, image.size, data, jpeg), from_jpeg=bool(jpeg))
    pixels.keep(image)
    return Picture(name, pixels, source, digest, scaled_from, stretched)


def _pixels(size: tuple[int, int], data: bytes, jpeg: bytes) -> Pixels:
    file = PutAway(jpeg or data)
    return Pixels(
        size, lambda: _image_in(file.read()), file.read if jpeg else bytes, len(jpeg), lost=file.lost
    )


def _image_in(data: bytes) -> Image.Image:
    """Return the image in a file that was opened before."""
    opened = _open(BytesIO(data), formats=FORMATS)
    with room_to_decode(opened.size):
        image, _scaled_from, _stretched = _upright_rgb(opened)
        opened.close()
        return image


def _decoded(
    data: bytes, opened: Image.Image
) -> tuple[bytes, tuple[Image.Image, tuple[int, int] | None, tuple[float, float] | None]]:
    """Return a file, with the end marker that a JPEG may lack, and what `_upright_rgb` makes of it."""
    try:
        return data, _upright_rgb(opened)
    except OSError:
        if opened.format not in ("JPEG", "MPO"):
            raise
        whole = with_end(data)
        return whole, _upright_rgb(_open(BytesIO(whole), formats=FORMATS))


def _upright_rgb(
    opened: Image.Image,
) -> tuple[Image.Image, tuple[int, int] | None, tuple[float, float] | None]:
    """Decode `opened` into a new RGB image without metadata; also its upright size if it was scaled down, and the
    values of its greys that became black and white if they were stretched."""
    stored, size = opened.size, _scaled_size(opened.size)
    if opened.format in ("JPEG", "MPO"):
        # A JPEG decoder can leave out what is scaled away later: it saves most of a huge photograph's memory.
        opened.draft(None, (MAX_SIDE, MAX_SIDE))
    opened.load()
    orientation = _orientation(opened)
    values = range_of(opened) if is_deep(opened) else None
    image = _upright(tiled(opened, size, "RGB", lambda part: _to_rgb(part, values)), orientation)
    stretched = values if opened.mode.startswith("I;") and values != (0.0, GREY_SCALES[-1]) else None
    if size == stored:
        return image, None, stretched
    return image, stored[::-1] if orientation >= _FIRST_ON_ITS_SIDE else stored, stretched


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


def _to_rgb(image: Image.Image, values: tuple[float, float] | None) -> Image.Image:
    """Return `image` (any mode) in 8-bit RGB, what is transparent shown on white; `values` is a deep grey's range."""
    if values:
        image = to_8_bits(image, *values)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image.convert("RGB")


def _jpeg(data: bytes, opened: Image.Image) -> bytes:
    """Return the JPEG `data` without metadata, or b"" where it is not built well enough to take it apart."""
    orientation = _orientation(opened)
    try:
        return bare_jpeg(data, orientation)
    except ValueError:
        # Now and then all pixels are there for the decoder before it looks for the end marker.
        with suppress(ValueError, OSError):
            return bare_jpeg(with_end(data), orientation)
        return b""


def digest_of(image: Image.Image) -> str:
    """Return the SHA-256 (hex) of an image's mode, size and pixels."""
    digest = sha256(f"{image.mode} {image.width}x{image.height}\n".encode())
    for rows in tiles(image.size, image.width, TILE):
        digest.update(image.crop(rows).tobytes())
    return digest.hexdigest()
