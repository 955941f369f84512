"""Where the scores come from: from logits to scores, step by step, and what they do not say."""

import numpy as np
import pandas as pd
import streamlit as st

from core.i18n import _, decimal, ngettext
from core.pictures.marks import percent
from core.ui.frame.markdown import plain
from core.ui.image_classification.answers import Answer
from core.vision.classification.classify import Prediction, best
from core.vision.classification.names import short_names

_LABEL_PIXELS = 130


def explain_scores(answer: Answer) -> None:
    """Draw the folded part that explains an answer's scores with its own numbers."""
    prediction = answer.prediction
    title = _("Where the scores of {model} come from").format(model=plain(answer.row.title))
    with st.expander(title, icon=":material/function:"):
        st.markdown(_words(prediction))
        st.dataframe(
            pd.DataFrame(_rows(prediction)),
            hide_index=True,
            column_config={_("Label"): st.column_config.TextColumn(width=_LABEL_PIXELS)},
            alt=_("From logits to scores"),
        )


def _words(prediction: Prediction) -> str:
    number = len(prediction.labels)
    if prediction.rule == "softmax":
        return _(
            "The network gives each of its {n} labels a number, the **logit**. **Softmax** makes scores of them: e to "
            "the power of the logit, divided by the sum of that over all labels. The scores always add up to 100 %, "
            "shared out among the labels that the model knows. There is no “none of these”: show it what it has never "
            "seen, and the 100 % go to whatever is nearest."
        ).format(n=decimal(number, 0))
    if prediction.rule == "sigmoid":
        return _(
            "The network gives each label a number, the **logit**, and the **sigmoid** makes a score of it: "
            "1 / (1 + e to the power of minus the logit). Each label is judged by itself: the scores do not add up to "
            "100 %, several labels can be right, and none."
        )
    return _(
        "This model gives numbers and not labels (it is a regression): they are shown as they are, and are no scores."
    )


def _rows(prediction: Prediction) -> list[dict[str, str]]:
    scored = best(prediction)
    greatest = float(prediction.logits.max())
    rows = [
        {
            _("Label"): name,
            _("Logit"): decimal(item.logit, 2),
            **_power(prediction, float(np.exp(item.logit - greatest))),
            **_score(prediction, item.score),
        }
        for name, item in zip(short_names([item.label for item in scored]), scored, strict=True)
    ]
    others = len(prediction.labels) - len(scored)
    if others and prediction.rule == "softmax":
        powers = float(np.exp(prediction.logits - greatest).sum())
        rows.append(
            {
                _("Label"): ngettext("the other one", "the {n} others", others),
                _("Logit"): "",
                **_power(prediction, powers - sum(float(np.exp(item.logit - greatest)) for item in scored)),
                **_score(prediction, 1 - sum(item.score for item in scored)),
            }
        )
    return rows


def _power(prediction: Prediction, power: float) -> dict[str, str]:
    """Return the cell of e to the power of a logit, beside that of the greatest one, so that no number is huge."""
    return {_("e^(logit − greatest)"): decimal(power, 4)} if prediction.rule == "softmax" else {}


def _score(prediction: Prediction, score: float) -> dict[str, str]:
    return {} if prediction.rule == "none" else {_("Score"): percent(max(0.0, score), 2)}
