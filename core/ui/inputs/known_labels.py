"""The labels that a model knows, to look through and to search."""

from collections.abc import Sequence

import streamlit as st

from core.i18n import _, ngettext
from core.pictures.labels import label_named, names_of, with_name
from core.printable import printable_line
from core.ui.frame.markdown import plain

MOST_SHOWN = 300
"""How many labels are shown at once: some models know tens of thousands."""


def known_labels(known: Sequence[str], key: str = "label_search") -> None:
    """Draw the folded part with every label that a model knows; `key` is that of the field to search in."""
    with st.expander(
        ngettext("The {n} label this model knows", "The {n} labels this model knows", len(known))
    ):
        wanted = printable_line(st.text_input(_("Search a label"), key=key, max_chars=100))
        means = label_named(wanted, known)
        matching = [
            plain(with_name(label))
            for label in known
            if label == means or any(wanted.casefold() in name.casefold() for name in names_of(label))
        ]
        st.markdown(" · ".join(matching[:MOST_SHOWN]) or _("No label contains that."))
        if len(matching) > MOST_SHOWN:
            more = len(matching) - MOST_SHOWN
            st.markdown(ngettext("And {n} more: search for it.", "And {n} more: search for them.", more))
