"""A reference that a person wrote, and how close to it what models wrote is: BLEU, chrF and ROUGE."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.printable import printable_text
from core.text.scores import Closeness, Rouge, closeness, rouge
from core.ui.frame.page import guard
from core.ui.inputs.text_input import set_text

_LONGEST = 10_000


def reference_section(key: str, label: str, ready: str, written: Mapping[str, str]) -> None:
    """Draw the folded part that takes a reference and counts how close to it each text is that was written, by the
    model's name.

    `ready` is a reference that is offered, "" for none; `key` is the page's own.
    """
    title = _("Beside a reference: BLEU, chrF and ROUGE")
    with st.expander(title, icon=":material/straighten:", key=f"{key}.scores"), guard():
        field = f"{key}.reference"
        if ready:
            st.button(
                _("A reference for this example"),
                key=f"{key}.ready",
                icon=":material/lightbulb:",
                on_click=set_text,
                args=(field, ready),
            )
        typed = st.text_area(label, key=field, max_chars=_LONGEST, height=110, persist_state="session")
        reference = printable_text(typed or "").strip()
        if not reference:
            st.caption(
                _("Write what a person would have written, and what the models wrote is counted beside it.")
            )
            return
        counted = {name: _counted(text, reference) for name, text in written.items()}
        st.dataframe(
            pd.DataFrame([_row(name, *found) for name, found in counted.items()]),
            hide_index=True,
            alt=_("How close each text is to the reference"),
        )
        st.markdown(
            _(
                "All go from 0 to 100; in ROUGE each number is F1. **BLEU** counts runs of one to four words that the "
                "reference has too, **chrF** runs of up to six letters, which is fairer to inflected words. "
                "**ROUGE-1** and **ROUGE-2** count words and pairs of words, **ROUGE-L** the longest row of words that "
                "both have in the same order. Another good answer than the reference counts as little as a bad one: "
                "read them too."
            )
        )
        first, _rouge = next(iter(counted.values()))
        st.caption(f"BLEU {first.bleu_signature} · chrF {first.chrf_signature}")


@st.cache_data(max_entries=100, show_spinner=False)
def _counted(text: str, reference: str) -> tuple[Closeness, Rouge]:
    return closeness(text, reference), rouge(text, reference)


def _row(name: str, close: Closeness, found: Rouge) -> dict[str, str]:
    overlaps = {"ROUGE-1": found.one, "ROUGE-2": found.two, "ROUGE-L": found.longest}
    return {
        _("Model"): name,
        "BLEU": decimal(close.bleu, 1),
        "chrF": decimal(close.chrf, 1),
        **{title: decimal(100 * overlap.f1, 1) for title, overlap in overlaps.items()},
    }
