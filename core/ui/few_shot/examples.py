"""The left half of the few-shot page: the visitor's classes, and the ways in for their examples."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePosixPath

import streamlit as st

from core.errors import UserError
from core.i18n import _, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.images import EXTENSIONS, FORMATS, MAX_PICTURE_BYTES, Picture
from core.pictures.zipped import MAX_ZIP_BYTES
from core.turns import in_turn
from core.ui.few_shot import own_classes
from core.ui.few_shot.own_classes import OwnClass
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.style import style
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.domains import domain_known
from core.ui.inputs.sources import show_errors
from core.ui.inputs.thumbnails import thumbnail
from core.ui.inputs.ways_in import ways_in
from core.vision.few_shot.support_files import from_files, from_zip, to_zip

KEY = "few_shot_examples"
_TO = "few_shot_to"
_UPLOADS = "few_shot_uploads"
_SHOWN = 8
_WIDTH = 72
_SAMPLES = (
    *(
        "penguin.jpg",
        "penguin_king.jpg",
        "penguin_little.jpg",
        "polar_bear.jpg",
        "bear_brown.jpg",
        "bear_black.jpg",
    ),
    *("owl.jpg", "owl_snowy.jpg", "gull.jpg", "gull_silver.jpg", "pelican.jpg", "fox.jpg", "dog.jpg"),
    *("cat.jpg", "cat_and_yarn.jpg"),
)


def choose_examples(row: ModelRow | None) -> tuple[OwnClass, ...]:
    """Draw the classes with their examples and the ways in for more, and return the classes."""
    style(__file__, "few_shot.css")
    classes = own_classes.own_classes(row)
    st.markdown(_("**Examples**: a handful of pictures of each class. It is the support set."))
    for one in classes:
        _class(one)
    with st.container(horizontal=True):
        st.button(
            _("Add a class"),
            icon=":material/add:",
            key="few_shot_add",
            on_click=_guarded,
            args=(_add_class,),
        )
        _other_sets()
        if own_classes.can_bring_back():
            st.button(
                _("Bring back the classes from before"),
                icon=":material/undo:",
                key="few_shot_back",
                type="tertiary",
                on_click=own_classes.bring_back,
            )
    if classes:
        _add_examples(classes, row)
    show_errors(KEY)
    return classes


def add_to_chosen(picture: Picture) -> None:
    """Add a picture to the class that is chosen for new examples; UserError where it cannot be added."""
    own_classes.add_example(st.session_state[_TO], picture)


def _add_class() -> None:
    # Who adds a class wants to give it examples.
    st.session_state[_TO] = own_classes.add_class(_("class"))


def _guarded(change: Callable[[], object]) -> None:
    """Do in a callback what may raise UserError, which is said where the page shows what went wrong with pictures."""
    try:
        change()
    except UserError as error:
        st.session_state[f"{KEY}.errors"] = [error]


def _class(one: OwnClass) -> None:
    with st.container(border=True, key=f"few_shot_class_{one.number}", gap="xsmall"):
        name_key = f"few_shot_name_{one.number}"
        st.session_state.setdefault(name_key, one.name)

        def named() -> None:
            own_classes.rename(one.number, st.session_state[name_key])
            # What is kept may differ from what was typed: it is never empty, and no two are the same.
            kept = {other.number: other.name for other in own_classes.own_classes(None)}
            st.session_state[name_key] = kept[one.number]

        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Name of the class"),
                key=name_key,
                max_chars=60,
                on_change=named,
                label_visibility="collapsed",
            )
            st.button(
                _("Remove {name}").format(name=plain(one.name)),
                key=f"few_shot_remove_{one.number}",
                icon=":material/delete:",
                type="tertiary",
                on_click=own_classes.remove_class,
                args=(one.number,),
            )
        if not one.pictures:
            st.caption(_("No example yet."))
        few, more = one.pictures[:_SHOWN], one.pictures[_SHOWN:]
        _pictures(one, few, f"few_shot_pictures_{one.number}")
        if more:
            fold = st.expander(
                ngettext("{n} more example", "{n} more examples", len(more)),
                key=f"few_shot_rest_{one.number}",
                on_change="rerun",
            )
            # Closed, nothing of it is sent: a thousand examples would make every run of the page slow.
            if fold.open:
                with fold:
                    _pictures(one, more, f"few_shot_pictures_more_{one.number}")


def _pictures(one: OwnClass, pictures: Sequence[Picture], key: str) -> None:
    with st.container(horizontal=True, gap="xsmall", key=key):
        for picture in pictures:
            with st.container(width=_WIDTH, gap=None):
                st.image(thumbnail(picture), width=_WIDTH, alt=picture.name)
                st.button(
                    _("Take out"),
                    key=f"few_shot_out_{one.number}_{picture.digest}",
                    help=_("Take {picture} out of {name}").format(
                        picture=plain(picture.name), name=plain(one.name)
                    ),
                    type="tertiary",
                    on_click=own_classes.remove_example,
                    args=(one.number, picture.digest),
                )


def _add_examples(classes: tuple[OwnClass, ...], row: ModelRow | None) -> None:
    names = {one.number: one.name for one in classes}
    if st.session_state.get(_TO) not in names:
        st.session_state[_TO] = next(iter(names))
    fold = st.expander(
        _("Add examples"), icon=":material/add_photo_alternate:", key="few_shot_more", on_change="rerun"
    )
    if not fold.open:
        return
    with fold:
        st.selectbox(_("To which class"), list(names), format_func=lambda number: names[number], key=_TO)
        chosen = {picture.digest for one in classes for picture in one.pictures}
        ways_in(
            KEY, add_to_chosen, chosen, (domain_known(row),), _SAMPLES, several=True, doodles=("drawings",)
        )


def _other_sets() -> None:
    """Draw the ways to another support set: a folder, a ZIP, those that ship, and an empty one; and the way out for
    this one."""
    with st.popover(_("Support set"), icon=":material/folder_zip:"):
        number = st.session_state.setdefault(_UPLOADS, 0)
        folder_key, key = f"few_shot_folder_{number}", f"few_shot_zip_{number}"
        limit_words(folder_key, MAX_PICTURE_BYTES, FORMATS)
        st.file_uploader(
            _("A folder with a folder for each class"),
            type=list(EXTENSIONS),
            accept_multiple_files="directory",
            max_upload_size=MAX_PICTURE_BYTES // 1_000_000,
            key=folder_key,
            on_change=_load,
            args=(folder_key,),
            help=_("Its pictures are added to the classes of the same name; others are made."),
        )
        limit_words(key, MAX_ZIP_BYTES, ["ZIP"])
        st.file_uploader(
            _("A ZIP with a folder for each class"),
            type="zip",
            max_upload_size=MAX_ZIP_BYTES // 1_000_000,
            key=key,
            on_change=_load,
            args=(key,),
            help=_("Its pictures are added to the classes of the same name; others are made."),
        )
        kept = {one.name: one.pictures for one in own_classes.own_classes(None) if one.pictures}
        if kept:
            downloads(
                Download(
                    _("Save the support set"),
                    partial(to_zip, kept),
                    "support_set.zip",
                    "application/zip",
                    key="few_shot_save",
                )
            )
        st.markdown(_("These take the place of all classes here:"))
        with st.container(horizontal=True):
            st.button(
                _("Animals"),
                key="few_shot_photographs",
                on_click=own_classes.begin_with,
                args=("photographs",),
            )
            st.button(
                _("Drawings"), key="few_shot_drawings", on_click=own_classes.begin_with, args=("doodles",)
            )
            st.button(_("Nothing"), key="few_shot_nothing", on_click=own_classes.begin_anew)


def _load(key: str) -> None:
    files = st.session_state[key]
    if not files:
        return
    with in_turn("work") as turn:
        try:
            if isinstance(files, list):
                # Of the files of a folder, the name says where in it they are.
                found = from_files((PurePosixPath(file.name), file.getvalue()) for file in files)
            else:
                found = from_zip(files.getvalue())
            errors = own_classes.take_in(found, turn.give_way)
        except UserError as error:
            errors = [error]
    st.session_state[f"{KEY}.errors"] = errors
    st.session_state[_UPLOADS] += 1
