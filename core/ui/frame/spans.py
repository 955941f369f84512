"""A text with parts of it in colour, each with its label: words, names, an answer.

Scope: HTML without a script, so that nothing runs again when a part is pointed at. A label stands in the text beside
its part, so that nobody needs the colour; the legend lights up its parts, and a part says more, by mouse, finger or
keyboard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.i18n import _
from core.pictures.palette import color_of
from core.ui.frame.style import style

MOST_SHOWN = 500
"""How many parts are marked: more would make the page slow, and nobody would look at them."""

_MOST_IN_LEGEND = 24


@dataclass(frozen=True)
class MarkedSpan:
    """A part of a text, `start` to `end` in characters, with its label, and what is said when it is pointed at."""

    start: int
    end: int
    label: str
    note: str = ""


def show_spans(text: str, spans: Sequence[MarkedSpan], meanings: Mapping[str, str], *, key: str) -> None:
    """Draw a text with its marked parts, which come in its order and do not overlap, and over it a legend.

    `meanings` are what labels mean, "" or missing where there is no more to say; `key` names the place on the page. Of
    very many parts the first ones are marked, and that is said.
    """
    shown = spans[:MOST_SHOWN]
    labels = list(dict.fromkeys(span.label for span in shown))[:_MOST_IN_LEGEND]
    numbers = {label: number for number, label in enumerate(labels)}
    style(__file__, "spans.css")
    st.html(
        f'<div class="spans" id="{escape(key)}">{_legend(labels, meanings)}'
        f'<p dir="auto">{_marked(text, shown, numbers)}</p></div>{_links(key, len(labels))}'
    )
    if len(spans) > len(shown):
        st.caption(
            _("The first {n} are marked; the list has all {all}.").format(n=len(shown), all=len(spans))
        )


def _legend(labels: Sequence[str], meanings: Mapping[str, str]) -> str:
    items = []
    for number, label in enumerate(labels):
        meaning = meanings.get(label, "")
        words = f"{escape(label)} <span>{escape(meaning)}</span>" if meaning else escape(label)
        items.append(f'<li class="l{number}" tabindex="0" style="--c:{color_of(label)}">{words}</li>')
    return f'<ul aria-label="{escape(_("Labels"))}">{"".join(items)}</ul>'


def _marked(text: str, spans: Sequence[MarkedSpan], numbers: Mapping[str, int]) -> str:
    parts, place = [], 0
    for span in spans:
        number = numbers.get(span.label)
        kind = "" if number is None else f"l{number}"
        note = f'<span class="note">{escape(span.note)}</span>' if span.note else ""
        parts += [
            escape(text[place : span.start]),
            f'<mark class="{kind}" tabindex="0" style="--c:{color_of(span.label)}"><bdi>'
            f"{escape(text[span.start : span.end])}</bdi><small>{escape(span.label)}</small>{note}</mark>",
        ]
        place = span.end
    return "".join([*parts, escape(text[place:])])


def _links(key: str, labels: int) -> str:
    """Return the rules that light up the parts of a label whose entry in the legend is pointed at."""
    where = f'.spans[id="{escape(key)}"]'
    rules = [
        f"{where}:has(li.l{number}:is(:hover,:focus-visible)) mark:not(.l{number}){{opacity:.35}}"
        for number in range(labels)
    ]
    return f"<style>{''.join(rules)}</style>"
