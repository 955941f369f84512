"""The one way in for pictures on every page: samples, scenes made or drawn, upload, address and camera.

What was chosen is kept in the session under the page's own key, so it is there after a rerun and after a
visit to another page. A new picture that cannot be read is reported and takes nothing away.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import chain, islice
from operator import attrgetter
from pathlib import PurePath
from secrets import randbelow

import streamlit as st
from PIL import ImageOps
from streamlit.delta_generator import DeltaGenerator

from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.machine import machine
from core.names import distinct_name
from core.pictures.boxes import TruthBox
from core.pictures.fetch import fetch_picture
from core.pictures.images import EXTENSIONS, MAX_PICTURE_BYTES, MAX_SIDE, Picture, open_picture
from core.pictures.labels import with_name
from core.pictures.samples import Sample, open_sample, samples
from core.scenes.spec import MOST_SEED, seed_of_set, spec_of, specs
from core.sketch.data_set import DATA_SET
from core.ui.frame.markdown import plain
from core.ui.inputs.domains import Domain, domain_of
from core.ui.inputs.scene_input import (
    SAMPLE_SCENES,
    SEEDS,
    as_scene,
    draw_scene,
    new_scene,
    sample_scene,
    scene_picture,
    truth_of,
)

MAX_PICTURES = 20
"""The most photographs in a list."""

SET_SCENES = 50
"""How many scenes a set to measure models on has."""

MAX_SCENES = SET_SCENES + MAX_PICTURES
"""The most scenes in a list, made or drawn: they are small, and nobody has to bring them one by one."""

FIRST_SAMPLES = ("bus.jpg", "zidane.jpg")

Know = Callable[[str, tuple[TruthBox, ...]], object]
"""Takes a picture's digest and what is really on it; what it returns does not count."""

_WAYS = {
    "sample": (":material/photo_library:", N_("Samples")),
    "scene": (":material/landscape:", N_("New doodle scene")),
    "draw": (":material/draw:", N_("Draw a scene")),
    "upload": (":material/upload:", N_("Upload")),
    "url": (":material/link:", N_("Address")),
    "camera": (":material/photo_camera:", N_("Camera")),
}
_THUMBNAIL = (320, 240)
_SQUARE = (320, 320)
_BYTES_A_PIXEL = 4  # What Pillow takes for red, green and blue.
_SAMPLE_WIDTH = 104
_THUMBNAIL_WIDTH = 160
_UNFOLDED = 12

_LIMITS: dict[Domain, tuple[int, str]] = {
    "photographs": (
        MAX_PICTURES,
        N_("{name} was not added: {limit} photographs are the most. Remove one first."),
    ),
    "doodles": (MAX_SCENES, N_("{name} was not added: {limit} scenes are the most. Remove one first.")),
}

_SET = "set-"

_Add = Callable[[Picture], None]


def choose_picture(key: str, *, domain: Domain) -> Picture:
    """Show the input for one picture and return the one chosen last.

    Until the visitor chooses one that is the first sample of the model's `domain`. The chosen picture is kept as
    `st.session_state[key]`, whatever the domain.
    """

    def keep(picture: Picture) -> None:
        st.session_state[key] = picture

    _ways_in(key, keep, {_chosen(key, domain).digest}, (domain,), several=False)
    picture = _chosen(key, domain)
    _small(f"{plain(picture.name)} · {_size(picture)}")
    return picture


def _chosen(key: str, domain: Domain) -> Picture:
    if key in st.session_state:
        picture: Picture = st.session_state[key]
        return picture
    return sample_scene(0) if domain == "doodles" else open_sample(FIRST_SAMPLES[0])


def choose_pictures(key: str, *, domains: Collection[Domain], know: Know) -> list[Picture]:
    """Show the input for a list of pictures and return it: none twice, no name twice.

    The list has at most MAX_PICTURES photographs and MAX_SCENES scenes. The samples are of the models' `domains`.
    `know` is told what is really on each picture that was made or drawn here, when it joins the list. The list is kept
    as `st.session_state[key]`; it is replaced, never changed in place.
    """
    st.session_state.setdefault(key, [])

    def add(picture: Picture) -> None:
        st.session_state[key] = with_picture(st.session_state[key], picture)
        _tell(picture, know)

    chosen = {picture.digest for picture in st.session_state[key]}
    _ways_in(key, add, chosen, domains, several=True)
    with st.container(horizontal=True):
        _first_samples(key, add, chosen, domains)
        asked = _ask_for_set(key)
    if asked is not None:
        _take_set(key, asked, know)
    pictures: list[Picture] = st.session_state[key]
    _about_set(key, pictures)
    _thumbnails(key, pictures)
    return pictures


def _tell(picture: Picture, know: Know) -> None:
    truth = truth_of(picture)
    if truth is not None:
        know(picture.digest, truth)


def _first_samples(key: str, add: _Add, chosen: Collection[str], domains: Collection[Domain]) -> None:
    """Draw a button for each domain that adds two of its samples, while none of them is chosen."""
    photographs = [partial(open_sample, sample.name) for sample in samples() if sample.name in FIRST_SAMPLES]
    scenes = [partial(sample_scene, place) for place in range(2)]
    if "doodles" in domains:
        _first_button(f"{key}.first_scenes", _("Add two doodle scenes"), add, scenes, chosen, key)
    if "photographs" in domains and photographs:
        _first_button(f"{key}.first", _("Add the two first samples"), add, photographs, chosen, key)


def _first_button(
    name: str,
    words: str,
    add: _Add,
    sources: Sequence[Callable[[], Picture]],
    chosen: Collection[str],
    key: str,
) -> None:
    if not any(source().digest in chosen for source in sources):
        st.button(words, key=name, icon=":material/playlist_add:", on_click=_take, args=(key, add, sources))


def _ask_for_set(key: str) -> int | None:
    """Draw the ways to a set of scenes, and return the seed of the one that was asked for just now, or None."""
    new = st.button(
        _("Compare on {n} new scenes").format(n=SET_SCENES),
        key=f"{key}.set",
        icon=":material/dataset:",
        help=_("A test set whose truth is known. It takes the place of the pictures below."),
    )
    with st.popover(_("The same scenes again"), icon=":material/replay:"):
        seed = st.number_input(
            _("Seed of the scenes"),
            0,
            MOST_SEED,
            7,
            key=f"{key}.set_seed",
            persist_state="session",
            help=_("The same seed makes the same {n} scenes, for everybody.").format(n=SET_SCENES),
        )
        again = st.button(_("Make these {n} scenes").format(n=SET_SCENES), key=f"{key}.set_again")
    if new:
        return randbelow(SEEDS)
    return int(seed) if again else None


def _take_set(key: str, seed: int, know: Know) -> None:
    """Put the scenes of a seed in the place of the list, which can be had back."""
    with st.spinner(_("Making {n} scenes…").format(n=SET_SCENES)):
        made = [scene_picture(spec) for spec in specs(SET_SCENES, seed)]
    for picture in made:
        _tell(picture, know)
    chosen: list[Picture] = st.session_state[key]
    if len(chosen) == SET_SCENES and _set_in(chosen) is not None:
        # One set after another: what can be had back is what the visitor chose.
        st.session_state[key] = made
    else:
        _replace(key, made)
    # The samples and buttons above were drawn for the list as it was.
    st.rerun()


def _replace(key: str, pictures: list[Picture]) -> None:
    st.session_state[f"{key}.before"] = st.session_state[key]
    st.session_state[key] = pictures


def begin_with(key: str, pictures: Sequence[Picture]) -> None:
    """Put pictures in the place of the list, as if the visit began with them."""
    st.session_state.pop(f"{key}.before", None)
    st.session_state[key] = list(pictures)


def _set_in(pictures: Sequence[Picture]) -> int | None:
    """Return the seed of the set of scenes that is all in a list, None where there is none."""
    names = [PurePath(picture.name).stem for picture in pictures if domain_of(picture) == "doodles"]
    return seed_of_set(names, SET_SCENES)


def public_names(pictures: Sequence[Picture]) -> list[str]:
    """Return what an address says of the pictures that everybody can have: samples, made scenes, and sets of them."""
    seed = _set_in(pictures)
    in_set = {spec.name for spec in specs(SET_SCENES, seed)} if seed is not None else set()
    names = [] if seed is None else [f"{_SET}{seed}"]
    for picture in pictures:
        stem = PurePath(picture.name).stem
        if picture.source == "sample":
            names.append(picture.name)
        elif domain_of(picture) == "doodles" and spec_of(stem) and stem not in in_set:
            names.append(stem)
    return names


def pictures_called(names: Sequence[str], know: Know) -> list[Picture]:
    """Return the pictures of `public_names`, as a list that `choose_pictures` can begin with.

    `know` is told what is really on them. Anyone can write an address: a name that nobody has is passed over, and no
    more pictures are made than a list can hold.
    """
    pictures: list[Picture] = []
    for picture in islice(chain.from_iterable(map(_called, names)), MAX_PICTURES + MAX_SCENES):
        with suppress(UserError):
            pictures = with_picture(pictures, picture)
            _tell(picture, know)
    return pictures


def _called(name: str) -> Iterator[Picture]:
    if name in {sample.name for sample in samples()}:
        yield open_sample(name)
    elif spec := spec_of(name):
        yield scene_picture(spec)
    elif name.startswith(_SET) and (seed := name.removeprefix(_SET)).isdecimal() and int(seed) <= MOST_SEED:
        yield from map(scene_picture, specs(SET_SCENES, int(seed)))


def _about_set(key: str, pictures: Sequence[Picture]) -> None:
    """Say which set of scenes is in the list, and offer the pictures that it took the place of."""
    seed = _set_in(pictures)
    if seed is not None:
        st.markdown(
            _("{n} new scenes of seed {seed}. What is on them is known, so errors are counted.").format(
                n=SET_SCENES, seed=f"**{seed}**"
            )
        )
    before: list[Picture] = st.session_state.get(f"{key}.before", [])
    if before and before != pictures:
        st.button(
            ngettext(
                "Bring back the picture from before", "Bring back the {n} pictures from before", len(before)
            ),
            key=f"{key}.bring_back",
            icon=":material/undo:",
            on_click=_replace,
            args=(key, before),
        )


def with_picture(pictures: Sequence[Picture], picture: Picture) -> list[Picture]:
    """Return `pictures` and `picture` behind them, under a name that none of them has ("cat (2).jpg").

    Raises UserError when the same picture (by its pixels) is there already, or MAX_PICTURES photographs are, or
    MAX_SCENES scenes, or all of them together have more pixels than this machine has memory for.
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
    domain = domain_of(picture)
    limit, sentence = _LIMITS[domain]
    if sum(domain_of(other) == domain for other in pictures) >= limit:
        raise UserError(sentence, name=picture.name, limit=limit)
    most = _most_pixels()
    if sum(other.image.width * other.image.height for other in [*pictures, picture]) > most:
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


def _most_pixels() -> int:
    """Return how many pixels one list may have: a tenth of the machine's memory, two pictures of full size at least."""
    return max(2 * MAX_SIDE**2, machine().memory_bytes // (10 * _BYTES_A_PIXEL))


def _ways_in(
    key: str, add: _Add, chosen: Collection[str], domains: Collection[Domain], *, several: bool
) -> None:
    """Draw the choice of where pictures come from, the chosen way, and what went wrong with the last one.

    `add` takes a picture and may raise UserError; `chosen` holds the digests of what is chosen already; samples of
    `domains` come first.
    """
    labels = {way: f"{icon} {_(text)}" for way, (icon, text) in _WAYS.items()}
    way = st.segmented_control(
        _("Where the pictures come from") if several else _("Where the picture comes from"),
        list(labels),
        format_func=labels.__getitem__,
        default="sample",
        required=True,
        key=f"{key}.way",
        persist_state="session",
        wrap=True,
    )
    if way == "scene":
        new_scene(key, partial(_take, key, add))
    elif way == "draw":
        draw_scene(partial(_take, key, add))
    elif way == "upload":
        _upload(key, add, several)
    elif way == "url":
        _address(key, add)
    elif way == "camera":
        _camera(key, add)
    else:
        _gallery(key, add, chosen, domains)
    # Said once: at the next step it is old.
    for error in st.session_state.pop(f"{key}.errors", ()):
        st.error(plain(str(error)))


def _take(key: str, add: _Add, sources: Sequence[Callable[[], Picture]]) -> None:
    """Add the picture of every source that gives one, and keep the errors of the others to be shown."""
    errors = []
    for source in sources:
        try:
            add(source())
        except UserError as error:
            errors.append(error)
    st.session_state[f"{key}.errors"] = errors


def _upload(key: str, add: _Add, several: bool) -> None:
    # A fresh uploader after every upload: the page lists the pictures, the uploader need not do so again.
    counter = f"{key}.uploads"
    widget = f"{key}.upload.{st.session_state.setdefault(counter, 0)}"

    def uploaded() -> None:
        value = st.session_state[widget]
        files = value if isinstance(value, list) else [value] if value else []
        _take(key, add, [partial(_uploaded, file.getvalue(), file.name) for file in files])
        st.session_state[counter] += 1

    st.file_uploader(
        _("Pictures from your computer or phone") if several else _("A picture from your computer or phone"),
        type=list(EXTENSIONS),
        accept_multiple_files=several,
        max_upload_size=MAX_PICTURE_BYTES // 1_000_000,
        key=widget,
        on_change=uploaded,
    )


def _uploaded(data: bytes, name: str) -> Picture:
    """Return the picture in a file; one that was saved here as a scene is that scene again, with its truth."""
    return as_scene(open_picture(data, name))


def _address(key: str, add: _Add) -> None:
    with st.form(f"{key}.form", border=False):
        url = st.text_input(
            _("Address of the picture"),
            placeholder="https://",
            key=f"{key}.url",
            help=_("Right-click a picture on a web page and copy the address of the image."),
        )
        if st.form_submit_button(_("Get the picture"), icon=":material/download:"):
            with st.spinner(_("Getting the picture...")):
                _take(key, add, [partial(fetch_picture, url)])


def _camera(key: str, add: _Add) -> None:
    widget = f"{key}.camera"

    def taken() -> None:
        if photo := st.session_state[widget]:
            _take(key, add, [partial(open_picture, photo.getvalue(), "camera.jpg", "camera")])

    st.camera_input(_("Take a photo"), key=widget, on_change=taken)


def _gallery(key: str, add: _Add, chosen: Collection[str], domains: Collection[Domain]) -> None:
    """Draw the samples of `domains`, and folded away the others: models may be shown what they never saw."""
    galleries = {"doodles": _scene_samples, "photographs": _photographs}
    others = {
        "doodles": _("Doodle scenes, to see what these models make of them"),
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


def _scene_samples(key: str, add: _Add, chosen: Collection[str]) -> None:
    with st.container(horizontal=True, gap="xsmall", key=f"{key}.scenes"):
        for place in range(len(SAMPLE_SCENES)):
            picture = sample_scene(place)
            labels = [with_name(box.label) for box in truth_of(picture) or ()]
            _sample(
                picture,
                _("Scene {number}").format(number=place + 1),
                _("A scene of doodles: {names}").format(names=", ".join(labels)),
                f"{key}.scene.{place}",
                chosen,
                partial(_take, key, add, [partial(sample_scene, place)]),
            )
    _small(
        _("Scenes that the app makes of people's drawings in [Quick, Draw!]({address}), CC BY 4.0.").format(
            address=DATA_SET
        )
    )


def _photographs(key: str, add: _Add, chosen: Collection[str]) -> None:
    with st.container(horizontal=True, gap="xsmall", key=f"{key}.samples"):
        for sample in samples():
            _sample(
                open_sample(sample.name),
                _(sample.title),
                _(sample.alt),
                f"{key}.sample.{sample.name}",
                chosen,
                partial(_take, key, add, [partial(open_sample, sample.name)]),
            )
    credits_shown = dict.fromkeys(_credit(sample) for sample in samples())
    _small(_("Photographs: {credits}.").format(credits="; ".join(credits_shown)))


def _sample(
    picture: Picture, title: str, alt: str, key: str, chosen: Collection[str], take: Callable[[], None]
) -> None:
    with st.container(width=_SAMPLE_WIDTH, gap="xsmall"):
        st.image(_thumbnail(picture), width=_SAMPLE_WIDTH, alt=alt)
        st.button(
            title,
            key=key,
            icon=":material/check:" if picture.digest in chosen else None,
            width="stretch",
            on_click=take,
        )


def _thumbnails(key: str, pictures: Sequence[Picture]) -> None:
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
        place: DeltaGenerator = fold
    else:
        st.markdown(words)
        place = st.container()
    with place, st.container(horizontal=True, key=f"{key}.chosen"):
        for picture in pictures:
            with st.container(width=_THUMBNAIL_WIDTH, gap="xsmall"):
                st.image(_thumbnail(picture), width=_THUMBNAIL_WIDTH, alt=picture.name)
                _small(_size(picture))
                st.button(
                    _("Remove {name}").format(name=plain(picture.name)),
                    key=f"{key}.remove.{picture.digest}",
                    icon=":material/delete:",
                    width="stretch",
                    on_click=remove,
                    args=(picture.digest,),
                )


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs={Picture: attrgetter("digest")})
def _thumbnail(picture: Picture) -> bytes:
    """Return a small JPEG of a picture: of a photograph its middle cut to 4:3, of a scene all."""
    file = BytesIO()
    size = _THUMBNAIL if domain_of(picture) == "photographs" else _SQUARE
    ImageOps.fit(picture.image, size).save(file, "JPEG", quality=85)
    return file.getvalue()


def _small(markdown: str) -> None:
    # Not st.caption: its grey is too pale to read well, above all in links.
    st.markdown(f":small[{markdown}]")


def _credit(sample: Sample) -> str:
    return f"[{plain(sample.credit)}]({sample.url}), {_(sample.licence)}"


def _size(picture: Picture) -> str:
    """Say how large a picture is, and how large it was."""
    size = f"{picture.image.width} × {picture.image.height} px"
    if not picture.scaled_from:
        return size
    width, height = picture.scaled_from
    return _("{size}, scaled down from {width} × {height} px").format(size=size, width=width, height=height)
