"""The samples to choose from: photographs, collages of them, people's drawings, and scenes of doodles."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

import streamlit as st

from core.i18n import _
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.pictures.samples import Sample, open_sample, samples
from core.scenes.collage_parts import CutOut, Ground, cut_outs, grounds
from core.sketch.class_names import class_name
from core.sketch.data_set import DATA_SET
from core.ui.frame.markdown import plain
from core.ui.frame.style import style
from core.ui.inputs.domains import Doodles, PictureDomain
from core.ui.inputs.drawing_input import SAMPLE_DRAWINGS, sample_drawing
from core.ui.inputs.scene_input import (
    SAMPLE_COLLAGES,
    SAMPLE_SCENES,
    UsePictures,
    sample_collage,
    sample_scene,
    truth_of,
)
from core.ui.inputs.sources import Add, Source, add_from
from core.ui.inputs.thumbnails import small, thumbnail

USUAL_SAMPLES = (
    "bus.jpg",
    "zidane.jpg",
    "coffee.jpg",
    "cat.jpg",
    "astronaut.jpg",
    "photographer.jpg",
    "man_and_airplane.jpg",
)
"""The photographs that a page offers where it does not name others."""

_WIDTH = 104


def first_samples(
    key: str,
    add: Add,
    chosen: Collection[str],
    domains: Collection[PictureDomain],
    photographs_offered: Sequence[str],
    doodles: Sequence[Doodles],
) -> None:
    """Draw a button for each domain that adds two of its samples, while none of them is chosen; of the photographs
    those that are offered first, of `doodles` what comes first."""
    known = {sample.name for sample in samples()}
    photographs = [partial(open_sample, name) for name in photographs_offered[:2] if name in known]
    if "doodles" in domains and doodles[0] == "scenes":
        scenes = [partial(sample_scene, number) for number in range(2)]
        _first_button(f"{key}.first_scenes", _("Add two doodle scenes"), add, scenes, chosen, key)
    elif "doodles" in domains:
        drawings = [partial(sample_drawing, number) for number in range(2)]
        _first_button(f"{key}.first_drawings", _("Add two drawings"), add, drawings, chosen, key)
    if "photographs" in domains and photographs:
        _first_button(f"{key}.first", _("Add the two first samples"), add, photographs, chosen, key)


def _first_button(
    name: str,
    words: str,
    add: Add,
    sources: Sequence[Source],
    chosen: Collection[str],
    key: str,
) -> None:
    if not any(source().digest in chosen for source in sources):
        st.button(
            words, key=name, icon=":material/playlist_add:", on_click=add_from, args=(key, add, sources)
        )


def sample_gallery(
    key: str,
    add: Add,
    chosen: Collection[str],
    domains: Collection[PictureDomain],
    photographs: Sequence[str] = USUAL_SAMPLES,
    doodles: Sequence[Doodles] = ("scenes",),
) -> None:
    """Draw the samples of `domains`, and folded away the others: models may be shown what they never saw.

    Of the photographs it is those called `photographs`, in that order; of the doodles the kinds that `doodles` names.
    Where these are scenes, collages stand beside the photographs.
    """
    style(__file__, "sample_gallery.css")
    galleries: dict[PictureDomain, Callable[[str, Add, Collection[str]], None]] = {
        "doodles": partial(_doodles, kinds=doodles),
        "photographs": partial(_photographs, names=photographs, with_collages="scenes" in doodles),
    }
    others: dict[PictureDomain, str] = {
        "doodles": _("Doodle scenes, to see what these models make of them")
        if doodles[0] == "scenes"
        else _("Drawings, to see what these models make of them"),
        "photographs": _("Photographs, to see what these models make of them"),
    }
    for domain, gallery in galleries.items():
        if domain in domains:
            gallery(key, add, chosen)
    for domain, gallery in galleries.items():
        if domain not in domains:
            fold = st.expander(others[domain], key=f"{key}.{domain}", on_change="rerun")
            if fold.open:
                with fold:
                    gallery(key, add, chosen)


def _doodles(key: str, add: Add, chosen: Collection[str], kinds: Sequence[Doodles]) -> None:
    for kind in kinds:
        if kind == "scenes":
            _scene_samples(key, add, chosen)
        else:
            _drawing_samples(key, add, chosen)


def _drawing_samples(key: str, add: Add, chosen: Collection[str]) -> None:
    with st.container(horizontal=True, gap="xsmall", key=f"{key}.drawings"):
        for number, spec in enumerate(SAMPLE_DRAWINGS):
            name = class_name(spec.label)
            _sample(
                sample_drawing(number),
                name[:1].upper() + name[1:],
                _("A drawing: {name}").format(name=name),
                f"{key}.drawing.{number}",
                chosen,
                partial(add_from, key, add, [partial(sample_drawing, number)]),
            )
    _credits(
        _("People's drawings in [Quick, Draw!]({address}), CC BY 4.0.").format(address=DATA_SET),
        f"{key}.drawing_credits",
    )


def _scene_samples(key: str, add: Add, chosen: Collection[str]) -> None:
    with st.container(horizontal=True, gap="xsmall", key=f"{key}.scenes"):
        for number in range(len(SAMPLE_SCENES)):
            _made_sample(
                partial(sample_scene, number),
                _("Scene {number}").format(number=number + 1),
                _("A scene of doodles: {names}"),
                f"{key}.scene.{number}",
                chosen,
                partial(add_from, key, add),
            )
    _credits(
        _("Scenes that the app makes of people's drawings in [Quick, Draw!]({address}), CC BY 4.0.").format(
            address=DATA_SET
        ),
        f"{key}.scene_credits",
    )


def _photographs(
    key: str, add: Add, chosen: Collection[str], names: Sequence[str], *, with_collages: bool
) -> None:
    known = {sample.name: sample for sample in samples()}
    offered = [known[name] for name in names if name in known]
    with st.container(horizontal=True, gap="xsmall", key=f"{key}.samples"):
        for sample in offered:
            _sample(
                open_sample(sample.name),
                _(sample.title),
                _(sample.alt),
                f"{key}.sample.{sample.name}",
                chosen,
                partial(add_from, key, add, [partial(open_sample, sample.name)]),
            )
        if with_collages:
            _collage_samples(key, add, chosen)
    credits_shown = dict.fromkeys(map(_credit, offered))
    words = _("Photographs: {credits}.").format(credits="; ".join(credits_shown))
    _credits(f"{words} {_collage_words()}" if with_collages else words, f"{key}.photograph_credits")


def _collage_samples(key: str, add: Add, chosen: Collection[str]) -> None:
    for number in range(len(SAMPLE_COLLAGES)):
        _made_sample(
            partial(sample_collage, number),
            _("Collage {number}").format(number=number + 1),
            _("A collage of photographs: {names}"),
            f"{key}.collage.{number}",
            chosen,
            partial(add_from, key, add),
        )


def _made_sample(
    source: Source, title: str, alt: str, key: str, chosen: Collection[str], use: UsePictures
) -> None:
    """Draw a sample whose truth is known; `alt` has a place for the names of what is on it."""
    picture = source()
    names = ", ".join(with_name(box.label) for box in truth_of(picture) or ())
    _sample(picture, title, alt.format(names=names), key, chosen, partial(use, [source]))


def collage_credits(key: str) -> None:
    """Draw the button behind which it stands whose photographs collages are made of."""
    _credits(_collage_words(), key)


def _collage_words() -> str:
    return _(
        "Collages: things from the [Tux Paint stamps]({stamps}), by {things}; places from [GCompris]({gcompris}), by "
        "{places}."
    ).format(
        stamps="https://tuxpaint.org/stamps/",
        gcompris="https://gcompris.net",
        things=_authors(cut_outs()),
        places=_authors(grounds()),
    )


def _authors(parts: Sequence[CutOut | Ground]) -> str:
    """Return the authors of parts, those with the same licence together."""
    by_licence: dict[str, list[str]] = {}
    for author, licence in sorted({(part.author, part.licence) for part in parts}):
        by_licence.setdefault(licence, []).append(plain(author))
    return "; ".join(f"{', '.join(authors)} ({_(licence)})" for licence, authors in by_licence.items())


def _credits(words: str, key: str) -> None:
    """Draw the button behind which it stands whose pictures these are."""
    with st.popover(_("Credits"), icon=":material/copyright:", type="tertiary", key=key):
        small(words)


def _sample(
    picture: Picture, title: str, alt: str, key: str, chosen: Collection[str], choose: Callable[[], None]
) -> None:
    with st.container(width=_WIDTH, gap="xsmall"):
        st.image(thumbnail(picture), width=_WIDTH, alt=alt)
        st.button(
            title,
            key=key,
            icon=":material/check:" if picture.digest in chosen else None,
            width="stretch",
            on_click=choose,
        )


def _credit(sample: Sample) -> str:
    return f"[{plain(sample.credit)}]({sample.url}), {_(sample.licence)}"
