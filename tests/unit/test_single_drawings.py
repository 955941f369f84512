"""Single drawings of people as pictures whose class is known."""

from dataclasses import replace

import numpy as np
import pytest

from core.i18n import speaking
from core.pictures.images import drawn_picture
from core.pictures.labels import name_of, with_name
from core.sketch.class_names import classes
from core.sketch.data_set import held_out
from core.sketch.single import DrawingSpec, class_of, drawing_called, drawing_picture, drawings
from core.ui.inputs.drawing_input import SAMPLE_DRAWINGS
from core.vision.classification.names import label_meant, short_name
from core.vision.zero_shot.label_sets import DRAWN, labels_in
from core.vision.zero_shot.languages import DRAWINGS


@pytest.mark.parametrize("label", ["cat", "alarm clock", "The Eiffel Tower", "t-shirt", "teddy-bear"])
def test_a_drawing_is_found_by_the_name_of_its_picture(label):
    spec = DrawingSpec(label, 3)
    assert drawing_called(spec.name) == spec
    assert drawing_picture(spec).name == f"{spec.name}.png"


@pytest.mark.parametrize(
    "name",
    ["", "cat", "cat-", "cat-99", "cat--1", "cat-1.5", "cat-03", "cat-١", "alarm clock-3", "unicorn-1"],
)
def test_other_names_are_no_drawings(name):
    assert drawing_called(name) is None


def test_what_a_drawing_is_is_known_by_name_and_pixels():
    picture = drawing_picture(DrawingSpec("cat", 0))
    assert class_of(picture) == "cat"
    assert class_of(replace(picture, name="drawing.png")) is None
    assert class_of(replace(picture, source="upload")) is None
    assert class_of(drawn_picture(drawing_picture(DrawingSpec("dog", 0)).image, picture.name)) is None


def test_a_set_has_each_thing_once_before_any_twice_and_no_drawing_twice():
    chosen = drawings(400, 7)
    assert len({spec.label for spec in chosen[:345]}) == 345
    assert len(set(chosen)) == 400
    assert chosen[:50] == drawings(50, 7) != drawings(50, 8)


def test_a_set_is_no_larger_than_all_that_there_is():
    assert len(drawings(10**6, 1)) == len(held_out())
    assert drawings(0, 1) == ()


def test_a_picture_is_black_on_white_and_as_large_as_others():
    pixels = np.asarray(drawing_picture(DrawingSpec("cat", 0)).image)
    assert pixels.shape == (256, 256, 3)
    assert (pixels[0] == 255).all()
    assert pixels.min() == 0


def test_every_thing_has_its_spanish_name():
    with speaking("es"):
        assert with_name("alarm clock") == "despertador (alarm clock)"
        assert short_name("The Eiffel Tower") == "Torre Eiffel (The Eiffel Tower)"
        wrong = [label for label in classes() if name_of(_meant(label) or "") != name_of(label)]
    assert wrong == []


def _meant(label):
    return label_meant(name_of(label), classes())


def test_in_english_a_thing_is_called_as_the_data_set_calls_it():
    with speaking("en"):
        assert [label for label in classes() if with_name(label) != label] == []


@pytest.mark.parametrize(
    ("typed", "label"), [("despertador", "alarm clock"), ("Despertadores", "alarm clock"), ("gato", "cat")]
)
def test_a_typed_spanish_name_means_its_thing(typed, label):
    assert label_meant(typed, classes()) == label


def test_the_sample_drawings_are_what_the_first_labels_for_them_name():
    assert [spec.label for spec in SAMPLE_DRAWINGS] == list(DRAWN)
    assert labels_in(DRAWINGS.sets["en"])[:3] == ("a cat", "a bicycle", "a house")
    assert labels_in(DRAWINGS.sets["es"])[:3] == ("un gato", "una bicicleta", "una casa")
