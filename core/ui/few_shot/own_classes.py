"""The classes that a visitor makes, and their examples: kept for the visit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from core.errors import UserError
from core.i18n import N_, _
from core.models.catalogue.row import ModelRow
from core.names import distinct_name
from core.pictures.images import Picture, drawn_picture
from core.pictures.samples import open_sample
from core.sketch.class_names import class_name
from core.sketch.data_set import held_out
from core.sketch.strokes import large, simplified
from core.ui.inputs.domains import PictureDomain, domain_known
from core.vision.few_shot.example import as_example
from core.vision.few_shot.support_files import MOST_CLASSES, MOST_EXAMPLES, class_name_of

_KEPT = "few_shot_classes"
_NEXT = "few_shot_next_class"
_BEFORE = "few_shot_classes_before"
_MOST = N_("{limit} examples are the most. Remove one first.")

MOST_ERRORS = 5
"""Errors after which a set of examples is not read on."""

_PHOTOGRAPHS: Mapping[str, tuple[str, ...]] = {
    N_("penguin"): ("penguin.jpg", "penguin_king.jpg"),
    N_("bear"): ("polar_bear.jpg", "bear_black.jpg"),
    N_("owl"): ("owl.jpg", "owl_snowy.jpg"),
}
_DRAWINGS = ("cat", "house", "umbrella")
_DRAWINGS_EACH = 3
_DRAWING_SIDE = 256

FIRST_QUERY = "penguin_little.jpg"
"""The photograph that is sorted first: of a class of the first set, and none of its examples."""


@dataclass(frozen=True)
class OwnClass:
    """A class of the visitor's: its number, which never changes, its name, and its examples."""

    number: int
    name: str
    pictures: tuple[Picture, ...] = ()


def own_classes(row: ModelRow | None) -> tuple[OwnClass, ...]:
    """Return the visitor's classes; a visit begins with a set of the model's domain: animals, or people's drawings."""
    if _KEPT not in st.session_state:
        begin_with(domain_known(row))
    classes: tuple[OwnClass, ...] = st.session_state[_KEPT]
    return classes


def begin_with(domain: PictureDomain) -> None:
    """Put a set that ships with the app in the place of all classes, which can be brought back."""
    _put_away()
    for name, pictures in (_drawn_set() if domain == "doodles" else _photographed_set()).items():
        number = add_class(name)
        for picture in pictures:
            add_example(number, picture)


def begin_anew() -> None:
    """Put one class without examples in the place of all classes, which can be brought back."""
    _put_away()
    add_class(_("first class"))


def can_bring_back() -> bool:
    """Tell whether there are classes that were taken away last."""
    return any(one.pictures for one in st.session_state.get(_BEFORE, ()))


def bring_back() -> None:
    """Put the classes from before the last ones were taken away in the place of all classes, and the other way
    round."""
    st.session_state[_KEPT], st.session_state[_BEFORE] = st.session_state[_BEFORE], st.session_state[_KEPT]


def _put_away() -> None:
    st.session_state[_BEFORE] = st.session_state.get(_KEPT, ())
    st.session_state[_KEPT] = ()


def add_class(name: str) -> int:
    """Add a class and return its number; a name that is taken gets a number. UserError where there are too many."""
    classes: tuple[OwnClass, ...] = st.session_state[_KEPT]
    if len(classes) >= MOST_CLASSES:
        raise UserError(N_("{limit} classes are the most. Remove one first."), limit=MOST_CLASSES)
    number: int = st.session_state.get(_NEXT, 0)
    st.session_state[_NEXT] = number + 1
    clean = class_name_of(name) or _("class")
    st.session_state[_KEPT] = (
        *classes,
        OwnClass(number, distinct_name(clean, [one.name for one in classes])),
    )
    return number


def rename(number: int, name: str) -> None:
    """Give a class another name; an empty one changes nothing, and one that is taken gets a number."""
    others = [one.name for one in st.session_state[_KEPT] if one.number != number]
    if clean := class_name_of(name):
        _change(number, lambda one: replace(one, name=distinct_name(clean, others)))


def remove_class(number: int) -> None:
    """Remove a class with its examples, which can be brought back."""
    st.session_state[_BEFORE] = st.session_state[_KEPT]
    st.session_state[_KEPT] = tuple(one for one in st.session_state[_KEPT] if one.number != number)


def add_example(number: int, picture: Picture) -> None:
    """Add a picture to a class; UserError where it is there already, or where there are too many."""
    classes: tuple[OwnClass, ...] = st.session_state[_KEPT]
    if is_full():
        raise UserError(_MOST, limit=MOST_EXAMPLES)
    example = as_example(picture)
    for one in classes:
        if any(other.digest == example.digest for other in one.pictures):
            raise UserError(
                N_("{picture} is an example of {name} already."), picture=picture.name, name=one.name
            )
    _change(number, lambda one: replace(one, pictures=(*one.pictures, example)))


def is_full() -> bool:
    """Tell whether there is no room for another example."""
    return sum(len(one.pictures) for one in st.session_state[_KEPT]) >= MOST_EXAMPLES


def remove_example(number: int, digest: str) -> None:
    """Remove a picture from a class."""

    def without(one: OwnClass) -> OwnClass:
        return replace(one, pictures=tuple(picture for picture in one.pictures if picture.digest != digest))

    _change(number, without)


def take_in(
    examples: Iterable[tuple[str, Picture | UserError]], give_way: Callable[[], None]
) -> list[UserError]:
    """Add pictures with the names of their classes, which are made where they are missing; return what went wrong.

    It stops where there is no room for another one, or too much went wrong. `give_way` is called before each picture.
    """
    errors: list[UserError] = []
    for name, found in examples:
        give_way()
        if is_full() or len(errors) >= MOST_ERRORS:
            errors.append(UserError(_MOST, limit=MOST_EXAMPLES))
            break
        try:
            if isinstance(found, UserError):
                raise found
            known = {one.name: one.number for one in st.session_state[_KEPT]}
            add_example(known[name] if name in known else add_class(name), found)
        except UserError as error:
            errors.append(error)
    return errors


def _change(number: int, change: Callable[[OwnClass], OwnClass]) -> None:
    st.session_state[_KEPT] = tuple(
        change(one) if one.number == number else one for one in st.session_state[_KEPT]
    )


def _photographed_set() -> dict[str, list[Picture]]:
    return {
        _(name): [open_sample(picture) for picture in pictures] for name, pictures in _PHOTOGRAPHS.items()
    }


def _drawn_set() -> dict[str, list[Picture]]:
    return {
        class_name(label): [drawing_of(label, place) for place in range(_DRAWINGS_EACH)]
        for label in _DRAWINGS
    }


def drawing_of(label: str, place: int) -> Picture:
    """Return one of the drawings of people that ship with the app: the one at `place` (0, 1, ...) of a class."""
    known = held_out()
    image = large(simplified(known.strokes(known.of_class(label)[place])), _DRAWING_SIDE)
    return drawn_picture(image.convert("RGB"), f"{class_name(label)}_{place + 1}.png")
