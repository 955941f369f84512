"""A picture of a drawing ends as what a network sees of its strokes, whatever its size, its colours and its pen."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from core.models import loader
from core.models.catalogue.rows import find
from core.pictures.drawing import contrast_of, ink_of, problem_of, redrawn
from core.sketch import guessing as quick_draw
from core.sketch.data_set import held_out
from core.sketch.strokes import bitmap, simplified

DRAWINGS = [held_out().strokes(index) for index in range(0, len(held_out()), 220)]
"""Sixty drawings of as many things."""


FILLED = [
    ("ellipse", (50, 50, 350, 350)),
    ("ellipse", (180, 180, 240, 240)),
    ("rectangle", (50, 100, 350, 250)),
    ("rectangle", (100, 100, 300, 300)),
    ("polygon", (200, 50, 350, 350, 50, 350)),
]


def picture(strokes, side=400, width=8.0):
    """Black lines on white, smooth, on a canvas of `side` pixels that the drawing fills by three quarters."""
    fine, scale = 4 * side, 4 * side * 0.75 / 255
    margin = (fine - np.concatenate(strokes).max(axis=0) * scale) / 2
    paper = np.full((fine, fine), 255, np.uint8)
    for stroke in strokes:
        line = np.repeat(stroke, 2, axis=0) if len(stroke) == 1 else stroke
        points = np.round((line * scale + margin) * 16).astype(np.int32)
        cv2.polylines(paper, [points], False, 0, max(1, round(width * 4)), cv2.LINE_AA, 4)
    return Image.fromarray(paper).resize((side, side), Image.Resampling.BOX).convert("RGB")


def bitmap_of_picture(image):
    """What a network sees of a picture, or None where there is nothing to guess."""
    ink = ink_of(contrast_of(image))
    return None if problem_of(ink) else redrawn(ink)


def coloured(image, ink, paper):
    """The picture with its black and white made two other colours."""
    return ImageOps.colorize(image.convert("L"), black=ink, white=paper)


def on_glass(image, ink):
    """The picture's lines in one colour on nothing."""
    glass = Image.new("RGBA", image.size, ink)
    glass.putalpha(ImageOps.invert(image.convert("L")))
    return glass


def grey_levels_apart(one, other):
    return np.abs(one.astype(int) - other.astype(int)).mean()


@pytest.mark.parametrize(
    ("side", "width"), [(400, 2), (400, 5), (400, 8), (400, 14), (100, 2), (250, 4), (1200, 6), (1200, 24)]
)
def test_a_picture_becomes_nearly_what_its_strokes_become(side, width):
    apart = [
        grey_levels_apart(bitmap_of_picture(picture(drawing, side, width)), bitmap(simplified(drawing)))
        for drawing in DRAWINGS[::4]
    ]
    assert np.mean(apart) < 8


@pytest.mark.parametrize(
    ("ink", "paper"),
    [("white", "black"), ("red", "white"), ("yellow", "white"), ("#e0e0e0", "#202020"), ("blue", "#ffcc00")],
)
def test_colours_make_no_difference(ink, paper):
    for drawing in DRAWINGS[::6]:
        plain = picture(drawing)
        assert (
            grey_levels_apart(bitmap_of_picture(coloured(plain, ink, paper)), bitmap_of_picture(plain)) < 0.5
        )


@pytest.mark.parametrize("ink", ["black", "white", "red"])
def test_a_transparent_background_makes_no_difference(ink):
    for drawing in DRAWINGS[::6]:
        plain = picture(drawing)
        assert grey_levels_apart(bitmap_of_picture(on_glass(plain, ink)), bitmap_of_picture(plain)) < 0.5


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "LA", "CMYK"])
def test_every_kind_of_picture_is_read(mode):
    plain = picture(DRAWINGS[0])
    assert grey_levels_apart(bitmap_of_picture(plain.convert(mode)), bitmap_of_picture(plain)) < 6


def test_the_place_on_the_paper_makes_no_difference():
    plain = picture(DRAWINGS[1], 300)
    wide = Image.new("RGB", (900, 500), "white")
    wide.paste(plain, (560, 190))
    assert grey_levels_apart(bitmap_of_picture(wide), bitmap_of_picture(plain)) < 4


def test_the_noise_of_a_jpeg_photograph_is_no_ink(tmp_path):
    plain = picture(DRAWINGS[2])
    plain.save(tmp_path / "drawing.jpg", quality=30)
    with Image.open(tmp_path / "drawing.jpg") as opened:
        assert grey_levels_apart(bitmap_of_picture(opened), bitmap_of_picture(plain)) < 4


def falling(levels):
    """Light that falls from left to right by so many grey levels: [400, 400], 0 to 1."""
    return 1 - np.tile(np.linspace(0, levels / 255, 400), (400, 1))


def shadow(levels, softness=25):
    """Light with a soft shadow across a corner: [400, 400], 0 to 1."""
    down, right = np.mgrid[:400, :400]
    return 1 - levels / 255 / (1 + np.exp(((down + right) / 2 - 120) / softness))


LIGHTS = {
    "falling by 60": falling(60),
    "falling by 90": falling(90),
    "falling by 140": falling(140),
    "falling down": falling(90).T,
    "shadow of 60": shadow(60),
    "shadow of 90": shadow(90),
    "both": falling(60) * shadow(60),
}


def lit(image, light):
    return Image.fromarray(np.round(np.asarray(image.convert("RGB")) * light[..., None]).astype(np.uint8))


@pytest.mark.parametrize(
    ("ink", "paper", "width"), [("black", "white", 8), ("#203080", "#f0e8d0", 3), ("white", "#205030", 30)]
)
def test_uneven_light_on_the_paper_makes_no_difference(ink, paper, width):
    for drawing in DRAWINGS[::20]:
        plain = coloured(picture(drawing, width=width), ink, paper)
        expected = ink_of(contrast_of(plain))
        for name, light in LIGHTS.items():
            seen = ink_of(contrast_of(lit(plain, light)))
            assert seen.shape == pytest.approx(expected.shape, abs=3), name
            assert grey_levels_apart(redrawn(seen), redrawn(expected)) < 8, name


@pytest.mark.parametrize(("shape", "points"), FILLED)
def test_uneven_light_leaves_a_filled_shape_filled(shape, points):
    image = Image.new("RGB", (400, 400), "white")
    getattr(ImageDraw.Draw(image), shape)(points, fill="black")
    plain = bitmap_of_picture(image)
    for name, light in LIGHTS.items():
        assert grey_levels_apart(bitmap_of_picture(lit(image, light)), plain) < 4, name


def test_uneven_light_alone_is_no_drawing():
    noise = np.random.default_rng(0).normal(0, 4, (400, 400, 1))
    for name, light in LIGHTS.items():
        paper = np.clip(240 * light[..., None] + noise, 0, 255).repeat(3, axis=2)
        assert problem_of(ink_of(contrast_of(Image.fromarray(paper.astype(np.uint8))))) == "empty", name


@pytest.mark.parametrize("colour", ["white", "black", "#808080", (0, 0, 0, 0), (255, 0, 0, 255)])
def test_a_picture_of_one_colour_has_no_drawing(colour):
    image = Image.new("RGBA", (400, 300), colour)
    assert problem_of(ink_of(contrast_of(image))) == "empty"
    assert bitmap_of_picture(image) is None


@pytest.mark.parametrize(
    "box", [(200, 200, 200, 200), (200, 200, 206, 206), (30, 340, 70, 380), (10, 10, 390, 390)]
)
def test_a_dot_of_the_pen_and_a_sheet_that_is_full_are_no_drawing(box):
    image = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(image).rectangle(box, fill="black")
    assert problem_of(ink_of(contrast_of(image))) == "spot"
    assert bitmap_of_picture(image) is None


@pytest.mark.parametrize(("shape", "points"), FILLED)
def test_a_filled_shape_is_a_drawing_and_stays_filled(shape, points):
    image = Image.new("RGB", (400, 400), "white")
    getattr(ImageDraw.Draw(image), shape)(points, fill="black")
    seen = bitmap_of_picture(image)
    as_it_is = np.asarray(image.convert("L")) < 128
    rows, columns = np.nonzero(as_it_is)
    share = as_it_is.sum() / (np.ptp(rows) + 1) / (np.ptp(columns) + 1)
    inked = seen > 127
    rows, columns = np.nonzero(inked)
    assert max(np.ptp(rows), np.ptp(columns)) >= 22
    assert inked.sum() / (np.ptp(rows) + 1) / (np.ptp(columns) + 1) == pytest.approx(share, abs=0.15)


@pytest.mark.parametrize("line", [(50, 200, 350, 200), (200, 50, 200, 350), (50, 50, 350, 350)])
def test_a_straight_line_is_a_drawing(line):
    image = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(image).line(line, fill="black", width=8)
    assert problem_of(ink_of(contrast_of(image))) == ""
    assert bitmap_of_picture(image).max() > 100


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (2, 2), (3, 700)])
def test_a_tiny_picture_is_no_error(size):
    image = Image.new("RGB", size, "white")
    image.putpixel((0, 0), (0, 0, 0))
    assert bitmap_of_picture(image) is None or bitmap_of_picture(image).shape == (28, 28)


def test_a_larger_picture_of_the_same_drawing_can_be_asked_for():
    large = redrawn(ink_of(contrast_of(picture(DRAWINGS[0]))), 224)
    assert large.shape == (224, 224)
    small = cv2.resize(large, (28, 28), interpolation=cv2.INTER_AREA)
    assert grey_levels_apart(small, redrawn(ink_of(contrast_of(picture(DRAWINGS[0]))))) < 2


@pytest.fixture(scope="module")
def guesser():
    return loader.load(find("quickdraw-resnet"), "cpu")


@pytest.mark.parametrize(
    ("side", "width", "same"),
    [(400, 2, 0.7), (400, 8, 0.7), (400, 20, 0.65), (400, 40, 0.45), (100, 2, 0.65), (1200, 6, 0.7)],
)
def test_most_pictures_are_guessed_as_their_strokes_are(guesser, side, width, same):
    drawings = DRAWINGS[::2]
    strokes = quick_draw.bitmap_probabilities(
        guesser, np.stack([bitmap(simplified(drawing)) for drawing in drawings])
    )
    seen = [bitmap_of_picture(picture(drawing, side, width)) for drawing in drawings]
    blank = np.zeros((28, 28), np.uint8)
    pictures = quick_draw.bitmap_probabilities(
        guesser, np.stack([blank if one is None else one for one in seen])
    )
    assert np.mean(strokes.argmax(axis=1) == pictures.argmax(axis=1)) >= same


def test_the_same_picture_in_other_colours_is_guessed_the_same(guesser):
    for drawing in DRAWINGS[::5]:
        plain = picture(drawing)
        others = [plain, ImageOps.invert(plain), coloured(plain, "red", "#ffff80"), on_glass(plain, "black")]
        scores = quick_draw.bitmap_probabilities(
            guesser, np.stack([bitmap_of_picture(one) for one in others])
        )
        assert len(set(scores.argmax(axis=1).tolist())) == 1
