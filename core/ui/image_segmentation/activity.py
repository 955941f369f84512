"""Activity 3 on the page: look for labels, invert their mask, apply it, and hand the result in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Literal

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.code import name_in_code
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.pictures.palette import color_of
from core.pictures.png import png
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.sections import Code, code_section
from core.ui.image_segmentation.answer import Answer, kept_answer
from core.ui.image_segmentation.hand_in import hand_in
from core.ui.image_segmentation.preview import preview
from core.ui.image_segmentation.sought import choose_background, choose_labels, say_not_found
from core.vision.segmentation import snippets
from core.vision.segmentation.cut_out import Background, cut_out, over_picture, segments_called
from core.vision.segmentation.hand_in import HandIn
from core.vision.segmentation.listing import found_words, labels_found
from core.vision.segmentation.segment import Segment

_ANCHOR = "activity-3"


def activity(row: ModelRow, picture: Picture) -> None:
    """Draw the section of Activity 3 for the answer that is kept for this model and picture, or what to do first, and
    the code below it."""
    answer = kept_answer(row, picture)
    if answer is not None:
        _look(picture, answer)
        return
    with _section():
        st.markdown(
            _(
                "Look for a label, such as *person* or *airplane*: its mask is inverted and applied, so that only what "
                "you look for is left in the picture. Segment the picture first, with the button above."
            )
        )
    code_section(*_codes(row, picture, (), "white"))


def way_to_activity() -> None:
    """Draw the link that leads down to the section of Activity 3."""
    words = _("Activity 3, below")
    st.markdown(f"[{words} ↓](#{_ANCHOR})", width="content")


@contextmanager
def _section() -> Iterator[None]:
    with st.container(border=True, key="activity_3"):
        st.subheader(_("Activity 3: segmentation by label"), anchor=_ANCHOR)
        yield


@st.fragment
def _look(picture: Picture, answer: Answer) -> None:
    """Draw what is looked for and what comes of it; a new choice runs this part alone."""
    segments = answer.prediction.segments
    present = [found.label for found in labels_found(segments)]
    # A fragment runs again without the page's own net around it.
    with guard():
        with _section():
            choices, shown = st.columns([2, 3], gap="large")
            with choices:
                sought = choose_labels(present, answer.known, f"{picture.digest}_{answer.row.name}")
                background, other = choose_background()
                if other:
                    _picture_behind(other)
                _all_labels(segments)
            labels = tuple(dict.fromkeys(label for one in sought for label in one.found))
            with shown:
                # Not below the field: its open list would cover it.
                say_not_found(sought)
                _result(picture, segments_called(segments, labels), background, other)
            hand_in(
                lambda student, words: HandIn(
                    picture, answer.row, segments, labels, background, other, student, words
                )
            )
        code_section(*_codes(answer.row, picture, labels, background))


def _all_labels(segments: Sequence[Segment]) -> None:
    """Draw every label that was found, as the activity asks for."""
    st.markdown(_("**All labels found**"))
    st.markdown("\n".join(f"- {plain(found_words(one))}" for one in labels_found(segments)))


def _result(
    picture: Picture, chosen: Sequence[Segment], background: Background, other: Picture | None
) -> None:
    """Draw what is cut out of the picture, and the masks on the way to it."""
    if not chosen:
        st.info(
            _("Pick one of the labels found, or type one: its mask and the result appear here."),
            icon=":material/content_cut:",
        )
        return
    cut = cut_out(picture.image, chosen, background, other.image if other else None)
    names = ", ".join(dict.fromkeys(with_name(one.label.strip()) for one in chosen))
    said = _("{picture} with only {labels} in it").format(picture=picture.name, labels=names)
    st.image(preview(cut.result), caption=_("The result"), alt=said, width="stretch")
    _downloads(picture, chosen, background, other)
    steps = {
        _("The mask"): cut.mask,
        _("The mask over the picture"): over_picture(picture.image, cut.mask, color_of(chosen[0].label)),
        _("The inverted mask"): cut.inverted,
    }
    for column, (title, image) in zip(st.columns(len(steps)), steps.items(), strict=True):
        column.image(preview(image), caption=title, alt=f"{title}: {names}", width="stretch")


def _downloads(
    picture: Picture, chosen: Sequence[Segment], background: Background, other: Picture | None
) -> None:
    # Streamlit keeps what makes a file: the pictures themselves would be far larger than what they are made of.
    made = partial(_made, picture, chosen, background, other)
    contrast = ":material/contrast:"
    downloads(
        Download(_("Result"), partial(made, "result"), "result.png", "image/png", ":material/image:"),
        Download(_("Mask"), partial(made, "mask"), "mask.png", "image/png", contrast),
        Download(_("Inverted mask"), partial(made, "inverted"), "inverted_mask.png", "image/png", contrast),
    )


def _made(
    picture: Picture,
    chosen: Sequence[Segment],
    background: Background,
    other: Picture | None,
    part: Literal["result", "mask", "inverted"],
) -> bytes:
    cut = cut_out(picture.image, chosen, background, other.image if other else None)
    return png({"result": cut.result, "mask": cut.mask, "inverted": cut.inverted}[part])


def _picture_behind(other: Picture) -> None:
    """Draw the button of the other picture, as the file that the code opens."""
    downloads(
        Download(
            _("Save {file} for the code").format(file=snippets.OTHER_PICTURE),
            partial(_png, other),
            snippets.OTHER_PICTURE,
            "image/png",
            kind="tertiary",
        )
    )


def _png(picture: Picture) -> bytes:
    return png(picture.image)


def _codes(
    row: ModelRow, picture: Picture, labels: Sequence[str], background: Background
) -> tuple[Code, ...]:
    path = name_in_code(picture)
    return (
        Code(_("Script"), snippets.script(row, path, labels or ("person",), background), "segmentation.py"),
        Code("Gradio", snippets.gradio_app(row, background), "app.py"),
        Code("Streamlit", snippets.streamlit_app(row, background), "streamlit_app.py"),
    )
