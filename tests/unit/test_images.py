"""The image border: what comes in good, and what is refused with which message."""

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.errors import UserError
from core.i18n import speaking
from core.models.memory import watched_peak
from core.pictures import images, tiles
from core.pictures.images import open_picture, with_transparency

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def halves(size=(40, 20), left=RED, right=BLUE):
    """A picture with two colours, so that a turn, a mirror or a wrong frame shows."""
    image = Image.new("RGB", size, left)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=right)
    return image


def saved(image, file_format, **options):
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def close_to(pixel, colour, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


def message_of(data, name="photo.jpg"):
    with pytest.raises(UserError) as caught, speaking("en"):
        open_picture(data, name)
    with speaking("en"):
        return str(caught.value)


def huge_png(width, height):
    """A PNG of a few bytes that declares as many pixels as one likes."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


# Each of the formats, with the options that keep its colours as they are.
@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("AVIF", {"quality": 95}),
        ("HEIF", {"quality": 95}),
    ],
)
def test_every_format_gives_the_same_picture(file_format, options):
    if file_format == "HEIF":
        images._register_heif()
    picture = open_picture(saved(halves(), file_format, **options), "photo")
    assert (picture.image.mode, picture.image.size) == ("RGB", (40, 20))
    assert close_to(picture.image.getpixel((5, 10)), RED)
    assert close_to(picture.image.getpixel((35, 10)), BLUE)


# Orientation 1..8: where the stored left half (red) is to be seen once the picture is upright.
ORIENTATIONS = {
    1: ((40, 20), (5, 10), (35, 10)),
    2: ((40, 20), (35, 10), (5, 10)),
    3: ((40, 20), (35, 10), (5, 10)),
    4: ((40, 20), (5, 10), (35, 10)),
    5: ((20, 40), (10, 5), (10, 35)),
    6: ((20, 40), (10, 5), (10, 35)),
    7: ((20, 40), (10, 35), (10, 5)),
    8: ((20, 40), (10, 35), (10, 5)),
}
"""EXIF's way up -> the size of the picture when it is upright, and where its red and its blue half are then."""


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_exif_rotation_is_applied(file_format):
    for orientation, (size, red_at, blue_at) in ORIENTATIONS.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        picture = open_picture(saved(halves(), file_format, exif=exif, quality=95), "photo")
        assert picture.image.size == size, orientation
        assert close_to(picture.image.getpixel(red_at), RED, 30), orientation
        assert close_to(picture.image.getpixel(blue_at), BLUE, 30), orientation


def test_a_turned_heic_is_turned_once():
    images._register_heif()
    image = halves()
    # pillow-heif writes the file's own turn (irot) from the image's EXIF; the EXIF in the file is not to count again.
    image.getexif()[0x0112] = 6
    picture = open_picture(saved(image, "HEIF", quality=95), "photo.heic")
    assert picture.image.size == (20, 40)
    assert close_to(picture.image.getpixel((10, 5)), RED, 30)


def test_metadata_does_not_pass_the_border():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera's name"
    picture = open_picture(saved(halves(), "JPEG", exif=exif), "photo.jpg")
    assert (dict(picture.image.getexif()), picture.image.info) == ({}, {})


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_exif_leaves_the_picture_good():
    data = saved(halves(), "JPEG", exif=b"Exif\0\0MM\0\x2a\xff\xff\xff\xff")
    assert open_picture(data, "photo.jpg").image.size == (40, 20)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_exif_leaves_what_is_transparent_good():
    data = saved(Image.new("RGBA", (40, 20), (255, 0, 0, 0)), "PNG", exif=b"Exif\0\0garbage!!")
    assert with_transparency(data).size == (40, 20)


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "I;16"])
def test_where_nothing_is_transparent_there_is_nothing_to_keep(mode):
    assert with_transparency(saved(Image.new(mode, (4, 4)), "PNG")) is None


@pytest.mark.parametrize("image", [Image.new("RGBA", (4, 2), (9, 8, 7, 0)), Image.new("LA", (4, 2), (9, 0))])
def test_what_is_transparent_can_be_kept(image):
    kept = with_transparency(saved(image, "PNG"))
    assert (kept.mode, kept.getpixel((1, 1))[3]) == ("RGBA", 0)


def test_a_transparent_colour_of_a_palette_can_be_kept():
    image = Image.new("P", (4, 2), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    assert with_transparency(saved(image, "PNG", transparency=1)).getpixel((0, 0))[3] == 0


def test_what_is_kept_transparent_is_upright_and_scaled_down_like_the_picture():
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(Image.new("RGBA", (5000, 20)), "PNG", exif=exif)
    assert with_transparency(data).size == open_picture(data, "a.png").image.size


# What is transparent comes out white, whatever colour hides under it.
@pytest.mark.parametrize(
    "image",
    [
        pytest.param(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), id="colour"),
        pytest.param(Image.new("LA", (4, 4), (0, 0)), id="grey"),
    ],
)
def test_transparency_becomes_white(image):
    assert open_picture(saved(image, "PNG"), "a.png").image.getpixel((1, 1)) == WHITE


def test_half_transparency_is_blended_with_white():
    data = saved(Image.new("RGBA", (2, 2), (255, 0, 0, 128)), "PNG")
    assert close_to(open_picture(data, "a.png").image.getpixel((0, 0)), (255, 127, 127), 1)


def test_palette_with_alpha_keeps_its_opaque_colours():
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putdata([0, 1])
    picture = open_picture(saved(image, "PNG", transparency=bytes([0, 255])), "a.png")
    assert [picture.image.getpixel((x, 0)) for x in (0, 1)] == [WHITE, BLUE]


def test_rgb_with_a_transparent_colour_becomes_white_there():
    data = saved(halves((2, 1)), "PNG", transparency=RED)
    picture = open_picture(data, "a.png")
    assert [picture.image.getpixel((x, 0)) for x in (0, 1)] == [WHITE, BLUE]


def test_cmyk_becomes_rgb():
    picture = open_picture(saved(halves().convert("CMYK"), "JPEG", quality=95, subsampling=0), "print.jpg")
    assert close_to(picture.image.getpixel((5, 10)), RED)
    assert close_to(picture.image.getpixel((35, 10)), BLUE)


def test_black_and_white_becomes_rgb():
    image = Image.new("1", (2, 1))
    image.putpixel((1, 0), 1)
    picture = open_picture(saved(image, "PNG"), "a.png")
    assert [picture.image.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 0), WHITE]


# Values in, grey levels out: each takes the scale that its values fit.
@pytest.mark.parametrize(
    ("values", "dtype", "file_format", "expected"),
    [
        ([0, 32768, 65535], np.uint16, "PNG", [0, 128, 255]),
        ([0, 257, 1023], np.uint16, "PNG", [0, 64, 255]),
        ([0, 2048, 4095], np.uint16, "TIFF", [0, 128, 255]),
        ([0, 32768, 65535], np.uint16, "TIFF", [0, 128, 255]),
        ([0, 100, 255], np.int32, "TIFF", [0, 100, 255]),
        ([0, 32768, 65535], np.int32, "TIFF", [0, 128, 255]),
        ([0, 500_000, 1_000_000], np.int32, "TIFF", [0, 128, 255]),
        ([0, 0.5, 1], np.float32, "TIFF", [0, 128, 255]),
        ([0, 100, 255], np.float32, "TIFF", [0, 100, 255]),
        ([-1, 0, 1], np.float32, "TIFF", [0, 128, 255]),
        ([np.nan, np.inf, 1], np.float32, "TIFF", [0, 0, 255]),
        ([0, 0, 0], np.float32, "TIFF", [0, 0, 0]),
        ([-5, -5, -5], np.int32, "TIFF", [0, 0, 0]),
    ],
)
def test_deep_greys_are_scaled_to_8_bits(values, dtype, file_format, expected):
    data = saved(Image.fromarray(np.array([values], dtype)), file_format)
    picture = open_picture(data, "deep")
    assert [picture.image.getpixel((x, 0)) for x in range(3)] == [(grey,) * 3 for grey in expected]


@pytest.mark.parametrize(("brightest", "stretched"), [(1023, (0, 1023)), (65535, None)])
def test_greys_that_fill_only_part_of_their_file_say_so(brightest, stretched):
    data = saved(Image.fromarray(np.array([[0, brightest]], np.uint16)), "PNG")
    assert open_picture(data, "deep.png").stretched == stretched


def test_16_bit_colour_keeps_its_colours():
    header = struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0" + struct.pack(">HHH", 65535, 32768, 0))

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    assert open_picture(data, "deep.png").image.getpixel((0, 0)) == (255, 128, 0)


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_taken(file_format):
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE, WHITE)]
    data = saved(frames[0], file_format, save_all=True, append_images=frames[1:], duration=50)
    assert close_to(open_picture(data, "animation").image.getpixel((4, 4)), RED)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "GIF"])
def test_a_picture_of_one_pixel_works(file_format):
    assert open_picture(saved(Image.new("RGB", (1, 1), WHITE), file_format), "dot").image.size == (1, 1)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("size", "expected", "scaled_from"),
    [
        ((4096, 10), (4096, 10), None),
        ((8192, 100), (4096, 50), (8192, 100)),
        ((100, 6000), (68, 4096), (100, 6000)),
        ((20000, 1), (4096, 1), (20000, 1)),
    ],
)
def test_a_large_picture_is_scaled_down(file_format, size, expected, scaled_from):
    picture = open_picture(saved(Image.new("RGB", size), file_format), "large")
    assert (picture.image.size, picture.scaled_from) == (expected, scaled_from)


def test_the_size_before_scaling_is_that_of_the_upright_picture():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = open_picture(saved(Image.new("RGB", (8192, 100)), "JPEG", exif=exif), "large.jpg")
    assert (picture.image.size, picture.scaled_from) == ((50, 4096), (100, 8192))


# Small tiles, so that there are many seams; the turn comes after them.
@pytest.mark.parametrize("size", [(333, 257), (700, 3), (3, 700)])
def test_a_picture_that_is_scaled_down_shows_no_seams(monkeypatch, size):
    monkeypatch.setattr(images, "MAX_SIDE", 100)
    monkeypatch.setattr(tiles, "TILE", 48)
    noise = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    image = Image.fromarray(noise)
    scaled = open_picture(saved(image, "PNG"), "noise.png").image
    whole = image.resize(scaled.size, Image.Resampling.LANCZOS)
    assert np.abs(np.asarray(scaled, int) - np.asarray(whole, int)).max() <= 1


@pytest.mark.parametrize(("mode", "colour"), [("I;16", 777), ("RGBA", (255, 0, 0, 128)), ("RGB", "red")])
def test_a_small_file_of_many_pixels_does_not_fill_the_memory(mode, colour):
    data = saved(Image.new(mode, (8000, 8000), colour), "PNG", compress_level=1)
    with watched_peak("cpu") as peak:
        open_picture(data, "large.png")
    assert peak.bytes < 600_000_000


def test_a_format_that_takes_more_memory_may_have_fewer_pixels(monkeypatch):
    monkeypatch.setitem(images._LIMITS, "WEBP", 799)
    data = [saved(halves(), file_format) for file_format in ("WEBP", "PNG")]
    assert "too many pixels" in message_of(data[0])
    assert open_picture(data[1], "photo.png").scaled_from is None


@pytest.mark.parametrize(
    ("data", "part_of_message"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"this is a text, not a photograph", "not a picture", id="text named .jpg"),
        pytest.param(b"\xff\xd8\xff", "not a picture", id="three bytes of a JPEG"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture", id="SVG"),
        pytest.param(b"%PDF-1.7\n", "not a picture", id="PDF"),
        pytest.param(saved(halves(), "ICO"), "not a picture", id="a format that is not on the list"),
        pytest.param(huge_png(30_000, 30_000), "too many pixels", id="bomb"),
        pytest.param(huge_png(8001, 8000), "too many pixels", id="just over the limit of pixels"),
        pytest.param(huge_png(100, 100), "cut short", id="PNG without its pixels"),
        pytest.param(bytes(images.MAX_PICTURE_BYTES + 1), "too large", id="too many bytes"),
    ],
)
def test_a_bad_file_is_refused_with_a_clear_message(data, part_of_message):
    assert part_of_message in message_of(data)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF"])
def test_a_file_that_is_cut_short_is_refused(file_format):
    images._register_heif()
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (80, 80, 3), dtype=np.uint8))
    data = saved(noise, file_format)
    for kept in (0.3, 0.6, 0.9):
        message = message_of(data[: int(len(data) * kept)])
        assert "cut short" in message or "not a picture" in message, kept


@pytest.mark.parametrize("kept", [0.5, 0.98])
def test_a_jpeg_that_is_cut_short_is_called_so(kept):
    data = saved(halves((200, 200)), "JPEG")
    assert "cut short" in message_of(data[: int(len(data) * kept)])


def test_eps_is_never_handed_to_ghostscript(monkeypatch):
    from PIL import EpsImagePlugin

    def refuse(*args, **kwargs):
        raise AssertionError("Ghostscript was started")

    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", refuse)
    assert "not a picture" in message_of(saved(halves(), "EPS"))


def test_a_bomb_is_refused_even_when_pillow_has_no_limit(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    assert "too many pixels" in message_of(huge_png(30_000, 30_000))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cat.jpg", "cat.jpg"),
        ("/etc/cat.jpg", "cat.jpg"),
        ("C:\\photos\\cat.jpg", "cat.jpg"),
        ("gato\n\x00.jpg", "gato.jpg"),
        ("", "picture"),
        ("a" * 200 + ".jpg", "a" * 96 + ".jpg"),
    ],
)
def test_the_name_is_a_bare_file_name(name, expected):
    assert open_picture(saved(halves(), "PNG"), name).name == expected


def test_the_error_names_the_file_and_speaks_spanish():
    with pytest.raises(UserError) as caught:
        open_picture(b"", "gato.jpg")
    with speaking("es"):
        assert str(caught.value) == "El archivo gato.jpg está vacío. Elige otra imagen."


def test_the_digest_is_that_of_the_pixels_not_of_the_file():
    png, bmp = (open_picture(saved(halves(), file_format), file_format) for file_format in ("PNG", "BMP"))
    assert png.digest == bmp.digest


def test_the_digest_tells_pictures_of_the_same_bytes_and_other_sizes_apart():
    wide, tall = (open_picture(saved(Image.new("RGB", size), "PNG"), "a.png") for size in ((4, 2), (2, 4)))
    assert wide.digest != tall.digest


def test_pictures_opened_in_many_threads_are_right():
    files = [saved(Image.new("RGB", (8, 8), (shade, 0, 0)), "PNG") for shade in range(64)]
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda data: open_picture(data, "a.png"), files))
    assert [picture.image.getpixel((0, 0))[0] for picture in pictures] == list(range(64))


def test_what_is_no_picture_is_called_so_after_ultralytics_was_imported():
    import ultralytics  # noqa: F401

    assert "not a picture" in message_of(b"this is no picture")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_that_only_lacks_its_end_marker_opens_whole(progressive, missing):
    whole = saved(Image.effect_noise((64, 48), 80).convert("RGB"), "JPEG", progressive=progressive)
    cut = open_picture(whole[:-missing], "cut.jpg")
    assert cut.digest == open_picture(whole, "whole.jpg").digest
    assert cut.jpeg == whole


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_lacks_its_last_pixels_is_refused(progressive):
    whole = saved(Image.effect_noise((64, 48), 80).convert("RGB"), "JPEG", progressive=progressive)
    assert "cut short or damaged" in message_of(whole[:-12])


def test_a_camera_s_file_of_two_pictures_gives_the_first():
    data = saved(
        Image.new("RGB", (8, 8), RED), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))]
    )
    assert close_to(open_picture(data, "camera.mpo").image.getpixel((4, 4)), RED)
