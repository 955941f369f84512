"""The parameters of pipeline(), with what each is for."""

import pandas as pd
import streamlit as st

from core.i18n import _
from core.library.pipeline_parameters import Parameter, parameters
from core.library.pipelines import version


def show_parameters() -> None:
    """Draw the folded table of parameters."""
    with st.expander(_("The parameters of pipeline()"), icon=":material/tune:"):
        st.markdown(
            _(
                "Whether a parameter is there, and its default, is read from transformers {version}. Usually three are "
                "enough: `task`, `model` and, so that tomorrow's answer is today's, `revision`."
            ).format(version=version())
        )
        st.table(pd.DataFrame([_row(one) for one in parameters()]).set_index(_("Parameter")))


def _row(one: Parameter) -> dict[str, str]:
    return {
        _("Parameter"): f"`{one.name}`",
        _("Where"): _where(one),
        _("Default"): f"`{one.default}`" if one.default else "",
        _("What it is for"): " ".join(filter(None, (_(one.meaning) if one.meaning else "–", _tasks(one)))),
    }


def _where(one: Parameter) -> str:
    if one.place == "gone":
        return _("**not in this version**")
    return "`pipeline(…)`" if one.place == "pipeline" else "`pipe(…)`"


def _tasks(one: Parameter) -> str:
    return f"({', '.join(one.tasks)})" if one.tasks else ""
