"""A page's list of pictures: what may join it, and what an address says of it.

The list is kept as `st.session_state[key]`, under the page's own key; it is replaced, never changed in place.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import PurePath

import streamlit as st

from core.errors import UserError
from core.i18n import N_
from core.names import distinct_name
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture, most_pixels
from core.pictures.samples import open_sample, samples
from core.scenes.spec import MOST_SEED, Kind, set_among, spec_of, specs
from core.sketch.single import drawing_called, drawing_picture
from core.ui.inputs.scene_input import scene_picture, truth_of

MAX_PICTURES = 20
"""The most photographs in a list."""

SET_SCENES = 50
"""How many scenes a set to measure models on has."""

MAX_SCENES = SET_SCENES + MAX_PICTURES
"""The most scenes in a list, made or drawn, and collages: nobody has to bring them one by one."""

AddTruth = Callable[[str, tuple[TruthBox, ...]], object]
"""Takes a picture's digest and what is really on it; what it returns does not count."""

_TOO_MANY_BROUGHT = N_("{name} was not added: {limit} photographs are the most. Remove one first.")
_TOO_MANY_MADE = N_(
    "{name} was not added: {limit} scenes, collages and drawings are the most. Remove one first."
)

_SETS: dict[Kind, str] = {"scene": "set-", "collage": "collages-"}
"""What the name of a set begins with in an address; its seed follows."""

_SEED = re.compile(rf"[0-9]{{1,{len(str(MOST_SEED))}}}")


def with_picture(pictures: Sequence[Picture], picture: Picture) -> list[Picture]:
    """Return `pictures` and `picture` behind them, under a name that none of them has ("cat (2).jpg").

    Raises UserError when the same picture (by its pixels) is there already, or MAX_PICTURES photographs are, or
    MAX_SCENES scenes and collages, or all of them together have more pixels than this machine has memory for.
    """
    for other in pictures:
        if other.digest == picture.digest:
            raise UserError(
                N_("{name} is already in the list: the same picture is not added twice.")
                if other.name == picture.name
                else N_("{name} is already in the list, as {other}: the same picture is not added twice."),
                name=picture.name,
                other=other.name,
            )
    made = _is_made(picture)
    limit, sentence = (MAX_SCENES, _TOO_MANY_MADE) if made else (MAX_PICTURES, _TOO_MANY_BROUGHT)
    if sum(_is_made(other) == made for other in pictures) >= limit:
        raise UserError(sentence, name=picture.name, limit=limit)
    most = most_pixels()
    if sum(other.size[0] * other.size[1] for other in [*pictures, picture]) > most:
        raise UserError(
            N_(
                "{name} was not added: on this machine the pictures of a list may have {limit} million pixels "
                "together. Remove one first, or make this one smaller."
            ),
            name=picture.name,
            limit=most // 1_000_000,
        )
    name = distinct_name(picture.name, [other.name for other in pictures])
    return [*pictures, replace(picture, name=name)]


def _is_made(picture: Picture) -> bool:
    """Say whether a picture was made or drawn here."""
    return picture.source in ("drawing", "collage")


def start_list(key: str, pictures: Sequence[Picture]) -> None:
    """Put pictures in the place of the list, as if the visit began with them."""
    st.session_state.pop(f"{key}.before", None)
    st.session_state[key] = list(pictures)


@contextmanager
def keeping_what_was_before(key: str) -> Iterator[None]:
    """Let the visitor still have back, after a `start_list` in the with block, the list that could be had back before
    it."""
    before = st.session_state.get(f"{key}.before")
    yield
    if before:
        st.session_state[f"{key}.before"] = before


def replace_pictures(key: str, pictures: list[Picture]) -> None:
    """Put pictures in the place of the list, which is kept as `st.session_state[f"{key}.before"]`."""
    st.session_state[f"{key}.before"] = st.session_state[key]
    st.session_state[key] = pictures


def add_known_truth(picture: Picture, add_truth: AddTruth) -> None:
    """Call `add_truth` with what is really on a picture that was made or drawn during this visit."""
    truth = truth_of(picture)
    if truth is not None:
        add_truth(picture.digest, truth)


def set_in(pictures: Sequence[Picture]) -> tuple[Kind, int] | None:
    """Return the kind and the seed of the set of scenes or collages that is all in a list, None where there is none."""
    names = [PurePath(picture.name).stem for picture in pictures if _is_made(picture)]
    return set_among(names, SET_SCENES)


def is_public(picture: Picture) -> bool:
    """Say whether everybody can have a picture by its name alone: a sample, a scene or a collage that the app made, or
    one of the drawings that ship with it."""
    if _is_made(picture):
        stem = PurePath(picture.name).stem
        return spec_of(stem) is not None or drawing_called(stem) is not None
    return picture.source == "sample"


def public_names(pictures: Sequence[Picture]) -> list[str]:
    """Return what an address says of the pictures that everybody can have: samples, made scenes and collages, sets of
    them, and drawings that ship."""
    found = set_in(pictures)
    in_set: set[str] = set()
    names: list[str] = []
    if found:
        kind, seed = found
        in_set, names = {spec.name for spec in specs(SET_SCENES, seed, kind)}, [f"{_SETS[kind]}{seed}"]
    for picture in pictures:
        stem = PurePath(picture.name).stem
        if picture.source == "sample":
            names.append(picture.name)
        elif is_public(picture) and stem not in in_set:
            names.append(stem)
    return names


def pictures_from_names(names: Sequence[str], add_truth: AddTruth) -> list[Picture]:
    """Return the pictures of `public_names`, as a list that `choose_pictures` can begin with.

    `add_truth` is called as there. Anyone can write an address: a name that nobody has is passed over, and no more
    pictures are made than a list can hold.
    """
    pictures: list[Picture] = []
    for picture in islice(chain.from_iterable(map(_pictures_of_name, names)), MAX_PICTURES + MAX_SCENES):
        with suppress(UserError):
            pictures = with_picture(pictures, picture)
            add_known_truth(picture, add_truth)
    return pictures


def _pictures_of_name(name: str) -> Iterator[Picture]:
    if name in {sample.name for sample in samples()}:
        yield open_sample(name)
    elif spec := spec_of(name):
        yield scene_picture(spec)
    elif drawing := drawing_called(name):
        yield drawing_picture(drawing)
    for kind, begins in _SETS.items():
        if name.startswith(begins) and _SEED.fullmatch(seed := name.removeprefix(begins)):
            yield from map(scene_picture, specs(SET_SCENES, int(seed), kind))
