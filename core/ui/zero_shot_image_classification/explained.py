"""Where the scores come from, with the answer's own numbers; and what the language of the labels does."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from core.i18n import _, decimal, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.marks import percent
from core.ui.frame.markdown import plain
from core.ui.inputs.domains import domain_known
from core.ui.inputs.model_input import say_stand_in
from core.ui.zero_shot_image_classification.answers import (
    Answer,
    ask_in_both_languages,
    in_both_languages_kept,
)
from core.vision.zero_shot.languages import InLanguage

_MOST_ROWS = 10


def explain_scores(answer: Answer) -> None:
    """Draw the folded part that leads from embeddings to scores, step by step."""
    scoring, size = answer.read.scoring, answer.seen.vector.shape[0]
    title = _("Where the scores of {model} come from").format(model=plain(answer.read.row.title))
    with st.expander(title, icon=":material/function:"):
        st.markdown(
            _(
                "1. **Embeddings.** The picture becomes {size} numbers, each text too: two vectors of length 1.\n"
                "2. **Cosine.** Both are multiplied number by number and added up: 1 is the same direction, 0 has "
                "nothing to do with it.\n"
                "3. **Temperature.** The cosines lie so close together that the model multiplies them by {scale}, "
                "which it has learnt (1 divided by the temperature)."
            ).format(size=size, scale=decimal(scoring.scale, 1))
        )
        if scoring.rule == "softmax":
            st.markdown(
                _(
                    "4. **Softmax.** e to the power of each number, divided by the sum of all: the scores add up to "
                    "100 %. There is no “none of these”: something always wins."
                )
            )
        else:
            st.markdown(
                _(
                    "4. **Sigmoid.** {bias} is added, and each label is judged by itself: 1 / (1 + e to the power of "
                    "minus the number). The scores do not add up to 100 %: all may be low where nothing fits."
                ).format(bias=decimal(scoring.bias, 1))
            )
        st.dataframe(pd.DataFrame(_rows(answer)), hide_index=True, alt=_("From cosines to scores"))
        more = len(answer.scored) - _MOST_ROWS
        if more > 0:
            st.caption(ngettext("And {n} more label.", "And {n} more labels.", more))


def _rows(answer: Answer) -> list[dict[str, str]]:
    greatest = answer.scored[0].logit
    is_softmax = answer.read.scoring.rule == "softmax"
    return [
        {
            _("Label"): item.label,
            _("Cosine"): decimal(item.cosine, 4),
            _("Logit"): decimal(item.logit, 2),
            **(
                {_("e^(logit − greatest)"): decimal(float(np.exp(item.logit - greatest)), 4)}
                if is_softmax
                else {}
            ),
            _("Score"): percent(item.score, 2),
        }
        for item in answer.scored[:_MOST_ROWS]
    ]


def show_languages(row: ModelRow) -> None:
    """Draw the folded part that measures a model in English and in Spanish: on the course's animals, or on drawings
    where it learnt from those."""
    with st.expander(_("English or Spanish?"), icon=":material/translate:", key="zero_shot.languages"):
        st.markdown(
            _(
                "{model} learnt from as many Spanish texts as English ones. Does it know both equally well? Measure "
                "it: four drawings, once as “a drawing of a cat”, once as “un dibujo de un gato”."
            ).format(model=plain(row.title))
            if domain_known(row) == "doodles"
            else _(
                "CLIP learnt from pictures of the web with their texts, which are nearly all in English: in Spanish it "
                "understands some words and guesses others. Do not believe it, measure it: the course's four animals, "
                "once as “a photo of a owl”, once as “una foto de un búho”."
            )
        )
        asked = st.button(
            _("Measure with {model}").format(model=plain(row.title)),
            key="zero_shot.measure_languages",
            icon=":material/play_arrow:",
        )
        found = ask_in_both_languages(row) if asked else in_both_languages_kept(row)
        if found:
            say_stand_in(found.row, row)
            _languages(found.said)


def _languages(found: Mapping[str, Mapping[str, InLanguage]]) -> None:
    names = {"en": _("English"), "es": _("Spanish")}
    table = [
        {
            _("Picture"): picture,
            **{
                names[
                    language
                ]: f"{'✓' if said.is_right else '✗'} {said.best.label} {percent(said.best.score)}"
                for language, said in by_language.items()
            },
        }
        for picture, by_language in found.items()
    ]
    st.dataframe(pd.DataFrame(table), hide_index=True, alt=_("The best label in English and in Spanish"))
    parts = []
    for language, name in names.items():
        said = [by_language[language] for by_language in found.values()]
        parts.append(
            _("{language}: {right} of {all} right, and the right label gets {score} on the average").format(
                language=name,
                right=sum(one.is_right for one in said),
                all=len(said),
                score=percent(sum(one.right.score for one in said) / len(said)),
            )
        )
    st.markdown("; ".join(parts) + ".")
    st.caption(_("Four pictures are an example and no proof: try your own."))
