from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.pictures.encode import encoded
from core.pictures.images import Picture, open_picture
from core.pictures.jpeg import bare_jpeg

PLACE = b"41 degrees north"


def noise(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    shape = (height, width, 3) if mode == "RGB" else (height, width)
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8))


def saved(image: Image.Image, file_format: str = "JPEG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = PLACE.decode()
    return tags.tobytes()


def opened_again(picture: Picture) -> Picture:
    data, ending = encoded(picture)
    return open_picture(data, picture.name + ending, picture.source)


@pytest.mark.parametrize(
    "data",
    [
        saved(noise()),
        saved(noise(mode="L")),
        saved(noise(), progressive=True, quality=30),
        saved(noise().convert("CMYK")),
        saved(noise(), restart_marker_blocks=1),
        saved(noise(1, 1)),
        *(saved(noise(), exif=exif(orientation), comment=PLACE) for orientation in range(10)),
        saved(noise(), icc_profile=PLACE * 9000, quality=95),
        saved(noise(), "MPO", save_all=True, append_images=[noise(30, 30)], exif=exif(6)),
    ],
)
def test_a_jpeg_stays_one_and_keeps_its_pixels_upright_without_its_metadata(data):
    picture = open_picture(data, "photo.jpg")
    file, ending = encoded(picture)
    assert ending == ".jpg"
    assert PLACE not in file
    assert opened_again(picture).digest == picture.digest
    assert Image.open(BytesIO(file)).format == "JPEG"


@pytest.mark.parametrize(
    "data",
    [
        saved(noise(), "PNG"),
        saved(noise(), "WEBP", quality=40),
        saved(noise().convert("P"), "GIF"),
        saved(noise(4200, 8)),
    ],
    ids=["png", "webp", "gif", "scaled down"],
)
def test_every_other_picture_becomes_a_png_of_the_same_pixels(data):
    picture = open_picture(data, "photo.any")
    file, ending = encoded(picture)
    assert ending == ".png"
    assert Image.open(BytesIO(file)).format == "PNG"
    assert opened_again(picture).digest == picture.digest


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8no", b"\x89PNG", b"\xff\xd8\xff\xda\0\2ab"]
)
def test_what_is_not_built_as_a_jpeg_is_refused(data):
    with pytest.raises(ValueError, match=r"no JPEG|no marker|no end"):
        bare_jpeg(data, 1)
