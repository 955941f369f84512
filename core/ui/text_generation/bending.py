"""How temperature bends the probabilities of the next token, at any step of what was written."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.i18n import _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.text.border import Text
from core.text.generation import beginning, next_logits
from core.text.generation_charts import bending_chart, bending_words
from core.text.writing import Written
from core.ui.frame.charts import show_chart
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.model_input import ask
from core.ui.inputs.text_answers import Answer
from core.ui.text_generation.choices import KEY, TASK


def bending_section(name: str, answer: Answer[Written], text: Text, temperature: float) -> None:
    """Draw the folded part with the probabilities of the next token over the temperature; nothing is worked out before
    it is opened. `name` is that of the model that was asked: another may have stood in for it."""
    title = _("How temperature bends the probabilities of {model}").format(model=plain(answer.row.title))
    with st.expander(
        title, icon=":material/thermostat:", key=f"{KEY}.bending.{name}", on_change="rerun"
    ) as fold:
        if fold.open:
            with guard():
                _explore(name, answer, text, temperature)


@st.fragment
def _explore(name: str, answer: Answer[Written], text: Text, temperature: float) -> None:
    # A fragment runs again without the page's own net around it.
    with guard():
        steps = answer.found.steps
        number = st.slider(
            _("Which of the new tokens"),
            1,
            max(2, len(steps)),
            1,
            key=f"{KEY}.bent.{name}",
            disabled=len(steps) == 1,
        )
        number = min(number, len(steps))
        step = steps[number - 1]
        logits = _logits(answer.row, text, answer.found, number - 1)
        words = bending_words(logits, step.candidates)
        st.markdown(
            _(
                "The model gives every token a logit; divided by the temperature they become probabilities (softmax). "
                "Close to 0 the likeliest token has everything, which is greedy; the higher the temperature, the more "
                "alike they all get. Top-k, top-p and the repetition penalty are not in here. The dotted line is your "
                "temperature."
            )
        )
        before = (text.content + (steps[number - 2].text if number > 1 else ""))[-80:]
        st.markdown(_("What comes after “…{words}”:").format(words=plain(" ".join(before.split()))))
        show_chart(bending_chart(logits, step.candidates, temperature), words)
        st.caption(plain(words))


def _logits(row: ModelRow, text: Text, written: Written, before: int) -> NDArray[np.float32]:
    """Return how much speaks for each token after the first `before` ones that were written; asked once, then kept."""
    tokens = written.tokens[:before]
    key = ("next_logits", text.digest, row, tokens)
    found: NDArray[np.float32] | None = answers.kept_answer(key)
    if found is None:
        most = written.settings.most_tokens

        def read(loaded: LoadedModel) -> NDArray[np.float32]:
            opened = loaded.model
            start = beginning(opened.processor, opened.model, text.content, most)
            return next_logits(opened.model, start.then(*tokens))

        with status_line() as notify:
            found = ask(row, TASK, read, notify)
        answers.keep_answer(key, found, found.nbytes)
    return found
