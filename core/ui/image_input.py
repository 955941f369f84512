"""The one way in for pictures on every page: samples, upload, address and camera.

What was chosen is kept in the session under the page's own key, so it is there after a rerun and after a
visit to another page. A new picture that cannot be read is reported and takes nothing away.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from operator import attrgetter

import streamlit as st
from PIL import ImageOps

from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.machine import machine
from core.names import distinct_name
from core.ui.markdown import plain
from core.vision.fetch import fetch_picture
from core.vision.images import EXTENSIONS, MAX_BYTES, MAX_SIDE, Picture, open_picture
from core.vision.samples import Sample, open_sample, samples

MAX_PICTURES = 20
FIRST_SAMPLES = ("bus.jpg", "zidane.jpg")

_WAYS = {
    "sample": (":material/photo_library:", N_("Samples")),
    "upload": (":material/upload:", N_("Upload")),
    "url": (":material/link:", N_("Address")),
    "camera": (":material/photo_camera:", N_("Camera")),
}
_THUMBNAIL = (320, 240)
_BYTES_A_PIXEL = 4  # What Pillow takes for red, green and blue.
_SAMPLE_WIDTH = 104
_THUMBNAIL_WIDTH = 160

_Add = Callable[[Picture], None]


def choose_picture(key: str, *, default_sample: str | None = "bus.jpg") -> Picture | None:
    """Show the input for one picture and return the one chosen last, `default_sample` at first, or None.

    The picture is kept as `st.session_state[key]`.
    """
    if key not in st.session_state:
        st.session_state[key] = open_sample(default_sample) if default_sample else None

    def keep(picture: Picture) -> None:
        st.session_state[key] = picture

    current: Picture | None = st.session_state[key]
    _ways_in(key, keep, chosen={current.digest} if current else set(), several=False)
    picture: Picture | None = st.session_state[key]
    if picture:
        _small(f"{plain(picture.name)} · {_size(picture)}")
    return picture


def choose_pictures(key: str) -> list[Picture]:
    """Show the input for a list of at most MAX_PICTURES pictures and return it: none twice, no name twice.

    The list is kept as `st.session_state[key]`; it is replaced, never changed in place.
    """
    st.session_state.setdefault(key, [])

    def add(picture: Picture) -> None:
        st.session_state[key] = with_picture(st.session_state[key], picture)

    chosen = {picture.digest for picture in st.session_state[key]}
    _ways_in(key, add, chosen, several=True)
    first = [open_sample(sample.name).digest for sample in samples() if sample.name in FIRST_SAMPLES]
    if first and chosen.isdisjoint(first):
        st.button(
            _("Add the two first samples"),
            key=f"{key}.first",
            icon=":material/playlist_add:",
            on_click=_take,
            args=(key, add, [partial(open_sample, name) for name in FIRST_SAMPLES]),
        )
    pictures: list[Picture] = st.session_state[key]
    _thumbnails(key, pictures)
    return pictures


def with_picture(pictures: Sequence[Picture], picture: Picture) -> list[Picture]:
    """Return `pictures` and `picture` behind them, under a name that none of them has ("cat (2).jpg").

    Raises UserError when the same picture (by its pixels) is there already, or MAX_PICTURES are, or all of them
    together have more pixels than this machine has memory for.
    """
    for other in pictures:
        if other.digest == picture.digest:
            raise UserError(
                N_("{name} is already in the list, as {other}: the same picture is not added twice."),
                name=picture.name,
                other=other.name,
            )
    if len(pictures) >= MAX_PICTURES:
        raise UserError(
            N_("{name} was not added: {limit} pictures are the most. Remove one first."),
            name=picture.name,
            limit=MAX_PICTURES,
        )
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


def _ways_in(key: str, add: _Add, chosen: set[str], several: bool) -> None:
    """Draw the choice of where pictures come from, the chosen way, and what went wrong with the last one.

    `add` takes a picture and may raise UserError; `chosen` holds the digests of what is chosen already.
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
    if way == "upload":
        _upload(key, add, several)
    elif way == "url":
        _address(key, add)
    elif way == "camera":
        _camera(key, add)
    else:
        _gallery(key, add, chosen)
    for error in st.session_state.get(f"{key}.errors", ()):
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
        _take(key, add, [partial(open_picture, file.getvalue(), file.name) for file in files])
        st.session_state[counter] += 1

    st.file_uploader(
        _("Pictures from your computer or phone") if several else _("A picture from your computer or phone"),
        type=list(EXTENSIONS),
        accept_multiple_files=several,
        max_upload_size=MAX_BYTES // 1_000_000,
        key=widget,
        on_change=uploaded,
    )


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


def _gallery(key: str, add: _Add, chosen: set[str]) -> None:
    with st.container(horizontal=True, gap="xsmall", key=f"{key}.samples"):
        for sample in samples():
            picture = open_sample(sample.name)
            with st.container(width=_SAMPLE_WIDTH, gap="xsmall"):
                st.image(_thumbnail(picture), width=_SAMPLE_WIDTH, alt=_(sample.alt))
                st.button(
                    _(sample.title),
                    key=f"{key}.sample.{sample.name}",
                    icon=":material/check:" if picture.digest in chosen else None,
                    width="stretch",
                    on_click=_take,
                    args=(key, add, [partial(open_sample, sample.name)]),
                )
    credits_shown = dict.fromkeys(_credit(sample) for sample in samples())
    _small(_("Photographs: {credits}.").format(credits="; ".join(credits_shown)))


def _thumbnails(key: str, pictures: Sequence[Picture]) -> None:
    """Draw the list of pictures, each with its name, its size and a button that removes it."""
    if not pictures:
        st.info(_("No pictures yet. Choose some above."), icon=":material/image:")
        return

    def remove(digest: str) -> None:
        st.session_state[key] = [picture for picture in st.session_state[key] if picture.digest != digest]
        st.session_state[f"{key}.errors"] = []

    st.markdown(ngettext("{n} picture", "{n} pictures", len(pictures)))
    with st.container(horizontal=True, key=f"{key}.chosen"):
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
    """Return a small JPEG of a picture, its middle cut to 4:3."""
    file = BytesIO()
    ImageOps.fit(picture.image, _THUMBNAIL).save(file, "JPEG", quality=85)
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
