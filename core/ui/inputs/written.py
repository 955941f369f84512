"""What models wrote: in a block, and side by side with the text that it was made of, differences marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.i18n import _, decimal, ngettext
from core.text.differences import Part, differences
from core.text.written import Whole
from core.ui.frame.markdown import plain
from core.ui.frame.style import style

MOST_ROWS = 200
"""How many parts are shown side by side; the files have all."""

_LONGEST_COMPARED = 6000
_LONGEST_CELL = 4000


@dataclass(frozen=True)
class Column:
    """A column of what is shown side by side: its title, and a text a part."""

    title: str
    cells: Sequence[str]


def show_written(text: str, other: str | None, label: str) -> None:
    """Draw a text that was written; what is not in the `other` one, if there is one, is marked. `label` says to a
    screen reader what it is."""
    style(__file__, "written.css")
    shown = escape(text) if other is None else _marked(text, other)
    # What scrolls has to be reached by keyboard.
    st.html(
        f'<div class="written" tabindex="0" role="region" aria-label="{escape(label)}" dir="auto">'
        f"{shown or _nothing()}</div>"
    )


def show_side_by_side(source: Column, results: Sequence[Column], label: str) -> None:
    """Draw a text's parts beside what one model wrote for each, or two: then what differs is marked. Of very many
    parts the first ones are shown, and that is said."""
    style(__file__, "written.css")
    rows = "".join(_row(source, results, number) for number in range(min(MOST_ROWS, len(source.cells))))
    titles = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in (source, *results))
    st.html(
        f'<div class="sides" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if len(source.cells) > MOST_ROWS:
        st.caption(
            _("These are the first {n} of {all} parts; the files have all of them.").format(
                n=MOST_ROWS, all=decimal(len(source.cells), 0)
            )
        )


def columns_of(found: Sequence[tuple[str, Whole]], source: str) -> tuple[Column, list[Column]]:
    """Return the parts of a text under the title `source`, and what each model (with its name) wrote for them; all
    models have the same parts."""
    parts = Column(source, [one.text for one in found[0][1].sources])
    return parts, [Column(name, [one.text for one in whole.written]) for name, whole in found]


def agreement(one: str, other: str) -> str:
    """Return how much two texts have in common, in words."""
    if one == other:
        return _("Both models write the same, word for word.")
    if max(len(one), len(other)) > _LONGEST_COMPARED:
        return _("They differ.")
    words = [(len(part.text.split()), part.is_shared) for side in differences(one, other) for part in side]
    shared = sum(number for number, is_shared in words if is_shared)
    return _("They share {share} % of their words, in the same order; what differs is marked.").format(
        share=decimal(100 * shared / (sum(number for number, _shared in words) or 1), 0)
    )


def say_cut(name: str, found: Whole, advice: str) -> None:
    """Say what of the text a model did not read, with what can be done about it, and where it would have gone on
    writing."""
    pairs = list(zip(found.sources, found.written, strict=True))
    unread = sum(len(source.text) - one.read for source, one in pairs if one.read < len(source.text))
    if unread:
        words = _("{model} has not read the end of this text: {n} characters.").format(
            model=plain(name), n=decimal(unread, 0)
        )
        st.warning(f"{words} {advice}", icon=":material/content_cut:")
    if cut := sum(one.is_cut for _source, one in pairs):
        st.warning(
            ngettext(
                "One part was cut off: the model would have gone on writing. Let the answer be longer.",
                "{n} parts were cut off: the model would have gone on writing. Let the answer be longer.",
                cut,
            ),
            icon=":material/more_horiz:",
        )


def _row(source: Column, results: Sequence[Column], number: int) -> str:
    texts = [column.cells[number] for column in results]
    shown = [escape(text) for text in texts]
    if len(texts) > 1:
        shown = [_marked(texts[0], texts[1]), _marked(texts[1], texts[0])]
    cells = [(source.title, escape(_cut(source.cells[number])))]
    cells += [(column.title, text or _nothing()) for column, text in zip(results, shown, strict=True)]
    return (
        "<tr>"
        + "".join(f'<td data-title="{escape(title)}" dir="auto">{text}</td>' for title, text in cells)
        + "</tr>"
    )


def _marked(text: str, other: str) -> str:
    if max(len(text), len(other)) > _LONGEST_COMPARED:
        return escape(text)
    return "".join(map(_part, differences(text, other)[0]))


def _part(part: Part) -> str:
    if part.is_shared or not part.text.strip():
        return escape(part.text)
    words = part.text.rstrip()
    return f"<mark>{escape(words)}</mark>{part.text[len(words) :]}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _nothing() -> str:
    nothing = _("(nothing)")
    return f"<em>{escape(nothing)}</em>"
