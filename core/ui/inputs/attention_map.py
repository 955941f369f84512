"""Which tokens a network looks at: a heat map of one layer and head, for the page of any task on texts."""

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
        attention = _attention(row, task, text)
        st.markdown(
            _(
                "Each row is a token, and says how much of every other token's vector goes into its own in this layer: "
                "a row adds up to 100 %. Every **head** looks in a way of its own: at the word before, at the same "
                "word, at a full stop. What is bright shows where numbers come from, not why the answer is what it is."
            )
        )
        left, right = st.columns(2)
        layer = 1
        if attention.layers > 1:
            layer = left.slider(_("Layer"), 1, attention.layers, 1, key=f"{key}.layer.{row.name}")
        names = [_("mean of all"), *(str(head + 1) for head in range(attention.heads))]
        head = right.selectbox(
            _("Head"), range(len(names)), format_func=names.__getitem__, key=f"{key}.head.{row.name}"
        )
        weights = of_head(attention, layer - 1, head - 1 if head else None)
        links = [
            _("“{one}” looks at “{other}” with {share}").format(
                one=plain(attention.tokens[one].piece),
                other=plain(attention.tokens[other].piece),
                share=percent(share),
            )
            for one, other, share in strongest(attention, weights)
        ]
        words = _("Strongest between two tokens: {links}.").format(links="; ".join(links)) if links else ""
        # It is as wide as there are tokens: on a phone it is moved to the side.
        style(__file__, "attention_map.css")
        with st.container(key=f"{key}.attention_chart.{row.name}"):
            show_chart(attention_chart(attention, weights), words or _("Attention"), width="content")
        if words:
            st.caption(words)
        if attention.is_cut:
            st.caption(_("Only the first {n} tokens are shown.").format(n=MOST_TOKENS))


def _attention(row: ModelRow, task: str, text: Text) -> Attention:
    key = ("attention", task, text.digest, row)
    kept: Attention | None = answers.kept_answer(key)
    if kept is None:
        with status_line() as notify:
            kept = ask(row, task, lambda loaded: attention_of(loaded, text.content), notify)
        answers.keep_answer(key, kept, kept.weights.nbytes + 1000)
    return kept
