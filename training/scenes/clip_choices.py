"""Questions for doodle-clip that no training has the answers to: which of four sentences is true of a picture?

Of combinations (a thing with a colour, a number or a place) that are kept out of training, and of words that are in no
sentence of the training. All drawings are held out. The same seed gives the same questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from core.scenes.scene import Pool
from core.sketch.data_set import held_out
from core.sketch.strokes import large, simplified
from training.scenes import captions, words
from training.scenes.words import COLOURS, MOST_OF_A_KIND, PLACES, Language, Phrase, Sentence

SIDE = 336
"""Pixels on a side of the pictures, which a network makes smaller."""

ABOUT = ("thing", "colour", "number", "place")
"""What the four sentences of a question differ in."""

UNSEEN: dict[str, dict[Language, str]] = {
    "airplane": {"es": "una aeronave", "en": "a jet"},
    "bicycle": {"es": "una bici", "en": "a bike"},
    "bird": {"es": "un ave", "en": "a sparrow"},
    "car": {"es": "un auto", "en": "an automobile"},
    "cat": {"es": "un minino", "en": "a kitty"},
    "chair": {"es": "un asiento", "en": "a seat"},
    "computer": {"es": "una computadora", "en": "a monitor"},
    "couch": {"es": "un diván", "en": "a settee"},
    "crocodile": {"es": "un caimán", "en": "an alligator"},
    "dog": {"es": "un cachorro", "en": "a puppy"},
    "donut": {"es": "una rosquilla", "en": "a doughnut"},
    "eyeglasses": {"es": "unos lentes", "en": "spectacles"},
    "house": {"es": "un chalé", "en": "a cottage"},
    "motorbike": {"es": "una motocicleta", "en": "a motorcycle"},
    "pig": {"es": "un puerco", "en": "a hog"},
    "rabbit": {"es": "una liebre", "en": "a bunny"},
    "skateboard": {"es": "una patineta", "en": "a longboard"},
    "snake": {"es": "una culebra", "en": "a serpent"},
    "television": {"es": "una tele", "en": "a telly"},
    "umbrella": {"es": "una sombrilla", "en": "a parasol"},
}
"""Other words for things, none of which any training has said."""


@dataclass(frozen=True)
class Question:
    """A picture, and four sentences in each language of which only the first is true; `about` is one of `ABOUT`, or
    "word" for words that were never said."""

    about: str
    picture: Image.Image
    sentences: dict[Language, tuple[str, ...]]


@cache
def held_out_things() -> Pool:
    """Return the pool of the held-out drawings of all 345 things."""
    return captions.pool_of_things(held_out())


def questions(count: int, seed: int = 1) -> tuple[Question, ...]:
    """Return `count` questions about combinations that are kept out of training, equally many about each of `ABOUT`."""
    return tuple(
        _question(ABOUT[number % 4], np.random.default_rng([seed, number])) for number in range(count)
    )


def questions_of_words(count: int, seed: int = 1) -> tuple[Question, ...]:
    """Return `count` questions about single drawings in words that no training has said."""
    drawings, names = held_out(), tuple(UNSEEN)
    found = []
    for number in range(count):
        rng = np.random.default_rng([seed, 7, number])
        chosen = [names[int(place)] for place in rng.permutation(len(names))[:4]]
        index = drawings.of_class(chosen[0])
        picture = large(simplified(drawings.strokes(int(rng.choice(index)))), SIDE)
        sentences = {
            language: tuple(UNSEEN[name][language] for name in chosen) for language in words.LANGUAGES
        }
        found.append(Question("word", picture, sentences))
    return tuple(found)


def _question(about: str, rng: np.random.Generator) -> Question:
    while True:
        wanted = _wanted(about, rng)
        scene = captions.make_captioned(rng, held_out_things(), SIDE, training=False, wanted=wanted)
        sentence = _sentence(about, wanted, scene.kinds, rng)
        if sentence is None:
            continue
        others = _others(about, sentence, scene.kinds, rng)
        if len(others) < 3:
            continue
        texts = {
            language: tuple(words.said(one, language) for one in (sentence, *others[:3]))
            for language in words.LANGUAGES
        }
        return Question(about, Image.fromarray(scene.picture), texts)


def _wanted(about: str, rng: np.random.Generator) -> list[Phrase]:
    """Return phrases of a combination that is kept out: a thing and a colour, a number, or two things."""
    names = words.countable()
    while True:
        one, other = (names[int(place)] for place in rng.permutation(len(names))[:2])
        number, colour = int(rng.integers(1, MOST_OF_A_KIND + 1)), COLOURS[int(rng.integers(len(COLOURS)))]
        if about == "place":
            if any(captions.place_is_kept_out(one, place, other) for place in PLACES):
                return [Phrase(one), Phrase(other)]
        elif about == "number":
            if captions.number_is_kept_out(one, number):
                return [Phrase(one, number)]
        elif captions.colour_is_kept_out(one, colour):
            return [Phrase(one, number, colour)]


def _sentence(
    about: str, wanted: Sequence[Phrase], kinds: Sequence[captions.Kind], rng: np.random.Generator
) -> Sentence | None:
    """Return the true sentence, whose first phrase is the one in question; None where the scene does not suit."""
    if about == "place":
        places = [place for place in PLACES if captions.stands(place, kinds[0].box, kinds[1].box)]
        if len(places) != 1 or not captions.place_is_kept_out(wanted[0].thing, places[0], wanted[1].thing):
            return None
        return Sentence(tuple(wanted), places[0])
    coloured = about != "number" or rng.random() < 0.5
    return Sentence(
        tuple(Phrase(kind.thing, kind.number, kind.colour if coloured else None) for kind in kinds[:2])
    )


def _others(
    about: str, sentence: Sentence, kinds: Sequence[captions.Kind], rng: np.random.Generator
) -> list[Sentence]:
    """Return false sentences that differ from the true one in what the question is about, all different."""
    found: list[Sentence] = []
    for _ in range(100):
        other = captions.changed_in(sentence, about, rng, None if about == "place" else 0)
        if other and other not in found and captions.is_false(other, kinds):
            found.append(other)
    return found
