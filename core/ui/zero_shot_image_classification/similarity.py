"""How close all pictures and labels are: the matrix of cosines, and the map of the embeddings."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.names import distinct_name
from core.pictures.images import Picture
from core.pictures.plane import on_a_plane
from core.ui.frame.charts import show_chart
from core.ui.frame.markdown import plain
from core.ui.zero_shot_image_classification.answers import Answer, Answers
from core.vision.zero_shot.charts import MOST_COLUMNS, best_columns, map_chart, matrix_chart, matrix_words
from core.vision.zero_shot.scores import cosines

_LEAST_IMAGES, _LEAST_LABELS = 2, 2
"""Less than that is no map: one point alone is its own mean."""

_LONGEST = 28

_MAP_PIXELS, _OVER_MAP = 420, 60
"""The map is as wide as high; over it are its title and its legend."""


def show_matrix(rows: Sequence[ModelRow], answers: Answers) -> None:
    """Draw a matrix a model: pictures x labels."""
    for row in rows:
        found = _of_model(row, answers)
        if not found:
            continue
        read = next(iter(found.values())).read
        close = cosines(np.stack([answer.seen.vector for answer in found.values()]), read.vectors)
        columns = best_columns(close)
        labels = _short([read.labels[number] for number in columns])
        names = [picture.name for picture in found]
        show_chart(
            matrix_chart(names, labels, close[:, columns], plain(read.row.title)),
            matrix_words(names, labels, close[:, columns]),
        )
        if len(read.labels) > MOST_COLUMNS:
            st.caption(
                _("These are the {n} labels that are closest to one of the pictures.").format(n=MOST_COLUMNS)
            )
    st.caption(
        _(
            "Each cell is the cosine between the embedding of a picture and that of a label: how close they are. The "
            "label that is closest to a picture is framed. The cosines of CLIP lie close together, mostly between 0.15 "
            "and 0.35; the model multiplies them by a large number before it makes scores of them."
        )
    )


def show_map(rows: Sequence[ModelRow], answers: Answers) -> None:
    """Draw a map a model: pictures and labels in two dimensions."""
    for row in rows:
        found = _of_model(row, answers)
        if not found:
            continue
        read = next(iter(found.values())).read
        if len(found) < _LEAST_IMAGES or len(read.labels) < _LEAST_LABELS:
            st.info(_("A map needs two pictures and two labels at least."), icon=":material/map:")
            return
        images = np.stack([answer.seen.vector for answer in found.values()])
        # Two groups: CLIP keeps pictures and texts in different corners of its space (Liang et al., 2022, "Mind the
        # gap").
        places, _shown = on_a_plane(images, read.vectors)
        names = [picture.name for picture in found]
        with st.container(width=_MAP_PIXELS):
            show_chart(
                map_chart(names, _short(read.labels), places, plain(read.row.title)),
                _("Map of the embeddings of {model}: {pictures}; {labels}").format(
                    model=read.row.title, pictures=", ".join(names), labels=", ".join(read.labels[:20])
                ),
                height=_MAP_PIXELS + _OVER_MAP,
            )
    st.caption(
        _(
            "An embedding has hundreds of numbers; the map shows the two directions in which these differ most "
            "(principal component analysis, PCA). Pictures and labels are each centred on their own middle, because "
            "CLIP keeps them in different corners of its space. What is close here is often, but not always, close in "
            "all dimensions: trust the matrix."
        )
    )


def _of_model(row: ModelRow, answers: Answers) -> dict[Picture, Answer]:
    return {picture: found[row] for picture, found in answers.items() if row in found}


def _short(labels: Sequence[str]) -> list[str]:
    """Return labels that a chart has room for, no two the same."""
    found: list[str] = []
    for label in labels:
        short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
        found.append(distinct_name(short, found))
    return found
