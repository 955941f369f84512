"""One model, or two on the same pictures."""

import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.ui.inputs.model_input import choose_model


def two_of(name: str) -> str:
    """Return the part of the address that says whether there are two of what is called `name`."""
    return f"two_{name}s"


def choose_models(task: str, name: str) -> list[ModelRow]:
    """Draw the choice of a model for `task`, and of a second one beside it; return those chosen, none twice.

    `name` is what the address calls the model; no two pages may have the same.
    """
    first = choose_model(task, name)
    is_two = st.toggle(
        _("Compare with a second model"), key=two_of(name), bind="query-params", persist_state="session"
    )
    if not is_two:
        return [first] if first else []
    second = choose_model(task, f"second_{name}", label=_("Second model"), place=1)
    if first and second and first.name == second.name:
        st.info(_("Both are the same model: choose another one here to see where they differ."))
    return list(dict.fromkeys(row for row in (first, second) if row))
