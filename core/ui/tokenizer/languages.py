"""The same sentence in Spanish and in English: how many tokens each costs, for every tokenizer on the page."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.library.tokenizer_counts import number_of_tokens
from core.printable import printable_text
from core.ui.frame.markdown import plain
from core.ui.tokenizer.choices import KEY, Opened

_LONGEST = 4000
_SENTENCES = {
    f"{KEY}.spanish": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de "
    "razón y conciencia, deben comportarse fraternalmente los unos con los otros.",
    f"{KEY}.english": "All human beings are born free and equal in dignity and rights. They are endowed with reason "
    "and conscience and should act towards one another in a spirit of brotherhood.",
}
"""Article 1 of the Universal Declaration of Human Rights."""


def show_languages(tokenizers: Sequence[Opened]) -> None:
    """Draw both sentences, and a table of what they cost."""
    st.markdown(
        _(
            "Who pays by the token pays more in some languages, and fits less text into the model. A vocabulary has "
            "room for the words that were frequent in its texts, English ones for most models: other languages are "
            "cut into smaller pieces."
        )
    )
    typed = []
    for (key, sentence), label, place in zip(
        _SENTENCES.items(), (_("In Spanish"), _("In English")), st.columns(2), strict=True
    ):
        if key not in st.session_state:
            st.session_state[key] = sentence
        typed.append(
            printable_text(
                place.text_area(label, key=key, height=130, max_chars=_LONGEST, persist_state="session") or ""
            )
        )
    spanish, english = typed
    if not (spanish.strip() and english.strip()):
        st.info(_("Write the same sentence in both languages."), icon=":material/edit:")
        return
    costs = [
        opened.use(
            lambda tokenizer: (number_of_tokens(tokenizer, spanish), number_of_tokens(tokenizer, english))
        )
        for opened in tokenizers
    ]
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Tokenizer"): opened.title,
                    _("Tokens in Spanish"): one,
                    _("Tokens in English"): other,
                    _("Spanish / English"): decimal(one / other, 2) if other else "–",
                    _("Characters per token, Spanish"): decimal(len(spanish) / one, 2) if one else "–",
                    _("Characters per token, English"): decimal(len(english) / other, 2) if other else "–",
                }
                for opened, (one, other) in zip(tokenizers, costs, strict=True)
            ]
        ),
        hide_index=True,
        alt=_("What both sentences cost"),
    )
    for opened, (one, other) in zip(tokenizers, costs, strict=True):
        if one and other:
            st.markdown(_conclusion(opened.title, one, other))


def _conclusion(title: str, spanish: int, english: int) -> str:
    if spanish == english:
        return _("For **{name}** both cost the same.").format(name=plain(title))
    words = (
        _("For **{name}** Spanish costs {percent} % more than English.")
        if spanish > english
        else _("For **{name}** Spanish costs {percent} % less than English.")
    )
    return words.format(name=plain(title), percent=decimal(100 * abs(spanish / english - 1), 0))
