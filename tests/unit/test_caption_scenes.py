import numpy as np
import pytest

from training.scenes import captions, clip_choices, words
from training.scenes.captions import Kind
from training.scenes.words import Phrase, Sentence, Wording, said


@pytest.fixture(scope="module")
def pool():
    return clip_choices.held_out_things()


def scenes(pool, count, training=True, side=48):
    return [
        captions.make_captioned(np.random.default_rng([5, number]), pool, side, training)
        for number in range(count)
    ]


def one(thing, number=1, colour=None):
    return Sentence((Phrase(thing, number, colour),))


@pytest.mark.parametrize(
    ("sentence", "es", "en"),
    [
        (one("cat"), "un gato", "a cat"),
        (one("cat", 2, "red"), "dos gatos rojos", "two red cats"),
        (one("chair", 3, "purple"), "tres sillas moradas", "three purple chairs"),
        (one("airplane", 1, "orange"), "un avión naranja", "an orange airplane"),
        (one("umbrella", 4, "blue"), "cuatro paraguas azules", "four blue umbrellas"),
        (one("apple", 1, "red"), "una manzana roja", "a red apple"),
        (one("wine glass", 2, "brown"), "dos copas de vino marrones", "two brown wine glasses"),
        (one("scissors", 1, "yellow"), "unas tijeras amarillas", "a pair of yellow scissors"),
        (one("scissors", 2), "dos tijeras", "two pairs of scissors"),
        (one("scissors", 2, "black"), "dos tijeras negras", "two pairs of black scissors"),
        (one("axe", 1, "black"), "un hacha negra", "a black axe"),
        (one("pants", 1, "red"), "unos pantalones rojos", "red pants"),
        (one("stop sign", 1, "grey"), "una señal de stop gris", "a grey stop sign"),
        (one("fish", 2, "pink"), "dos peces rosas", "two pink fish"),
        (
            Sentence((Phrase("cat", 1, "red"), Phrase("house")), "left"),
            "un gato rojo a la izquierda de una casa",
            "a red cat to the left of a house",
        ),
        (
            Sentence((Phrase("apple", 2), Phrase("tree")), "below"),
            "dos manzanas debajo de un árbol",
            "two apples below a tree",
        ),
        (
            Sentence((Phrase("cat"), Phrase("apple", 2), Phrase("house", 1, "blue"))),
            "un gato, dos manzanas y una casa azul",
            "a cat, two apples and a blue house",
        ),
    ],
)
def test_sentences_are_good_spanish_and_english(sentence, es, en):
    assert (said(sentence, "es"), said(sentence, "en")) == (es, en)


def test_other_words_and_digits_are_said_when_wanted():
    how = Wording(form=1, also=(True,) * 3, digits=(True,) * 3)
    assert said(one("sailboat", 2, "red"), "es", how) == "un dibujo de 2 barcos rojos"
    assert said(one("television", 1, "red"), "es", how) == "un dibujo de un televisor rojo"
    assert said(one("television", 1, "orange"), "en", how) == "a drawing of an orange TV"


def test_of_and_the_are_contracted_in_spanish():
    assert words.preferred_name("yoga", "es") == "un dibujo del yoga"
    assert words.preferred_name("cat", "es") == "un dibujo de un gato"
    assert words.preferred_name("The Eiffel Tower", "en") == "a drawing of the Eiffel Tower"


def test_every_thing_is_called_in_both_languages():
    assert len(words.things()) == 345
    for language in words.LANGUAGES:
        assert len({words.names_of(thing, language)[0] for thing in words.things()}) > 340


def test_a_plural_that_nobody_wrote_down_is_an_error():
    with pytest.raises(ValueError, match="plural"):
        said(one("lion", 2), "es")


def test_what_is_said_of_a_scene_is_true_and_what_was_changed_is_false(pool):
    rng = np.random.default_rng(1)
    for scene in scenes(pool, 60):
        sentence = captions.sentence_about(scene.kinds, rng)
        assert captions.is_true(sentence, scene.kinds)
        assert not captions.is_false(sentence, scene.kinds)
        other = captions.changed(sentence, scene.kinds, rng)
        assert captions.is_false(other, scene.kinds)
        assert not captions.sentence_is_kept_out(other)
        same = sum(a == b for a, b in zip(sentence.phrases, other.phrases, strict=True))
        changed = (len(sentence.phrases) - same) + (sentence.place != other.place)
        assert changed == 1


def test_no_training_scene_shows_what_is_kept_out(pool):
    for scene in scenes(pool, 80):
        for kind in scene.kinds:
            assert not captions.is_kept_out("colour", kind.thing, kind.colour)
            assert kind.number == 1 or not captions.is_kept_out("number", kind.thing, kind.number)
        for a in scene.kinds:
            for b in scene.kinds:
                if a is not b and captions.stands("left", a.box, b.box):
                    assert not captions.is_kept_out("place", a.thing, "left", b.thing)
                if a is not b and captions.stands("above", a.box, b.box):
                    assert not captions.is_kept_out("place", a.thing, "above", b.thing)


def test_a_part_of_all_combinations_is_kept_out():
    names = words.countable()
    colours = [captions.colour_is_kept_out(name, colour) for name in names for colour in words.COLOURS]
    places = [captions.place_is_kept_out(a, "left", b) for a in names for b in names if a != b]
    assert 0.07 < np.mean(colours) < 0.18
    assert 0.07 < np.mean(places) < 0.18
    assert any(captions.number_is_kept_out(name, number) for name in names for number in (2, 3, 4))
    assert not any(captions.number_is_kept_out(name, 1) for name in names)


def test_a_place_is_kept_out_seen_from_both_sides():
    for a in words.countable()[:8]:
        for b in words.countable()[8:16]:
            assert captions.place_is_kept_out(a, "left", b) == captions.place_is_kept_out(b, "right", a)
            assert captions.place_is_kept_out(a, "above", b) == captions.place_is_kept_out(b, "below", a)


def test_the_same_numbers_make_the_same_scene(pool):
    first, again = (captions.make_captioned(np.random.default_rng(3), pool, 64) for _ in range(2))
    assert first.kinds == again.kinds
    assert (first.picture == again.picture).all()


def test_things_have_the_colour_that_is_said(pool):
    red = captions.make_captioned(
        np.random.default_rng(2), pool, 96, training=False, wanted=[Phrase("house", 2, "red")]
    )
    kind = next(kind for kind in red.kinds if kind.thing == "house")
    left, top, right, bottom = (int(96 * value) for value in kind.box)
    part = red.picture[top : bottom + 1, left : right + 1].reshape(-1, 3).astype(int)
    darkest = part[part.sum(axis=1).argsort()[:20]].mean(axis=0)
    assert darkest[0] > 150
    assert darkest[1:].max() < 100


def test_kinds_do_not_lie_across_one_another(pool):
    for scene in scenes(pool, 40):
        for number, a in enumerate(scene.kinds):
            for b in scene.kinds[number + 1 :]:
                assert any(captions.stands(place, a.box, b.box) for place in words.PLACES)


def test_places_are_what_they_say():
    left, right = (0.0, 0.4, 0.3, 0.6), (0.5, 0.4, 0.9, 0.6)
    assert captions.stands("left", left, right)
    assert captions.stands("right", right, left)
    assert not captions.may_be("right", left, right)
    assert not captions.may_be("above", left, right)
    kinds = (Kind("cat", 1, "red", left), Kind("house", 2, "black", right))
    phrases = (Phrase("cat"), Phrase("house", 2))
    assert captions.is_true(Sentence(phrases, "left"), kinds)
    assert captions.is_false(Sentence(phrases, "right"), kinds)
    assert captions.is_false(one("cat", 2), kinds)
    assert captions.is_false(one("cat", 1, "blue"), kinds)
    assert captions.is_false(one("tree"), kinds)


@pytest.fixture(scope="module")
def asked():
    return clip_choices.questions(24)


def test_questions_have_four_different_sentences_in_both_languages(asked):
    for question in asked:
        assert all(len(set(texts)) == 4 for texts in question.sentences.values())
    assert {question.about for question in asked} == set(clip_choices.ABOUT)


def test_the_same_seed_asks_the_same(asked):
    again = clip_choices.questions(4)
    assert [question.sentences for question in again] == [question.sentences for question in asked[:4]]
    assert (np.asarray(again[3].picture) == np.asarray(asked[3].picture)).all()


def test_words_that_were_never_said_are_in_no_sentence():
    taught = {
        word for language in words.LANGUAGES for text in words.every_text(language) for word in text.split()
    }
    for names in clip_choices.UNSEEN.values():
        for name in names.values():
            assert name.split()[-1] not in taught
    assert all(len(q.sentences["es"]) == 4 for q in clip_choices.questions_of_words(3))
