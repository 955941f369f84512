"""Whether a model knows the language of an example."""

from collections.abc import Sequence

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.label_names import language_name
from core.ui.frame.markdown import plain
from core.ui.inputs.text_input import Example


def say_language(texts: Sequence[Text], examples: Sequence[Example], rows: Sequence[ModelRow]) -> None:
    """Draw which of the models do not know the language of the first text, where it is one of the examples."""
    example = next((one for one in examples if texts and one.text == texts[0].content), None)
    if example is None:
        return
    for row in rows:
        known = _read(row)
        if known and example.language not in known:
            st.info(
                _(
                    "This example is in {language}, and {model} only knows {known}: expect little of it."
                ).format(
                    language=language_name(example.language),
                    model=plain(row.title),
                    known=", ".join(map(language_name, known)),
                ),
                icon=":material/translate:",
            )


def _read(row: ModelRow) -> tuple[str, ...]:
    """Return the languages that a model reads; () where it knows about a hundred."""
    return row.languages[:1] if "translation" in row.tasks else row.languages
