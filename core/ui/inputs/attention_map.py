"""Which tokens a network looks at: a heat map of one layer and head, for the page of any task on texts."""

import altair as alt
import streamlit as st

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.text.attention import MOST_TOKENS, Attention, attention_of, of_head, strongest
from core.text.border import Text
from core.text.charts import attention_chart
from core.ui.frame.charts import show_chart
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.frame.style import style
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask


def attention_section(row: ModelRow, task: str, text: Text, key: str) -> None:
    """Draw the folded part with the attention of a model that is chosen for `task` over a text.

    Nothing is worked out before it is opened; `key` is the page's own.
    """
    title = _("Attention of {model}: which tokens it looks at").format(model=plain(row.title))
    with st.expander(
        title, icon=":material/grid_on:", key=f"{key}.attention.{row.name}", on_change="rerun"
    ) as fold:
        if fold.open:
            with guard():
                _explore(row, task, text, key)


@st.fragment
def _explore(row: ModelRow, task: str, text: Text, key: str) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        show_attention(_attention(row, task, text), key, row.name)


def show_attention(attention: Attention, key: str, model: str) -> None:
    """Draw the attention of a network over a text, with the choice of layer and head; `key` is the page's own, `model`
    the name of the model, whose choices are its own."""
    st.markdown(
        _(
            "Each row is a token, and says how much of every other token's vector goes into its own in this layer: "
            "a row adds up to 100 %. Every **head** looks in a way of its own: at the word before, at the same "
            "word, at a full stop. What is bright shows where numbers come from, not why the answer is what it is."
        )
    )
    layer, head = choose_layer_and_head(attention.layers, attention.heads, key, model)
    weights = of_head(attention, layer - 1, head - 1 if head else None)
    links = [
        _("“{one}” looks at “{other}” with {share}").format(
            one=plain(attention.tokens[one].shown),
            other=plain(attention.tokens[other].shown),
            share=percent(share),
        )
        for one, other, share in strongest(attention, weights)
    ]
    words = _("Strongest between two tokens: {links}.").format(links="; ".join(links)) if links else ""
    token_map(attention_chart(attention, weights), words or _("Attention"), f"{key}.attention_chart.{model}")
    if words:
        st.caption(words)
    if attention.is_cut:
        st.caption(_("Only the first {n} tokens are shown.").format(n=MOST_TOKENS))


def token_map(chart: alt.Chart, words: str, key: str) -> None:
    """Draw a heat map of tokens, which says the same in `words`; `key` has "attention_chart" in it."""
    # It is as wide as there are tokens: on a phone it is moved to the side.
    style(__file__, "attention_map.css")
    with st.container(key=key):
        show_chart(chart, words, width="content")


def choose_layer_and_head(layers: int, heads: int, key: str, model: str) -> tuple[int, int]:
    """Draw the choice of a layer and a head of a model, and return their numbers from 1 on; head 0 is the mean of
    all."""
    left, right = st.columns(2)
    layer = 1
    if layers > 1:
        layer = left.slider(_("Layer"), 1, layers, 1, key=f"{key}.layer.{model}")
    names = [_("mean of all"), *(str(head + 1) for head in range(heads))]
    head = right.selectbox(
        _("Head"), range(len(names)), format_func=names.__getitem__, key=f"{key}.head.{model}"
    )
    return layer, head


def _attention(row: ModelRow, task: str, text: Text) -> Attention:
    key = ("attention", task, text.digest, row)
    kept: Attention | None = answers.kept_answer(key)
    if kept is None:
        with status_line() as notify:
            kept = ask(row, task, lambda loaded: attention_of(loaded, text.content), notify)
        answers.keep_answer(key, kept, kept.weights.nbytes + 1000)
    return kept
