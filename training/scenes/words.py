"""What a picture of drawn things is called, in Spanish and in English.

Purpose: true and false sentences about scenes whose things have a number, a colour and a place ("dos gatos rojos a la
izquierda de una casa", "two red cats to the left of a house"), and the names of single drawings. Scope: grammar; what
is in a scene is training.scenes.captions'.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from core.sketch.class_names import NAMES

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")

Place = Literal["left", "right", "above", "below"]
PLACES: tuple[Place, ...] = ("left", "right", "above", "below")

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "grey")
"""The colours that a sentence may name, in English."""

MOST_OF_A_KIND = 4
"""How many things of one kind there can be in a scene that a sentence is about."""

_COLOURS_ES = {
    # masculine, feminine, and both in the plural
    "red": ("rojo", "roja", "rojos", "rojas"),
    "orange": ("naranja", "naranja", "naranjas", "naranjas"),
    "yellow": ("amarillo", "amarilla", "amarillos", "amarillas"),
    "green": ("verde", "verde", "verdes", "verdes"),
    "blue": ("azul", "azul", "azules", "azules"),
    "purple": ("morado", "morada", "morados", "moradas"),
    "pink": ("rosa", "rosa", "rosas", "rosas"),
    "brown": ("marrón", "marrón", "marrones", "marrones"),
    "black": ("negro", "negra", "negros", "negras"),
    "grey": ("gris", "gris", "grises", "grises"),
}
_NUMBERS: dict[Language, tuple[str, ...]] = {
    "es": ("un", "dos", "tres", "cuatro"),
    "en": ("one", "two", "three", "four"),
}
_PLACES: dict[Language, dict[Place, tuple[str, ...]]] = {
    "es": {
        "left": ("a la izquierda de",),
        "right": ("a la derecha de",),
        "above": ("encima de", "sobre"),
        "below": ("debajo de", "bajo"),
    },
    "en": {
        "left": ("to the left of", "left of"),
        "right": ("to the right of", "right of"),
        "above": ("above", "over"),
        "below": ("below", "under"),
    },
}
# The first is the plainest.
_SCENE_FORMS: dict[Language, tuple[str, ...]] = {
    "es": ("{}", "un dibujo de {}", "una escena con {}", "una imagen de {}", "dibujo de {}"),
    "en": ("{}", "a drawing of {}", "a scene with {}", "a picture of {}", "a sketch of {}"),
}
_SINGLE_FORMS: dict[Language, tuple[str, ...]] = {
    # Of the bare name, and of the name with its article.
    "es": (
        "{name}",
        "{a_name}",
        "un dibujo de {a_name}",
        "dibujo de {a_name}",
        "un garabato de {a_name}",
        "una imagen de {a_name}",
        "un boceto de {a_name}",
        "esto es {a_name}",
    ),
    "en": (
        "{name}",
        "{a_name}",
        "a drawing of {a_name}",
        "a sketch of {a_name}",
        "a doodle of {a_name}",
        "a picture of {a_name}",
        "this is {a_name}",
        "this is a drawing of {a_name}",
    ),
}
_PREFERRED = 2
"""The place of the sentence "un dibujo de un gato", "a drawing of a cat" among the forms of single drawings."""

# Spanish says "un hacha" and "un arpa" of feminine nouns.
_FEMININE = frozenset({"axe", "harp"})

_PLURALS: dict[str, tuple[str, str]] = {
    "bicycle": ("bicicletas", "bicycles"),
    "car": ("coches", "cars"),
    "airplane": ("aviones", "airplanes"),
    "sailboat": ("veleros", "sailboats"),
    "traffic light": ("semáforos", "traffic lights"),
    "stop sign": ("señales de stop", "stop signs"),
    "cat": ("gatos", "cats"),
    "elephant": ("elefantes", "elephants"),
    "giraffe": ("jirafas", "giraffes"),
    "umbrella": ("paraguas", "umbrellas"),
    "skateboard": ("monopatines", "skateboards"),
    "tennis racquet": ("raquetas de tenis", "tennis rackets"),
    "wine glass": ("copas de vino", "wine glasses"),
    "apple": ("manzanas", "apples"),
    "carrot": ("zanahorias", "carrots"),
    "donut": ("dónuts", "donuts"),
    "chair": ("sillas", "chairs"),
    "house plant": ("plantas de interior", "houseplants"),
    "television": ("televisiones", "televisions"),
    "scissors": ("tijeras", "pairs of scissors"),
    "house": ("casas", "houses"),
    "tree": ("árboles", "trees"),
    "flower": ("flores", "flowers"),
    "fish": ("peces", "fish"),
    "bird": ("pájaros", "birds"),
    "duck": ("patos", "ducks"),
    "butterfly": ("mariposas", "butterflies"),
    "star": ("estrellas", "stars"),
    "hat": ("sombreros", "hats"),
    "key": ("llaves", "keys"),
    "mushroom": ("setas", "mushrooms"),
    "pencil": ("lápices", "pencils"),
}
# Other words for the same, for one thing and for several; scenes are called by them now and then.
_ALSO: dict[Language, dict[str, tuple[str, str]]] = {
    "es": {
        "sailboat": ("un barco", "barcos"),
        "house plant": ("una planta", "plantas"),
        "tennis racquet": ("una raqueta", "raquetas"),
        "wine glass": ("una copa", "copas"),
        "television": ("un televisor", "televisores"),
    },
    "en": {
        "sailboat": ("a boat", "boats"),
        "house plant": ("a potted plant", "potted plants"),
        "tennis racquet": ("a racket", "rackets"),
        "wine glass": ("a glass", "glasses"),
        "television": ("a TV", "TVs"),
    },
}
_ALSO_SAID = 0.2
_IN_DIGITS = 0.1
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Phrase:
    """So many things of a kind, in a colour or whatever colour they have: `thing` is spelt as the data set does."""

    thing: str
    number: int = 1
    colour: str | None = None


@dataclass(frozen=True)
class Sentence:
    """What is said of a scene: one to three phrases, and where the first is, seen from the second, if that is said."""

    phrases: tuple[Phrase, ...]
    place: Place | None = None


@dataclass(frozen=True)
class Wording:
    """Which of several ways of saying the same is taken: places in tables, and for each phrase whether it is called by
    another word and whether its number is in digits."""

    form: int = 0
    place: int = 0
    also: tuple[bool, ...] = (False, False, False)
    digits: tuple[bool, ...] = (False, False, False)


PLAIN = Wording()


def wording(rng: np.random.Generator) -> Wording:
    """Return a way of saying something, by chance."""
    return Wording(
        form=0 if rng.random() < 0.4 else int(rng.integers(len(_SCENE_FORMS["es"]))),
        place=int(rng.integers(2)),
        also=tuple(bool(value) for value in rng.random(3) < _ALSO_SAID),
        digits=tuple(bool(value) for value in rng.random(3) < _IN_DIGITS),
    )


def said(sentence: Sentence, language: Language, how: Wording = PLAIN) -> str:
    """Return a sentence in words: "dos gatos rojos a la izquierda de una casa".

    Raises ValueError for a number of things that have no plural here, KeyError for a thing that is none of the 345.
    """
    parts = [
        _said_phrase(phrase, language, also, digits)
        for phrase, also, digits in zip(sentence.phrases, how.also, how.digits, strict=False)
    ]
    if sentence.place:
        words = _PLACES[language][sentence.place]
        parts = [f"{parts[0]} {words[how.place % len(words)]} {parts[1]}", *parts[2:]]
    # No phrase begins with the sound of i, before which "y" would be "e".
    last = f" {'y' if language == 'es' else 'and'} {parts[-1]}" if parts[1:] else parts[0]
    text = ", ".join(parts[:-1]) + last
    return contracted(_SCENE_FORMS[language][how.form].format(text), language)


def names_of(thing: str, language: Language) -> tuple[str, ...]:
    """Return every way in which a single drawing of a thing is called in a language, the bare name first.

    `thing` is one of the 345 names of the data set; raises KeyError for any other.
    """
    row = _table()[thing]
    return tuple(
        contracted(form.format(name=row[language], a_name=row[f"{language}_article"]), language)
        for form in _SINGLE_FORMS[language]
    )


def preferred_name(thing: str, language: Language) -> str:
    """Return how a single drawing of a thing is best called: "un dibujo de un gato", "a drawing of a cat"."""
    return names_of(thing, language)[_PREFERRED]


def things() -> tuple[str, ...]:
    """Return the 345 things, as the data set spells them, in its order."""
    return tuple(_table())


@cache
def countable() -> tuple[str, ...]:
    """Return the things of which there can be several in a scene."""
    return tuple(_PLURALS)


@cache
def single_things() -> tuple[str, ...]:
    """Return the things that may stand in a scene: all but those that there is only one of, or that are no thing (the
    moon, the rain, yoga)."""
    return tuple(
        name
        for name, row in _table().items()
        if row["es_article"].split()[0] in ("un", "una", "unos", "unas")
    )


def contracted(text: str, language: Language) -> str:
    """Return Spanish with "del" for "de el"."""
    return text.replace(" de el ", " del ") if language == "es" else text


def _said_phrase(phrase: Phrase, language: Language, also: bool, digits: bool) -> str:
    others = _ALSO[language].get(phrase.thing) if also else None
    row = _table()[phrase.thing]
    if phrase.number == 1:
        noun = others[0] if others else row[f"{language}_article"]
        return _one_es(phrase, noun) if language == "es" else _one_en(phrase, noun)
    if phrase.thing not in _PLURALS or not 1 < phrase.number <= MOST_OF_A_KIND:
        raise ValueError(f"{phrase}: no plural is known, or the number is not 1 to {MOST_OF_A_KIND}")
    noun = others[1] if others else _PLURALS[phrase.thing][LANGUAGES.index(language)]
    number = str(phrase.number) if digits else _NUMBERS[language][phrase.number - 1]
    if phrase.colour is None:
        return f"{number} {noun}"
    if language == "en":
        if noun.startswith("pairs of "):
            return f"{number} pairs of {phrase.colour} {noun.removeprefix('pairs of ')}"
        return f"{number} {phrase.colour} {noun}"
    return f"{number} {noun} {_agreeing(phrase.colour, _is_feminine(phrase.thing, bool(others)), True)}"


def _one_es(phrase: Phrase, noun: str) -> str:
    if phrase.colour is None:
        return noun
    feminine = noun.startswith(("una ", "unas ", "la ")) or phrase.thing in _FEMININE
    return f"{noun} {_agreeing(phrase.colour, feminine, noun.startswith(('unos ', 'unas ')))}"


def _one_en(phrase: Phrase, noun: str) -> str:
    bare = noun.removeprefix("a pair of ").removeprefix("an ").removeprefix("a ")
    if phrase.thing == "scissors":
        return f"a pair of {phrase.colour} scissors" if phrase.colour else "a pair of scissors"
    if phrase.colour is None:
        return noun
    coloured = f"{phrase.colour} {bare}"
    if bare == noun:
        return coloured
    return f"{'an' if coloured[0] in _VOWELS else 'a'} {coloured}"


def _is_feminine(thing: str, also: bool) -> bool:
    article = _ALSO["es"][thing][0] if also else _table()[thing]["es_article"]
    return article.startswith(("una ", "unas ")) or thing in _FEMININE


def _agreeing(colour: str, feminine: bool, plural: bool) -> str:
    return _COLOURS_ES[colour][feminine + 2 * plural]


def every_text(language: Language) -> Sequence[str]:
    """Return sentences with every word that is ever said, for the making of a vocabulary."""
    texts = [text for thing in things() for text in names_of(thing, language)]
    texts += [
        said(Sentence((Phrase(thing, 1, colour),)), language)
        for thing in single_things()
        for colour in (None, *COLOURS)
    ]
    for thing in countable():
        for number in range(1, MOST_OF_A_KIND + 1):
            for colour in (None, *COLOURS):
                for other in (False, True):
                    how = Wording(also=(other,) * 3, digits=(other,) * 3)
                    texts.append(said(Sentence((Phrase(thing, number, colour),)), language, how))
    # As often as any other word, so that these too become one token each.
    texts += [
        said(Sentence((Phrase(thing), Phrase("house")), place), language, Wording(form, way))
        for thing in countable()
        for form in range(len(_SCENE_FORMS[language]))
        for place in (*PLACES, None)
        for way in (0, 1)
    ]
    return texts


@cache
def _table() -> dict[str, dict[str, str]]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        return {row["class"]: row for row in csv.DictReader(file)}
