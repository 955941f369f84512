"""The ways in for pictures: samples, scenes and drawings, made here or there, files, addresses, and the camera."""

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from core.i18n import N_, _
from core.pictures.fetch import fetch_picture
from core.pictures.images import EXTENSIONS, FORMATS, MAX_PICTURE_BYTES, Picture, open_picture
from core.printable import printable_text
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.domains import Doodles, PictureDomain
from core.ui.inputs.drawing_input import draw_one
from core.ui.inputs.sample_gallery import collage_credits, sample_gallery
from core.ui.inputs.scene_drawing import draw_scene
from core.ui.inputs.scene_input import as_scene, new_scene
from core.ui.inputs.sources import Add, add_from, show_errors
from core.ui.inputs.thumbnails import small

_WAYS = {
    "sample": (":material/photo_library:", N_("Samples")),
    "scene": (":material/landscape:", N_("Doodle scene")),
    "collage": (":material/content_cut:", N_("Photo collage")),
    "draw": (":material/draw:", N_("Draw it")),
    "upload": (":material/upload:", N_("Upload")),
    "camera": (":material/photo_camera:", N_("Camera")),
}


def ways_in(
    key: str,
    add: Add,
    chosen: Collection[str],
    domains: Collection[PictureDomain],
    samples: Sequence[str],
    *,
    several: bool,
    doodles: Sequence[Doodles] = ("scenes",),
) -> None:
    """Draw the choice of where pictures come from, the chosen way, and what went wrong with the last one.

    `add` takes a picture and may raise UserError; `chosen` holds the digests of what is chosen already; samples of
    `domains` come first, `samples` names the photographs among them, and `doodles` says what the doodles are: where
    they are single drawings, the visitor can make one too, and where they are scenes, also a collage of photographs.
    """
    labels = {
        way: f"{icon} {_(text)}"
        for way, (icon, text) in _WAYS.items()
        if (way != "draw" or "drawings" in doodles) and (way != "collage" or "scenes" in doodles)
    }
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
        _scene(key, add)
    elif way == "collage":
        _collage(key, add)
    elif way == "draw":
        draw_one(key, add)
    elif way == "upload":
        _upload(key, add, several)
        _address(key, add)
    elif way == "camera":
        _camera(key, add)
    else:
        sample_gallery(key, add, chosen, domains, samples, doodles)
    show_errors(key)


def _scene(key: str, add: Add) -> None:
    words = {"make": _("Have one made"), "draw": _("Draw one")}
    way = st.segmented_control(
        _("Doodle scene"),
        list(words),
        format_func=words.__getitem__,
        default="make",
        required=True,
        key=f"{key}.scene_way",
        persist_state="session",
        label_visibility="collapsed",
    )
    if way == "draw":
        draw_scene(partial(add_from, key, add))
    else:
        new_scene(key, partial(add_from, key, add))


def _collage(key: str, add: Add) -> None:
    small(_("Photographs of things, cut out and put on a photograph of a place. What is on it is known."))
    new_scene(f"{key}.collage", partial(add_from, key, add), "collage")
    collage_credits(f"{key}.collage_credits")


def _upload(key: str, add: Add, several: bool) -> None:
    # A fresh uploader after every upload: the page lists the pictures, the uploader need not do so again.
    counter = f"{key}.uploads"
    widget = f"{key}.upload.{st.session_state.setdefault(counter, 0)}"

    def uploaded() -> None:
        value = st.session_state[widget]
        files = value if isinstance(value, list) else [value] if value else []
        add_from(key, add, [partial(_uploaded, file.getvalue(), file.name) for file in files])
        st.session_state[counter] += 1

    limit_words(widget, MAX_PICTURE_BYTES, FORMATS)
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


def _address(key: str, add: Add) -> None:
    with st.form(f"{key}.form", border=False):
        url = st.text_input(
            _("Or the address of a picture on the web"),
            placeholder="https://",
            max_chars=2000,
            key=f"{key}.url",
            help=_("Right-click a picture on a web page and copy the address of the image."),
        )
        if st.form_submit_button(_("Get the picture"), icon=":material/download:"):
            with st.spinner(_("Getting the picture...")):
                add_from(key, add, [partial(fetch_picture, printable_text(url))])


def _camera(key: str, add: Add) -> None:
    widget = f"{key}.camera"

    def taken() -> None:
        if photo := st.session_state[widget]:
            add_from(key, add, [partial(open_picture, photo.getvalue(), "camera.jpg", "camera")])

    st.camera_input(_("Take a photo"), key=widget, on_change=taken)
