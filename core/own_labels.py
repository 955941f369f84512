"""The way in for labels of one's own and their templates: whatever is typed, pasted, in a file or in an address passes
here. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.errors import UserError
from core.i18n import N_, _, ngettext
from core.printable import printable_line

SLOT = "{}"
"""Where a template has its label."""

MOST_LABELS = 1000
LONGEST_LABEL = 200
"""In characters: more than the text networks read of a text (64 to 77 tokens)."""


@dataclass(frozen=True)
class Labels:
    """Labels that can be used: printable, none empty, none twice; and what was done to make them so. Those that are
    `alike` were kept although another one differs from them in case alone."""

    labels: tuple[str, ...]
    repeated: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def split_labels(text: str) -> list[str]:
    """Return the labels in a text: one a line; where there is one line, parted by commas or semicolons.

    >>> split_labels("owl, bear; fox")
    ['owl', ' bear', ' fox']
    """
    lines = text.strip().splitlines()
    return re.split(r"[,;]", lines[0]) if len(lines) == 1 else lines


def split_new(typed: Iterable[str], taken: Collection[str]) -> list[str]:
    """Return the labels in texts, split as `split_labels` does; a text that is one of the labels `taken` stays whole.

    >>> split_new(["tabby, tabby cat", "owl, bear"], ["tabby, tabby cat"])
    ['tabby, tabby cat', 'owl', ' bear']
    """
    return [part for text in typed for part in ([text] if text.strip() in taken else split_labels(text))]


def checked_labels(typed: Iterable[str], *, is_cased: bool = False) -> Labels:
    """Return labels as they can be used; those that differ in case alone are the same to the models, unless these tell
    them apart (`is_cased`).

    Raises UserError where there are more than MOST_LABELS.
    """
    kept: dict[str, str] = {}
    repeated, shortened, alike = [], [], []
    seen: set[str] = set()
    for text in typed:
        label = printable_line(text, LONGEST_LABEL)
        if not label:
            continue
        if len(" ".join(text.split())) > LONGEST_LABEL:
            shortened.append(label)
        same = label if is_cased else label.casefold()
        if same in kept:
            repeated.append(label)
            continue
        if label.casefold() in seen:
            alike.append(label)
        kept[same] = label
        seen.add(label.casefold())
    if len(kept) > MOST_LABELS:
        raise UserError(
            N_("These are {n} labels, and {most} are the most. Nothing was changed: leave some out."),
            n=len(kept),
            most=MOST_LABELS,
        )
    return Labels(tuple(kept.values()), tuple(repeated), tuple(shortened), tuple(alike))


def label_notes(found: Labels) -> list[str]:
    """Return what was done to labels, as sentences in the language in use; they name the labels as they are."""
    notes = []
    if found.repeated:
        notes.append(_("Written twice, taken once: {labels}.").format(labels=_some(found.repeated)))
    if found.alike:
        notes.append(
            _("Different from another label in capitals alone: {labels}. Both were kept.").format(
                labels=_some(found.alike)
            )
        )
    if found.shortened:
        notes.append(
            ngettext(
                "{n} label is longer than models read and was cut.",
                "{n} labels are longer than models read and were cut.",
                len(found.shortened),
            )
        )
    return notes


def checked_template(text: str) -> str:
    """Return a template as it can be used; where it has no place for the label, that is at its end.

    Raises UserError where it has more than one, or other braces.

    >>> checked_template("a sketch of a")
    'a sketch of a {}'
    """
    template = printable_line(text, LONGEST_LABEL)
    if re.search(r"[{}]", template.replace(SLOT, "", 1)):
        raise UserError(
            N_(
                "The template “{template}” was not taken: it may hold {slot} once, where the label goes, and no other "
                "braces."
            ),
            template=template,
            slot=SLOT,
        )
    return template if SLOT in template else f"{template} {SLOT}".strip()


def _some(labels: tuple[str, ...], most: int = 5) -> str:
    """Return labels in a line, the first ones where there are many."""
    return ", ".join(labels[:most]) + (", …" if len(labels) > most else "")
