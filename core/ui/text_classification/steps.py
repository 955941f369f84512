"""How an answer comes about, step by step: each step with its numbers and its line of code."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.models.scores import Rule
from core.pictures.marks import percent
from core.python_code import quoted
from core.text.border import Text
from core.text.classification import TOP, Classified, best
from core.ui.frame.code import show_code
from core.ui.frame.markdown import plain
from core.ui.frame.tokens import show_tokens
from core.ui.inputs.text_length import say_cut

_SCORE_CODE: dict[Rule, str] = {
    "softmax": "scores = logits.softmax(dim=-1)",
    "sigmoid": "scores = logits.sigmoid()",
    "none": "scores = logits",
}
_LONGEST_SHOWN = 600
_MOST_LABELS = 25


def show_steps(text: Text, found: Classified) -> None:
    """Draw the steps from a text to its label, each in a panel of its own."""
    steps: list[tuple[str, str, Callable[[], None]]] = [
        (_("Text"), _text_code(text, found), lambda: _text(text, found)),
        (_("Tokens"), "tokens = tokenizer.tokenize(text)", lambda: _tokens(text, found)),
        (
            _("Tensors"),
            'inputs = tokenizer(text, return_tensors="pt", truncation=True)',
            lambda: _tensors(found),
        ),
        (_("Logits"), "logits = model(**inputs).logits[0]", lambda: _logits(found)),
        (_("Scores"), _SCORE_CODE[found.rule], lambda: _scores(found)),
        (_("Label"), "model.config.id2label[scores.argmax().item()]", lambda: _label(found)),
    ]
    for number, (title, code, draw) in enumerate(steps, start=1):
        with st.container(border=True):
            st.markdown(f"**{number} · {title}**")
            draw()
            show_code(code)


def _text_code(text: Text, found: Classified) -> str:
    shown = text.content if len(text.content) <= _LONGEST_SHOWN else f"{text.content[:_LONGEST_SHOWN]}…"
    code = f"text = {quoted(shown)}"
    return f"{code}\ntokenizer.normalizeTweet(text)" if found.prepared else code


def _text(text: Text, found: Classified) -> None:
    st.markdown(
        _(
            "{n} characters. A network cannot read letters, only numbers: the text has to be cut into pieces first."
        ).format(n=decimal(len(text.content), 0))
    )
    if found.prepared:
        st.markdown(
            _(
                "This tokenizer learnt from tweets and prepares every text as one: who is mentioned becomes `@USER`, "
                "an address `HTTPURL`, an emoji its name, and punctuation is parted from the words:"
            )
        )
        st.text(found.prepared[:_LONGEST_SHOWN])


def _tokens(text: Text, found: Classified) -> None:
    own = sum(not token.special for token in found.tokens)
    st.markdown(
        _(
            "{own} tokens of the text and {added} that the tokenizer adds (dashed). Under each stands its **id**: its "
            "number in the vocabulary."
        ).format(own=own, added=len(found.tokens) - own)
    )
    show_tokens(found.tokens)
    if found.fit.is_cut:
        say_cut(text, found.fit)
    with st.expander(_("Where each token stands in the text (offsets)"), icon=":material/table_rows:"):
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("Token"): token.shown,
                        _("Id"): token.id,
                        _("From"): None if token.special else token.start,
                        _("To"): None if token.special else token.end,
                        _("In the text"): text.content[token.start : token.end],
                    }
                    for token in found.tokens
                ]
            ),
            hide_index=True,
            alt=_("Tokens with their ids and where they stand"),
        )


def _tensors(found: Classified) -> None:
    st.markdown(
        _(
            "The ids become tensors with one row a text. `attention_mask` is 1 for every token that counts; with "
            "several texts of different length the shorter ones are filled up, and there it is 0."
        )
    )
    lines = []
    for given in found.inputs:
        more = ", …" if len(found.tokens) > len(given.first) else ""
        shape = " × ".join(map(str, given.shape))
        lines.append(
            f"- `{given.name}` · {shape} · `{given.kind}` · `[[{', '.join(map(str, given.first))}{more}]]`"
        )
    st.markdown("\n".join(lines))


def _logits(found: Classified) -> None:
    st.markdown(
        _(
            "The network reads all tokens at once and gives each of its {n} labels a number of any size, the logit:"
        ).format(n=len(found.labels))
    )
    order = np.argsort(-found.logits, kind="stable")[:_MOST_LABELS]
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Number"): int(number),
                    _("Label"): found.labels[number],
                    _("Logit"): decimal(float(found.logits[number]), 3),
                }
                for number in order
            ]
        ),
        hide_index=True,
        alt=_("The logit of each label"),
    )


def _scores(found: Classified) -> None:
    top = best(found, TOP)
    if found.rule == "softmax":
        greatest = float(found.logits.max())
        total = float(np.exp(found.logits - greatest).sum())
        lines = [
            f"- {plain(item.label)}: e^({decimal(item.logit, 2)} − {decimal(greatest, 2)}) / {decimal(total, 4)} = "
            f"**{percent(item.score, 2)}**"
            for item in top
        ]
        words = _(
            "**Softmax** makes scores of the logits that add up to 100 %: e to the power of each, here minus the "
            "greatest so that no number is huge, divided by the sum of that over all labels."
        )
    elif found.rule == "sigmoid":
        lines = [
            f"- {plain(item.label)}: 1 / (1 + e^−({decimal(item.logit, 2)})) = **{percent(item.score, 2)}**"
            for item in top
        ]
        words = _(
            "The **sigmoid** makes a score of each logit by itself: several labels can be right, and none."
        )
    else:
        lines = [f"- {plain(item.label)}: {decimal(item.logit, 3)}" for item in top]
        words = _("This model gives numbers and not labels (it is a regression): they stay as they are.")
    st.markdown(words + "\n\n" + "\n".join(lines))


def _label(found: Classified) -> None:
    (first,) = best(found, 1)
    st.markdown(
        _(
            "**argmax** is the place of the greatest score, {place}, and `id2label` says what the label at that place "
            "is called: **{label}**."
        ).format(place=found.labels.index(first.label), label=plain(first.label))
    )
