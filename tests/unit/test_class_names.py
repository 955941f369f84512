import csv
import re

import pytest

from core.i18n import speaking
from core.sketch.class_names import NAMES, class_name, classes, with_article
from core.sketch.data_set import held_out

SPANISH_ARTICLE = re.compile(r"(un|una|unos|unas|el|la) ")


def rows():
    with NAMES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("label", ["", "unicorn", "Cat", "LABEL_3"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_label_that_is_no_class_comes_back_as_it_is(label, language):
    with speaking(language):
        assert (class_name(label), with_article(label)) == (label, label)


@pytest.mark.parametrize(
    ("label", "spanish", "with_spanish", "english", "with_english"),
    [
        ("cat", "gato", "un gato", "cat", "a cat"),
        ("airplane", "avión", "un avión", "airplane", "an airplane"),
        ("hourglass", "reloj de arena", "un reloj de arena", "hourglass", "an hourglass"),
        ("axe", "hacha", "un hacha", "axe", "an axe"),
        ("scissors", "tijeras", "unas tijeras", "scissors", "scissors"),
        ("teddy-bear", "osito de peluche", "un osito de peluche", "teddy bear", "a teddy bear"),
        ("The Eiffel Tower", "Torre Eiffel", "la Torre Eiffel", "Eiffel Tower", "the Eiffel Tower"),
    ],
)
def test_a_class_is_called_as_people_call_it_in_each_language(
    label, spanish, with_spanish, english, with_english
):
    with speaking("es"):
        assert (class_name(label), with_article(label)) == (spanish, with_spanish)
    with speaking("en"):
        assert (class_name(label), with_article(label)) == (english, with_english)


def test_the_classes_are_those_of_the_drawings_in_the_same_order():
    assert classes() == held_out().classes


@pytest.mark.parametrize("column", ["class", "en", "en_article", "es", "es_article"])
def test_no_two_classes_share_a_name_and_none_is_empty(column):
    names = [row[column].strip().casefold() for row in rows()]
    assert len(set(names)) == len(names) == 345
    assert all(names)


def test_every_spanish_name_has_an_article_in_front_of_it_and_no_second_one():
    wrong = [
        row["class"]
        for row in rows()
        if not SPANISH_ARTICLE.match(row["es_article"])
        or row["es_article"].split(" ", 1)[1] != row["es"]
        or SPANISH_ARTICLE.match(row["es"])
    ]
    assert not wrong


def test_every_english_name_has_its_article_unless_it_takes_none():
    """Plurals and things that are not counted take none; "an" stands before the sound of a vowel."""
    wrong = [
        row["class"]
        for row in rows()
        if row["en_article"] != row["en"]
        and row["en_article"] != f"the {row['en']}"
        and row["en_article"] != ("an " if re.match("[aeiou]|hour", row["en"]) else "a ") + row["en"]
    ]
    assert not wrong


def test_english_names_that_take_no_article_are_plurals_or_not_counted():
    bare = {row["class"] for row in rows() if row["en_article"] == row["en"]}
    not_counted = {
        "asparagus", "bread", "broccoli", "camouflage", "grass", "lightning", "rain", "toothpaste", "underwear", "yoga"
    }  # fmt: skip
    assert all(name.endswith("s") for name in bare - not_counted)
    assert not_counted < bare
