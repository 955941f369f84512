"""What the class of a picture was decided by, one view at a time."""

from collections.abc import Sequence
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from core.handin.charts import legend
from core.i18n import _, decimal, ngettext
from core.pictures.images import Picture
from core.pictures.marks import percent
from core.pictures.plane import on_a_plane
from core.ui.frame.charts import show_chart
from core.ui.frame.markdown import plain
from core.ui.inputs.thumbnails import small, thumbnail
from core.vision.few_shot.classify import (
    DRAWS,
    Method,
    Support,
    Vectors,
    accuracy,
    classify,
    curve,
    leave_one_out,
    neighbours,
)
from core.vision.few_shot.effect import effects, lead_of

View = Literal["nearest", "map", "without", "one_out", "curve"]

_WIDTH = 96
_MOST_FITS = 100
"""Examples up to which a logistic regression is learnt anew for each: more would let the visitor wait."""

_MAP_PIXELS = 380


def show_insight(support: Support, examples: Sequence[Picture], query: Vectors, method: Method) -> None:
    """Draw the choice of what to look at, and that; `examples` are the pictures of the support set, in its order."""
    words: dict[View, str] = {
        "nearest": _("Nearest examples"),
        "map": _("Map"),
        "without": _("Without an example"),
        "one_out": _("Leave one out"),
        "curve": _("How many examples"),
    }
    view = st.segmented_control(
        _("What it goes by"),
        list(words),
        format_func=words.__getitem__,
        default="nearest",
        required=True,
        key="few_shot_view",
        persist_state="session",
        wrap=True,
    )
    if view == "nearest":
        _nearest(support, examples, query)
    elif view == "map":
        _map(support, examples, query)
    elif method == "logistic" and len(examples) > _MOST_FITS:
        st.info(
            _(
                "With more than {limit} examples a logistic regression takes too long to be learnt anew without each "
                "of them. Choose the nearest example or the mean of the class to see this."
            ).format(limit=_MOST_FITS),
            icon=":material/timer:",
        )
    elif view == "without":
        _without(support, examples, query, method)
    elif view == "one_out":
        _one_out(support, examples, method)
    else:
        _curve(support, method)


def _nearest(support: Support, examples: Sequence[Picture], query: Vectors) -> None:
    with st.container(horizontal=True, gap="small", key="few_shot_pictures_nearest"):
        for found in neighbours(support, query):
            picture = examples[found.index]
            with st.container(width=_WIDTH, gap=None):
                st.image(thumbnail(picture), width=_WIDTH, alt=picture.name)
                small(f"{plain(found.label)} · {decimal(found.cosine, 3)}")
    st.caption(_("The examples that are most alike to the new picture, with their cosine."))


def _map(support: Support, examples: Sequence[Picture], query: Vectors) -> None:
    (points,), shown = on_a_plane(np.vstack([support.vectors, query[None]]))
    new = _("the new picture")
    data = pd.DataFrame(
        {
            "x": points[:, 0],
            "y": points[:, 1],
            "class": [*support.labels, new],
            "name": [*(picture.name for picture in examples), new],
        }
    )
    axis = alt.Axis(labels=False, ticks=False, title=None)
    chart = (
        alt.Chart(data)
        .mark_point(filled=True, size=110, opacity=0.9)
        .encode(
            x=alt.X("x:Q", axis=axis),
            y=alt.Y("y:Q", axis=axis),
            color=alt.Color("class:N", sort=None, legend=legend()),
            shape=alt.Shape("class:N", sort=None, legend=legend()),
            tooltip=[alt.Tooltip("class:N", title=_("Class")), alt.Tooltip("name:N", title=_("Picture"))],
        )
        .properties(width="container", height=_MAP_PIXELS)
    )
    show_chart(
        chart,
        ngettext(
            "A map of {n} picture: those that look alike to the model lie near one another",
            "A map of {n} pictures: those that look alike to the model lie near one another",
            len(data),
        ),
    )
    st.caption(
        _(
            "Principal components (PCA): the two directions in which the embeddings differ most. They show {share} of "
            "all differences; what lies together here may still be apart in the others."
        ).format(share=percent(shown))
    )


def _without(support: Support, examples: Sequence[Picture], query: Vectors, method: Method) -> None:
    now = classify(support, query, method)
    found = effects(support, query, method)
    rows = [
        {
            _("Without"): examples[one.index].name,
            _("of the class"): support.labels[one.index],
            _("Class then"): one.best or _("one class only"),
            _("Lead then"): "" if one.lead is None else decimal(one.lead, 3),
            _("Changes"): _("yes") if one.best != now[0].label else "",
        }
        for one in sorted(found, key=lambda one: (one.best == now[0].label, one.lead or 0.0))
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("What the class would be without each example"))
    st.caption(
        _("Now it is {name}, which leads by {lead}. The examples that it hangs on come first.").format(
            name=plain(now[0].label), lead=decimal(lead_of(now), 3)
        )
    )


def _one_out(support: Support, examples: Sequence[Picture], method: Method) -> None:
    found = leave_one_out(support, method)
    share = accuracy(support, found)
    if share is None:
        st.info(_("There are too few examples: give at least two classes two each."), icon=":material/info:")
        return
    st.markdown(
        _("**{share}** of the examples get their own class from all the others.").format(share=percent(share))
    )
    wrong = [
        (picture, label, guess)
        for picture, label, guess in zip(examples, support.labels, found, strict=True)
        if guess is not None and guess != label
    ]
    with st.container(horizontal=True, gap="small", key="few_shot_pictures_wrong"):
        for picture, label, guess in wrong[:12]:
            with st.container(width=_WIDTH, gap=None):
                st.image(thumbnail(picture), width=_WIDTH, alt=picture.name)
                small(_("{name}, taken for {guess}").format(name=plain(label), guess=plain(guess)))
    if alone := [name for name in support.classes if support.labels.count(name) == 1]:
        st.caption(
            _("Alone in its class, an example cannot get it: {names}.").format(names=plain(", ".join(alone)))
        )


def _curve(support: Support, method: Method) -> None:
    found = curve(support, method)
    if not found:
        st.info(
            _("There are too few examples: every class needs one more than is tried, so two at least."),
            icon=":material/info:",
        )
        return
    data = pd.DataFrame({"size": list(found), "share": list(found.values())})
    chart = (
        alt.Chart(data)
        .mark_line(point=alt.OverlayMarkDef(size=80))
        .encode(
            x=alt.X("size:O", title=_("examples of each class"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y(
                "share:Q", title=_("right answers"), scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")
            ),
            tooltip=[
                alt.Tooltip("size:O", title=_("Examples")),
                alt.Tooltip("share:Q", title=_("Right answers"), format=".0%"),
            ],
        )
        .properties(width="container", height=280)
    )
    words = "; ".join(
        ngettext("{n} example: {{share}}", "{n} examples: {{share}}", size).format(share=percent(share))
        for size, share in found.items()
    )
    show_chart(chart, words)
    st.caption(
        _("{words}. Each is the mean of {draws} draws; what is not drawn is what they are tried on.").format(
            words=words, draws=DRAWS
        )
    )
