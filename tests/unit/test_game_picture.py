from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from core.i18n import speaking
from core.sketch.game_picture import HEIGHT, WIDTH, drawing_svg, result_png, result_svg, result_words
from core.sketch.pictionary import Game, Round

DAY = date(2026, 11, 22)
LINE = np.array([(10, 10), (110, 60)], np.float32)
DOT = np.array([(40, 40)], np.float32)
SVG = "{http://www.w3.org/2000/svg}"


def played(word="cat", recognised=True, strokes=(LINE,)):
    return Round(word, 20, 0.0, 3.21, recognised, strokes)


def path(svg):
    return "".join(part.get("d", "") for part in ElementTree.fromstring(svg).iter(f"{SVG}path"))


def texts(svg):
    return [part.text for part in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_an_empty_drawing_is_white_paper():
    assert path(drawing_svg(())) == ""


@pytest.mark.parametrize(("first", "lines"), [(None, 3), (0, 0), (1, 1), (2, 2), (9, 3)])
def test_the_beginning_of_a_drawing_has_its_first_lines(first, lines):
    assert path(drawing_svg((LINE, LINE + 20, DOT), first)).count("M") == lines


def test_a_line_stays_where_it_is_when_others_are_left_out():
    whole, part = drawing_svg((LINE, LINE * 3)), drawing_svg((LINE, LINE * 3), 1)
    assert path(whole).startswith(path(part))


@pytest.mark.parametrize("rounds", [0, 1, 6])
def test_the_picture_has_its_size_whatever_was_played(rounds):
    with speaking("en"), Image.open(BytesIO(result_png(Game((played(),) * rounds), "A model", DAY))) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"cat", "3.2 s", "not recognised", "MiraLab", "A model guessed · November 22, 2026"}),
        ("es", {"gato", "3,2 s", "no reconocido", "MiraLab", "Adivinaba A model · 22 de noviembre de 2026"}),
    ],
)
def test_the_picture_says_everything_in_the_language_in_use(language, words):
    game = Game((played(), played("house", recognised=False)))
    with speaking(language):
        assert words <= set(texts(result_svg(game, "A model", DAY)))


def test_letters_with_accents_are_drawn():
    def ink(model):
        with speaking("en"), Image.open(BytesIO(result_png(Game(()), model, DAY))) as image:
            return np.asarray(image.convert("L"))

    assert not np.array_equal(ink("ñ"), ink("n"))
    assert not np.array_equal(ink("ñ"), ink("ó"))


def test_a_name_from_elsewhere_stays_text():
    with speaking("en"):
        svg = result_svg(Game((played("<b>&"),)), "<script>", DAY)
    assert "<b>&" in texts(svg)


def test_a_drawing_that_was_not_recognised_has_no_time():
    with speaking("en"):
        assert result_words(played(recognised=False)) == "not recognised"
