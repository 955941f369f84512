"""The one way in for pictures on every page: samples, scenes made or drawn, upload, address and camera.

What was chosen is kept in the session under the page's own key, so it is there after a rerun and after a
visit to another page. A new picture that cannot be read is reported and takes nothing away.
"""

from collections.abc import Collection, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.i18n import _, ngettext
from core.pictures.images import Picture
from core.pictures.samples import open_sample
from core.ui.frame.markdown import plain
from core.ui.frame.saved import write_address
from core.ui.inputs.domains import Doodles, PictureDomain
from core.ui.inputs.drawing_input import sample_drawing
from core.ui.inputs.picture_list import (
    AddTruth,
    add_known_truth,
    pictures_from_names,
    public_names,
    start_list,
    with_picture,
)
from core.ui.inputs.sample_gallery import USUAL_SAMPLES, first_samples
from core.ui.inputs.scene_input import sample_scene
from core.ui.inputs.scene_sets import about_set, ask_for_set, use_set
from core.ui.inputs.thumbnails import size_words, small, thumbnail
from core.ui.inputs.ways_in import ways_in

_THUMBNAIL_WIDTH = 144
"""In pixels: two stand side by side on a phone, in a folded part too."""
_UNFOLDED = 12
_ADDRESS = "picture"


def choose_picture(
    key: str,
    *,
    domain: PictureDomain,
    samples: Sequence[str] = USUAL_SAMPLES,
    doodles: Sequence[Doodles] = ("scenes",),
) -> Picture:
    """Show the input for one picture and return the one chosen last.

    Until the visitor chooses one that is the first sample of the model's `domain`; `samples` names the photographs
    that are offered, and `doodles` says which doodles are. The chosen picture is kept as `st.session_state[key]`,
    whatever the domain; one that everybody can have by its name stands in the address too, unless it is that first one.
    """
    if key not in st.session_state and (named := _pictures_in_address()):
        st.session_state[key] = named[0]

    def keep(picture: Picture) -> None:
        st.session_state[key] = picture

    first = _first(domain, samples, doodles)
    chosen = st.session_state.get(key, first)
    ways_in(key, keep, {chosen.digest}, (domain,), samples, several=False, doodles=doodles)
    picture: Picture = st.session_state.get(key, first)
    _write_pictures([picture], [first])
    small(f"{plain(picture.name)} · {size_words(picture)}")
    return picture


def _first(domain: PictureDomain, samples: Sequence[str], doodles: Sequence[Doodles]) -> Picture:
    if domain == "photographs":
        return open_sample(samples[0])
    return sample_scene(0) if doodles[0] == "scenes" else sample_drawing(0)


def _pictures_in_address() -> list[Picture]:
    return _named(st.query_params.get_all(_ADDRESS))


def _named(names: Sequence[str]) -> list[Picture]:
    return pictures_from_names(names, add_truth=lambda _digest, _truth: None)


def _write_pictures(pictures: Sequence[Picture], first: Sequence[Picture]) -> None:
    """Write into the address what everybody can have of the pictures, unless they are what the page begins with."""
    is_first = [picture.digest for picture in pictures] == [picture.digest for picture in first]
    names = [] if is_first else public_names(pictures)
    if names:
        write_address(_ADDRESS, names)
    else:
        st.query_params.pop(_ADDRESS, None)


def choose_pictures(
    key: str,
    *,
    domains: Collection[PictureDomain],
    add_truth: AddTruth,
    samples: Sequence[str] = USUAL_SAMPLES,
    sets: bool = True,
    begin: Sequence[str] = (),
    doodles: Sequence[Doodles] = ("scenes",),
) -> list[Picture]:
    """Show the input for a list of pictures and return it: none twice, no name twice.

    The list has at most MAX_PICTURES photographs and MAX_SCENES scenes and collages. The samples are of the models'
    `domains`, the photographs those called `samples`, the doodles those that `doodles` says; `sets` says whether whole
    sets of scenes and collages are offered, to measure models on. `add_truth` is called with each picture that was made
    or drawn here, by its digest, and with what is really on it, when it joins the list. The list is kept as
    `st.session_state[key]`; it is replaced, never changed in place. Where `begin` names pictures that everybody can
    have, the list begins with these, or with those that the address names, and stands there itself; while nobody
    changes it, it follows `begin`.
    """
    first = _named(begin)
    if first:
        _begin(key, first)
    chosen_pictures(key)

    def add(picture: Picture) -> None:
        st.session_state[key] = with_picture(st.session_state[key], picture)
        add_known_truth(picture, add_truth)

    chosen = {picture.digest for picture in st.session_state[key]}
    ways_in(key, add, chosen, domains, samples, several=True, doodles=doodles)
    with st.container(horizontal=True):
        first_samples(key, add, chosen, domains, samples, doodles)
        asked = ask_for_set(key, domains) if sets else None
    if asked:
        use_set(key, *asked, add_truth)
    pictures: list[Picture] = st.session_state[key]
    if first:
        _write_pictures(pictures, first)
    about_set(key, pictures)
    _picture_list(key, pictures)
    return pictures


def _begin(key: str, first: Sequence[Picture]) -> None:
    """Have the list begin with what the address names, else with `first`; one that still is what it began with begins
    anew where that is now something else."""
    digests, begun = [picture.digest for picture in first], st.session_state.get(f"{key}.begun")
    if key not in st.session_state:
        start_list(key, _pictures_in_address() or first)
    elif begun != digests and [picture.digest for picture in st.session_state[key]] == begun:
        start_list(key, first)
    st.session_state[f"{key}.begun"] = digests


def chosen_pictures(key: str) -> list[Picture]:
    """Return the list of pictures that `choose_pictures` keeps, without drawing anything."""
    pictures: list[Picture] = st.session_state.setdefault(key, [])
    return pictures


def _picture_list(key: str, pictures: Sequence[Picture]) -> None:
    """Draw the list of pictures, each with its name, its size and a button that removes it."""
    if not pictures:
        st.info(_("No pictures yet. Choose some above."), icon=":material/image:")
        return

    def remove(digest: str) -> None:
        st.session_state[key] = [picture for picture in st.session_state[key] if picture.digest != digest]

    words = ngettext("{n} picture", "{n} pictures", len(pictures))
    if len(pictures) > _UNFOLDED:
        fold = st.expander(
            _("{pictures}: see them, remove one").format(pictures=words),
            icon=":material/grid_view:",
            key=f"{key}.fold",
            on_change="rerun",
        )
        # Closed, nothing of it is sent: so many pictures would make every run of the page slow.
        if not fold.open:
            return
        container: DeltaGenerator = fold
    else:
        st.markdown(words)
        container = st.container()
    with container, st.container(horizontal=True, key=f"{key}.chosen"):
        for picture in pictures:
            with st.container(width=_THUMBNAIL_WIDTH, gap="xsmall"):
                st.image(thumbnail(picture), width=_THUMBNAIL_WIDTH, alt=picture.name)
                small(size_words(picture))
                st.button(
                    _("Remove {name}").format(name=plain(picture.name)),
                    key=f"{key}.remove.{picture.digest}",
                    icon=":material/delete:",
                    width="stretch",
                    on_click=remove,
                    args=(picture.digest,),
                )
