"""One model, or two on the same pictures."""

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.ui.inputs.model_input import choose_model

TWO = "two"
"""The part of the address that says whether there are two."""


def choose_models(task: str) -> list[ModelRow]:
    """Draw the choice of a model for `task`, and of a second one beside it; return those chosen, none twice."""
    first = choose_model(task, "model")
    if not st.toggle(_("Compare with a second model"), key=TWO, bind="query-params"):
        return [first] if first else []
    second = choose_model(task, "second", label=_("Second model"), place=1)
    if first and second and first.name == second.name:
        st.info(_("Both are the same model: choose another one here to see where they differ."))
    return list(dict.fromkeys(row for row in (first, second) if row))
