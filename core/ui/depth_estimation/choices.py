"""What a visitor of the page chooses: a picture, and one model or two."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.ui.inputs.model_input import choose_model
from core.vision.depth.estimate import TASK

SAMPLES = ("photographer.jpg", "man_and_airplane.jpg", "bus.jpg", "taj_mahal.jpg", "polar_bear.jpg")

_TWO = "two"


def page_columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the columns of the choices and of the result, which two models beside one another need wider."""
    # The switch is drawn in one of them: before that the session knows it, or the address.
    two = st.session_state.get(_TWO, st.query_params.get(_TWO) == "true")
    controls, result = st.columns([5, 9] if two else [5, 6], gap="large")
    return controls, result


def choose_models() -> list[ModelRow]:
    """Draw the choice of a model, and of a second one beside it; return those chosen, none twice."""
    first = choose_model(TASK, "model")
    if not st.toggle(_("Compare with a second model"), key=_TWO, bind="query-params"):
        return [first] if first else []
    second = choose_model(TASK, "second", label=_("Second model"), place=1)
    if first and second and first.name == second.name:
        st.info(_("Both are the same model: choose another one here to see where they differ."))
    return list(dict.fromkeys(row for row in (first, second) if row))
