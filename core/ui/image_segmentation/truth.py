"""What is really on a scene of doodles or a collage, beside what the model said, and how right that is."""

from collections.abc import Sequence

import streamlit as st

from core.i18n import _, decimal
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.pictures.marks import percent
from core.scenes.pictures import class_mask_of, labels_in
from core.ui.image_segmentation.answer import kept_answer
from core.ui.inputs.scene_input import made_words
from core.ui.widgets.viewer import picture_viewer
from core.vision.segmentation.listing import marks_of
from core.vision.segmentation.segment import Segment
from core.vision.segmentation.truth import LabelMap, label_map, score, true_segments


def really_there(row: ModelRow | None, picture: Picture) -> None:
    """Draw the folded part with what is on a picture that the app made, and with an answer how right that is."""
    truth = class_mask_of(picture)
    if truth is None:
        return
    labels = labels_in(picture)
    answer = kept_answer(row, picture) if row else None
    with st.expander(_("What is really there"), icon=":material/visibility:"):
        st.caption(made_words(picture))
        true, given = st.columns(2) if answer else (st.container(), None)
        with true:
            st.markdown(_("**The truth**"))
            _viewer(picture, true_segments(truth, labels), _("{picture} with what is really there"), "truth")
        if answer and given:
            map_given = label_map(answer.prediction.segments, labels, picture.size)
            with given:
                st.markdown(_("**What the model said**"))
                words = _("{picture} with what the model said")
                _viewer(picture, true_segments(map_given, labels), words, "given")
            _figures(truth, map_given, labels)


def _viewer(picture: Picture, segments: tuple[Segment, ...], alt: str, name: str) -> None:
    picture_viewer(
        picture.pixels,
        marks_of(segments),
        key=f"{name}_{picture.digest}",
        alt=alt.format(picture=picture.name),
        empty_text=_("None of the labels of this picture."),
        things=_("Segments, and the part of the picture that each covers"),
        height=360,
        group="segmentation_truth",
    )


def _figures(truth: LabelMap, given: LabelMap, labels: Sequence[str]) -> None:
    counted = score(truth, given, labels)
    st.markdown(
        _("**Mean IoU {mean} · pixel accuracy {accuracy}**").format(
            mean=decimal(counted.mean_iou, 2), accuracy=percent(counted.pixel_accuracy, 1)
        )
    )
    st.table(
        {
            _("Label"): [with_name(one.label) for one in counted.labels],
            "IoU": [decimal(one.iou, 2) for one in counted.labels],
            _("Really there"): [_("{n} px").format(n=decimal(one.true_pixels, 0)) for one in counted.labels],
            _("Said"): [_("{n} px").format(n=decimal(one.given_pixels, 0)) for one in counted.labels],
        }
    )
    st.caption(
        _(
            "IoU of a label: the pixels that both the truth and the model give it, divided by those that either does. "
            "What has no label of the picture (sky, ground, paper) is background, and counts as one label. Mean IoU is "
            "the mean over the labels above; pixel accuracy is the part of all pixels that have the right label."
        )
    )
