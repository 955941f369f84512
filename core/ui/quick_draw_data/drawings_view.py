"""The parts of the page of real drawings: which class, the replay, the mean drawing, and where a network goes wrong."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from random import choice
from urllib.parse import quote

import cv2
import numpy as np
import streamlit as st
from PIL import Image

from core.i18n import _, current_language, ngettext
from core.models.catalogue.row import ModelRow
from core.models.loader import loaded_names
from core.pictures.marks import percent
from core.sketch.class_names import class_name, with_article
from core.sketch.data_set import DATA_SET, held_out
from core.sketch.how_people_draw import (
    example_of,
    folded,
    mean_drawing,
    measured,
    mistakes,
    steps,
    svg_path,
    typical_first,
)
from core.sketch.strokes import Stroke
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.inputs.model_input import ready
from core.ui.widgets.class_gallery import class_gallery
from core.ui.widgets.replay import Told, chosen_drawing, replay

FIRST_CLASS = "cat"

STYLE = Path(__file__).with_name("drawings_view.css")

_CLASS = "drawn_class"
_ADDRESS = "class"
_REPLAY = "replay"
_TOLD = "told_drawings"
_MOST_TOLD = 400
_MEAN_SIDE = 336
_PAIRS_SHOWN = 10
_MISTAKES_SHOWN = 6


def choose_class() -> str:
    """Draw the list of the classes and the button that picks one at random; return the class, in the data's spelling.

    It stands in the address, in the data's spelling whatever the language.
    """
    classes = held_out().classes
    asked = st.query_params.get(_ADDRESS)
    label = asked if asked in classes else st.session_state.get(_CLASS, FIRST_CLASS)
    _go_to(label)
    # The browser knows the options by their words, so every language has a list of its own.
    key = f"{_CLASS}_{current_language()}"
    st.session_state[key] = label
    place = st.container(horizontal=True, vertical_alignment="bottom")
    place.selectbox(
        _("What people drew"),
        sorted(classes, key=lambda label: folded(class_name(label))),
        format_func=_in_both_languages,
        key=key,
        on_change=_take_class,
        args=(key,),
    )
    place.button(_("Surprise me"), icon=":material/casino:", key="surprise", on_click=_surprise)
    st.caption(
        ngettext(
            "{n} drawing by a player of the game. This app's networks did not see it in training.",
            "{n} drawings by players of the game. This app's networks saw none of them in training.",
            len(held_out().of_class(label)),
        )
    )
    return label


def all_classes(label: str) -> None:
    """Draw the folded gallery with a drawing of every class, in which `label` is marked; pressing one goes to it."""
    gallery = st.expander(
        ngettext("See the {n} class", "See all {n} classes", len(held_out().classes)),
        icon=":material/apps:",
        key="all_classes",
        on_change="rerun",
    )
    if gallery.open:
        with gallery:
            class_gallery(label, _go_to, key="class_gallery")


def _go_to(label: str) -> None:
    """Keep the class for when the visitor comes back from another page, and put it in the address."""
    st.session_state[_CLASS] = label
    if st.query_params.get(_ADDRESS) != label:
        st.query_params[_ADDRESS] = label


def _take_class(key: str) -> None:
    _go_to(st.session_state[key])


def _surprise() -> None:
    others = [label for label in held_out().classes if label != st.session_state[_CLASS]]
    _go_to(choice(others))


def _in_both_languages(label: str) -> str:
    name = class_name(label)
    return name if folded(name) == folded(label) else f"{name} · {label}"


@st.fragment
def watch(label: str, row: ModelRow) -> None:
    """Draw a drawing of the class being made, with what the model of `row` guesses meanwhile, and the wall of all.

    Another drawing runs this part alone. Without a model the drawings are there all the same.
    """
    drawings = _drawings(label)
    chosen = chosen_drawing(_REPLAY, list(drawings))
    place = st.container()
    # A model in memory answers before the drawing is on the screen, any other after it.
    at_once = row.name in loaded_names()
    if at_once:
        with place, guard():
            _look(row, label, chosen)
    told = _kept().get((row, chosen))
    replay(
        label,
        drawings,
        chosen,
        told,
        key=_REPLAY,
        pending=_("The guesses come here when the model is ready."),
    )
    if told is None and not at_once:
        with place, guard():
            _look(row, label, chosen)
            st.rerun()


def _drawings(label: str) -> dict[str, list[Stroke]]:
    """Return the drawings of a class by their key, the most typical first."""
    packed = held_out()
    return {str(packed.keys[index]): packed.strokes(index) for index in _in_order(label)}


@st.cache_data(max_entries=400, show_spinner=False)
def _in_order(label: str) -> list[int]:
    """Return the numbers of the drawings of a class, the most typical first."""
    packed = held_out()
    numbers = packed.of_class(label)
    return [numbers[place] for place in typical_first([packed.strokes(number) for number in numbers])]


def _kept() -> dict[tuple[ModelRow, str], Told]:
    """Return what models told this visitor, by the model that was asked and the drawing's key."""
    kept: dict[tuple[ModelRow, str], Told] = st.session_state.setdefault(_TOLD, {})
    return kept


def _look(row: ModelRow, label: str, chosen: str) -> None:
    """Have the model of `row` look at the beginnings of a drawing, and keep what it says, unless it did before.

    Raises UserError when no model could be made ready.
    """
    kept = _kept()
    if (row, chosen) in kept:
        return
    with status_line() as notify:
        loaded = ready(row, "auto", notify)
        kept[row, chosen] = Told(loaded.row.title, steps(loaded, _drawings(label)[chosen], label, notify))
    while len(kept) > _MOST_TOLD:
        del kept[next(iter(kept))]


def mean_section(label: str) -> None:
    """Draw the mean of all drawings of the class, and say what it shows."""
    number = len(held_out().of_class(label))
    st.html(STYLE)
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
    file = BytesIO()
    Image.merge("LA", (Image.new("L", alpha.size), alpha)).save(file, "PNG")
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode('ascii')}"


def mistakes_section(label: str, row: ModelRow) -> None:
    """Draw how often the model gets the class right, what it takes it for, and the pairs it confuses most."""
    st.subheader(_("Taken for one another"), anchor=False)
    st.html(STYLE)
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
