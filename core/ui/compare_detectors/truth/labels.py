"""The labels that the truth is drawn with: which are on offer, how they are shown, who knows them."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.compare.measure.run import Comparison
from core.compare.truth.edit import Boxes
from core.i18n import _
from core.pictures.labels import canonical_label, with_name, without_name
from core.printable import printable_line


def choose_label(labels: Sequence[str], boxes: Boxes) -> str:
    """Draw the choice of the label of the boxes that are drawn next, among `labels` and those of `boxes`; return it."""
    offered = offered_labels(labels, boxes)
    chosen = st.selectbox(
        _("Label of the boxes you draw"),
        offered,
        key="truth_label",
        persist_state="session",
        accept_new_options=True,
        format_func=shown_as(offered),
        help=_(
            "Type to search. Labels are in English, as the models give them; you can also type one of your own."
        ),
    )
    return typed_label(chosen) or labels[0]


def typed_label(chosen: str | None) -> str:
    """Return the label that was chosen, or typed, in a list of labels; "" where there is none."""
    return printable_line(without_name(chosen or ""))


def shown_as(labels: Sequence[str]) -> Callable[[str], str]:
    """Return what shows labels with their names in the language of this run; one that was typed is shown as it is.

    What is chosen comes back as it was shown where the labels or the language have changed since: see `without_name`.
    """
    names = {label: with_name(label) for label in labels}
    return lambda label: names.get(label, label)


def offered_labels(labels: Sequence[str], boxes: Boxes) -> list[str]:
    """Return the labels to choose from: `labels`, and those that the boxes have besides."""
    return list(dict.fromkeys([*labels, *(box.label for box in boxes)]))


def unknown_to_all(label: str, comparison: Comparison) -> bool:
    """Say whether none of the models of a comparison can ever say a label; not, where one does not tell its labels."""
    known = [{canonical_label(each) for each in facts.labels} for facts in comparison.models]
    return all(known) and not any(canonical_label(label) in labels for labels in known)
