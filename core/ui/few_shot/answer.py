"""The right half of the few-shot page: the class of the new picture, and what it was decided by."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from core.errors import UserError
from core.handin.charts import fitted, name_axis
from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.code import name_in_code
from core.pictures.images import Picture
from core.ui.few_shot.embedded import embedded, is_asked, say_left_out, support_of
from core.ui.few_shot.insight import show_insight
from core.ui.few_shot.own_classes import OwnClass
from core.ui.few_shot.query import choose_query
from core.ui.frame.charts import show_chart
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.sections import Code, code_section
from core.ui.inputs.address import bound_choice
from core.ui.inputs.model_input import say_stand_in
from core.vision.few_shot.classify import METHODS, Method, Score, Support, Vectors, classify
from core.vision.few_shot.snippets import gradio_app, script, streamlit_app, terminal_command

_BAR_PIXELS = 30


def choose_method() -> Method:
    """Draw the choice of how pictures are compared, and return it; it stands in the address."""
    words: dict[Method, str] = {
        "nearest": _("Nearest example"),
        "mean": _("Mean of the class"),
        "logistic": _("Logistic regression"),
    }
    chosen = st.segmented_control(
        _("What is compared"),
        METHODS,
        format_func=words.__getitem__,
        default="mean",
        required=True,
        key="method",
        wrap=True,
        bind=bound_choice("method", list(words.values())),
    )
    return chosen or "mean"


@st.fragment
def sort_new_picture(row: ModelRow, classes: Sequence[OwnClass], method: Method) -> None:
    """Draw the way in for a new picture, its class, and what that was decided by; a line on the pad runs this part
    alone."""
    # A fragment runs again without the page's own net around it.
    with guard():
        given, answer = st.columns(2, gap="medium")
        with given:
            picture = choose_query(row, classes)
        with answer:
            if not is_asked(row):
                return
        pictures = [*(picture for one in classes for picture in one.pictures)]
        with answer:
            seen = embedded(row, pictures)
        support, examples = support_of(classes, seen)
        say_left_out(classes, seen)
        if picture is None:
            return
        query = embedded(seen.row, [picture]).vectors[picture.digest]
        if isinstance(query, UserError):
            raise query
        say_stand_in(seen.row, row)
        with answer:
            _answer(support, query, method)
        show_insight(support, examples, query, method)
        _code(seen.row, method, picture)


def _answer(support: Support, query: Vectors, method: Method) -> None:
    scores = classify(support, query, method)
    st.subheader(_("It is nearest to: {name}").format(name=plain(scores[0].label)), anchor=False)
    show_chart(_bars(scores, method), _words(scores))
    st.caption(
        _("Probabilities of the logistic regression: they add up to 1, and there is no “none of these”.")
        if method == "logistic"
        else _(
            "Cosines: 1 is the same direction, 0 nothing in common. They do not add up to 1; small leads mean little."
        )
    )


def _bars(scores: Sequence[Score], method: Method) -> alt.Chart:
    data = pd.DataFrame({"name": [one.label for one in scores], "score": [one.score for one in scores]})
    base = alt.Chart(data).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=name_axis()),
        x=alt.X(
            "score:Q",
            title=_("probability") if method == "logistic" else _("cosine"),
            scale=alt.Scale(domain=[min(0.0, *data["score"]), 1]),
            # The last label would be cut off at the edge of a narrow chart.
            axis=alt.Axis(values=[0, 0.25, 0.5, 0.75], format=".2~f"),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=_("Class")),
            alt.Tooltip("score:Q", title=_("Score"), format=".3f"),
        ],
    )
    bars: alt.Chart = fitted(base.mark_bar(), _("Classes"), _BAR_PIXELS)
    return bars


def _words(scores: Sequence[Score]) -> str:
    return "; ".join(f"{one.label}: {one.score:.3f}" for one in scores)


def _code(row: ModelRow, method: Method, picture: Picture) -> None:
    path = name_in_code(picture)
    if row.library == "torch":
        with st.expander(_("The code"), icon=":material/code:"):
            st.markdown(
                _(
                    "In MiraLab's folder this command of the terminal does the same as the page, with the support set "
                    "saved and unpacked there as support_set."
                )
            )
            st.code(terminal_command(row, method, path), language="bash", wrap_lines=True)
    else:
        code_section(
            Code(_("Script"), script(row, method, path), "few_shot.py"),
            Code("Gradio", gradio_app(row, method), "app_gradio.py"),
            Code("Streamlit", streamlit_app(row, method), "app_streamlit.py"),
        )
