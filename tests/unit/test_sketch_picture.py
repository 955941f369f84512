"""A picture of a drawing ends as what a network sees of its strokes, whatever its size, its colours and its pen."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from core.models import loader
from core.models.catalogue import find
from core.vision import quick_draw
from core.vision.drawings import held_out
from core.vision.sketch import bitmap, simplified
from core.vision.sketch_picture import bitmap_of_picture, ink_of, problem_of, redrawn

DRAWINGS = [held_out().strokes(index) for index in range(0, len(held_out()), 220)]
"""Sixty drawings of as many things."""


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


@pytest.mark.parametrize("colour", ["white", "black", "#808080", (0, 0, 0, 0), (255, 0, 0, 255)])
def test_a_picture_of_one_colour_has_no_drawing(colour):
    image = Image.new("RGBA", (400, 300), colour)
    assert problem_of(ink_of(image)) == "empty"
    assert bitmap_of_picture(image) is None


@pytest.mark.parametrize(
    "box", [(200, 200, 200, 200), (200, 200, 206, 206), (10, 10, 390, 390), (50, 100, 350, 250)]
)
def test_a_spot_of_ink_and_a_pad_that_is_full_are_no_drawing(box):
    image = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(image).rectangle(box, fill="black")
    assert problem_of(ink_of(image)) == "spot"
    assert bitmap_of_picture(image) is None


@pytest.mark.parametrize("line", [(50, 200, 350, 200), (200, 50, 200, 350), (50, 50, 350, 350)])
def test_a_straight_line_is_a_drawing(line):
    image = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(image).line(line, fill="black", width=8)
    assert problem_of(ink_of(image)) == ""
    assert bitmap_of_picture(image).max() > 100


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (2, 2), (3, 700)])
def test_a_tiny_picture_is_no_error(size):
    image = Image.new("RGB", size, "white")
    image.putpixel((0, 0), (0, 0, 0))
    assert bitmap_of_picture(image) is None or bitmap_of_picture(image).shape == (28, 28)


def test_a_larger_picture_of_the_same_drawing_can_be_asked_for():
    large = redrawn(ink_of(picture(DRAWINGS[0])), 224)
    assert large.shape == (224, 224)
    small = cv2.resize(large, (28, 28), interpolation=cv2.INTER_AREA)
    assert grey_levels_apart(small, redrawn(ink_of(picture(DRAWINGS[0])))) < 2


@pytest.fixture(scope="module")
def guesser():
    row = find("quickdraw-resnet")
    if not Path(row.local_path).is_dir():
        pytest.skip("its weights are still being trained")
    return loader.load(row, "cpu")


@pytest.mark.parametrize(
    ("side", "width", "same"),
    [(400, 2, 0.7), (400, 8, 0.7), (400, 20, 0.65), (400, 40, 0.45), (100, 2, 0.65), (1200, 6, 0.7)],
)
def test_most_pictures_are_guessed_as_their_strokes_are(guesser, side, width, same):
    strokes = quick_draw.of_bitmaps(guesser, np.stack([bitmap(simplified(drawing)) for drawing in DRAWINGS]))
    seen = [bitmap_of_picture(picture(drawing, side, width)) for drawing in DRAWINGS]
    blank = np.zeros((28, 28), np.uint8)
    pictures = quick_draw.of_bitmaps(guesser, np.stack([blank if one is None else one for one in seen]))
    assert np.mean(strokes.argmax(axis=1) == pictures.argmax(axis=1)) >= same


def test_the_same_picture_in_other_colours_is_guessed_the_same(guesser):
    for drawing in DRAWINGS[::5]:
        plain = picture(drawing)
        others = [plain, ImageOps.invert(plain), coloured(plain, "red", "#ffff80"), on_glass(plain, "black")]
        scores = quick_draw.of_bitmaps(guesser, np.stack([bitmap_of_picture(one) for one in others]))
        assert len(set(scores.argmax(axis=1).tolist())) == 1
