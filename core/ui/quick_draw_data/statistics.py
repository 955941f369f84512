"""What many drawings of one class have in common, and where a network goes wrong."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import cv2
import numpy as np
import streamlit as st
from PIL import Image

from core.i18n import _, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.pictures.png import png
from core.sketch.class_names import class_name, with_article
from core.sketch.data_set import DATA_SET, held_out
from core.sketch.how_people_draw import example_of, mean_drawing, measured, mistakes, svg_path
from core.ui.frame.markdown import plain
from core.ui.frame.style import style

_MEAN_SIDE = 336
_PAIRS_SHOWN = 10
_MISTAKES_SHOWN = 6


def mean_section(label: str) -> None:
    """Draw the mean of all drawings of the class, and say what it shows."""
    number = len(held_out().of_class(label))
    style(__file__, "statistics.css")
    st.subheader(ngettext("The mean of {n} drawing", "The mean of {n} drawings", number), anchor=False)
    alt = _("The mean drawing of {thing}").format(thing=with_article(label))
    st.html(
        f'<div class="mean" role="img" aria-label="{escape(alt)}" style="{_mask(_mean_png(label))}"></div>'
    )
    st.caption(
        _(
            "All the drawings on top of one another: the stronger a place, the more people drew a line there. Where it "
            "is sharp, they agree; where it is a mist, everybody does it differently."
        )
    )


@st.cache_data(max_entries=400, show_spinner=False)
def _mean_png(label: str) -> str:
    """Return the mean drawing, smooth and large, as the address of a picture whose opacity is the ink."""
    packed = held_out()
    mean = mean_drawing([packed.strokes(index) for index in packed.of_class(label)])
    # The eye compares places of one drawing, so the darkest is full ink.
    opacity = np.clip(
        255 * cv2.resize(mean / mean.max(), (_MEAN_SIDE, _MEAN_SIDE), interpolation=cv2.INTER_CUBIC), 0, 255
    )
    alpha = Image.fromarray(opacity.astype(np.uint8))
    drawn = png(Image.merge("LA", (Image.new("L", alpha.size), alpha)))
    return f"data:image/png;base64,{b64encode(drawn).decode('ascii')}"


def mistakes_section(label: str, row: ModelRow) -> None:
    """Draw how often the model gets the class right, what it takes it for, and the pairs it confuses most."""
    st.subheader(_("Taken for one another"), anchor=False)
    found = measured(row)
    if found is None:
        st.info(
            _(
                "{model} was not measured on these drawings. The networks of this app were: choose one of them."
            ).format(model=plain(row.title)),
            icon=":material/straighten:",
        )
        return
    if label in found.by_class:
        number = len(held_out().of_class(label))
        st.markdown(
            _("{model} gets **{share}** of the {drawings} of {thing} right that it had never seen.").format(
                model=plain(row.title),
                share=percent(found.by_class[label]),
                drawings=ngettext("{n} drawing", "{n} drawings", number),
                thing=with_article(label),
            )
        )
        if taken := mistakes(found, label)[:_MISTAKES_SHOWN]:
            st.markdown(_("It takes them for:"))
            st.html(_mistaken(taken))
        elif found.by_class[label] < 1:
            # The file holds what happened more than once.
            st.markdown(_("No two of the others were taken for the same thing."))
    st.markdown(_("Of all classes, these are the ones it mistakes most often:"))
    st.html(_pairs(found.taken_for[:_PAIRS_SHOWN]))


def credit() -> None:
    """Say whose drawings these are, under which licence, and what was changed."""
    st.caption(
        _(
            "Drawings: the [Quick, Draw! dataset]({address}) by Google, "
            "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). What was changed: a few dozen drawings of each "
            "class were selected and packed; the mean drawings and the colours are this app's."
        ).format(address=DATA_SET)
    )


def _mistaken(taken: Sequence[tuple[str, int]]) -> str:
    items = "".join(
        f'<li>{_sketch(guessed)}<span>{escape(class_name(guessed))}</span><span class="count">{count}</span></li>'
        for guessed, count in taken
    )
    return f'<ul class="mistaken">{items}</ul>'


def _pairs(pairs: Sequence[tuple[str, str, int]]) -> str:
    heads = (_("Drawn"), _("Guessed"), _("Times"))
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in heads)
    rows = "".join(
        f'<tr><th scope="row">{_pictured(drawn)}</th><td>{_pictured(guessed)}</td><td class="count">{count}</td></tr>'
        for drawn, guessed, count in pairs
    )
    return f'<table class="pairs"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _pictured(label: str) -> str:
    return f'<span class="pictured">{_sketch(label)}<span>{escape(class_name(label))}</span></span>'


def _sketch(label: str) -> str:
    """Return HTML for one drawing of a class, in the colour of the text; nothing is said of it to a screen reader."""
    return f'<span class="sketch" style="{_mask(_sketch_svg(label))}"></span>'


@st.cache_data(max_entries=400, show_spinner=False)
def _sketch_svg(label: str) -> str:
    strokes = example_of(label)
    width, height = np.concatenate(strokes).max(axis=0)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 {width + 16:.0f} {height + 16:.0f}">'
        f'<path d="{svg_path(strokes)}" fill="none" stroke="#000" stroke-width="9" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _mask(address: str) -> str:
    """Return the style that cuts an element of one colour into a picture: it takes the colour of the page's text."""
    return f"--picture:url('{address}')"
