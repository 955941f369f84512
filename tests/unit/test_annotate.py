import random

import pytest
from PIL import Image, ImageChops, ImageColor

from core.i18n import speaking
from core.pictures.annotate import draw_marks
from core.pictures.marks import Mark, exact_percent, percent
from core.pictures.palette import color_of
from core.vision.detection.detect import Detection
from core.vision.detection.marks import annotate, marks_of

GREY = (120, 120, 120)


def plain(width=400, height=300):
    return Image.new("RGB", (width, height), GREY)


def pixels_of(image, color):
    wanted = ImageColor.getrgb(color)
    return sum(count for count, found in image.getcolors(1 << 24) if found == wanted)


def test_without_detections_the_picture_is_a_copy_unchanged():
    picture = plain()
    drawn = annotate(picture, [])
    assert drawn is not picture
    assert drawn.tobytes() == picture.tobytes()


def test_the_given_picture_is_left_alone():
    picture = plain()
    annotate(picture, [Detection("dog", 0.9, (50, 50, 150, 150))])
    assert picture.tobytes() == plain().tobytes()


def test_a_box_is_drawn_in_its_labels_colour_at_its_place():
    drawn = annotate(plain(), [Detection("dog", 0.9, (50, 60, 150, 160))])
    dog = ImageColor.getrgb(color_of("dog"))
    assert [drawn.getpixel(at) for at in ((50, 100), (149, 100), (100, 159))] == [dog] * 3
    assert drawn.getpixel((100, 100)) == GREY


@pytest.mark.parametrize("status", ["", "right", "false", "missed"])
def test_the_smallest_pictures_keep_their_size(status):
    for size in ((1, 1), (1, 500), (500, 1), (8, 8), (40, 30)):
        mark = Mark("person", color_of("person"), 0.5, (0, 0, *size), status=status)
        assert draw_marks(plain(*size), [mark]).size == size


@pytest.mark.parametrize(
    "box",
    [
        (-50, -50, 1000, 1000),
        (390, 290, 500, 400),
        (500, 500, 600, 600),
        (200, 200, 100, 100),
        (10, 10, 10, 10),
    ],
    ids=["around", "over a corner", "outside", "turned over", "empty"],
)
def test_a_box_beyond_the_picture_still_gets_a_whole_chip(box):
    drawn = annotate(plain(), [Detection("person", 0.97, box)])
    elsewhere = annotate(plain(), [Detection("person", 0.97, (100, 100, 101, 101))])
    assert pixels_of(drawn, color_of("person")) >= 0.9 * pixels_of(elsewhere, color_of("person"))


def test_three_hundred_detections_are_drawn():
    dice = random.Random(3)
    found = []
    for _ in range(300):
        x, y = dice.random() * 600, dice.random() * 400
        found.append(Detection(dice.choice(["person", "chair"]), dice.random(), (x, y, x + 30, y + 40)))
    drawn = annotate(plain(640, 480), found)
    assert pixels_of(drawn, color_of("person")) > 1000


@pytest.mark.parametrize("label", ["", " ", "pingüino", "企鹅", "x" * 900, "two\nlines"])
def test_any_label_gives_a_chip(label):
    drawn = annotate(plain(), [Detection(label, 0.5, (100, 100, 300, 250))])
    assert ImageChops.difference(drawn, plain()).crop((100, 84, 110, 100)).getbbox()


def test_chips_of_the_same_place_lie_side_by_side():
    box = (100, 100, 300, 250)
    one = annotate(plain(), [Detection("dog", 0.9, box)])
    two = annotate(plain(), [Detection("dog", 0.9, box), Detection("dog", 0.8, box)])
    chip = (100, 80, 180, 99)
    assert one.crop(chip).tobytes() == two.crop(chip).tobytes()
    assert pixels_of(two, color_of("dog")) > 1.3 * pixels_of(one, color_of("dog"))


def test_lines_grow_with_the_picture():
    shares = []
    for scale in (1, 4):
        box = tuple(scale * value for value in (100, 100, 300, 250))
        drawn = annotate(plain(400 * scale, 300 * scale), [Detection("dog", 0.9, box)])
        shares.append(pixels_of(drawn, color_of("dog")) / scale**2)
    assert shares[1] == pytest.approx(shares[0], rel=0.5)


def test_each_status_has_an_outline_of_its_own():
    box = (100, 100, 300, 250)
    drawings = {
        status: draw_marks(plain(), [Mark("dog", color_of("dog"), None, box, status=status)])
        .crop((100, 150, 110, 240))
        .tobytes()
        for status in ("right", "false", "missed")
    }
    assert len(set(drawings.values())) == 3


def test_a_mask_is_laid_over_its_pixels_alone():
    mask = Image.new("L", (400, 300))
    mask.paste(255, (200, 100, 400, 300))
    drawn = draw_marks(plain(), [Mark("sky", "#0000ff", mask=mask)])
    assert drawn.getpixel((50, 250)) == GREY
    red, green, blue = drawn.getpixel((350, 250))
    assert blue > 150
    assert red == green < 100


@pytest.mark.parametrize(
    ("language", "digits", "expected"),
    [("es", 1, "97,3\u00a0%"), ("en", 1, "97.3\u00a0%"), ("es", 0, "97\u00a0%")],
)
def test_scores_are_written_as_the_language_does(language, digits, expected):
    with speaking(language):
        assert percent(0.9731, digits) == expected


@pytest.mark.parametrize(
    ("score", "digits", "expected"),
    [
        (0.004, 0, "<\u00a01\u00a0%"),
        (0.0004, 1, "<\u00a00,1\u00a0%"),
        (0.0, 0, "0\u00a0%"),
        (0.006, 0, "1\u00a0%"),
    ],
)
def test_a_little_is_not_written_as_nothing(score, digits, expected):
    with speaking("es"):
        assert percent(score, digits) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "0"), (0.004, "0,4"), (0.00005, "0,005"), (0.125, "12,5"), (0.29, "29"), (1, "100")],
)
def test_a_threshold_is_written_with_the_digits_that_it_needs(share, expected):
    with speaking("es"):
        assert exact_percent(share) == f"{expected}\u00a0%"


def test_marks_keep_the_order_and_take_the_labels_colour():
    found = [Detection("dog", 0.9, (0, 0, 1, 1)), Detection("cat", 0.95, (0, 0, 2, 2))]
    assert [(mark.label, mark.color, mark.score) for mark in marks_of(found)] == [
        ("dog", color_of("dog"), 0.9),
        ("cat", color_of("cat"), 0.95),
    ]
