"""How often the models are right, where it is known what the pictures show."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from core.handin.charts import chart_png
from core.i18n import _, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.pictures.marks import percent
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.image_classification.answers import kept_answer
from core.vision.classification.charts import confusion_chart, confusion_words
from core.vision.classification.classify import TOP, best
from core.vision.classification.metrics import Judged, confusion, right_among
from core.vision.classification.names import label_meant, labels_with, short_name

_MOST_NAMED = 6


def show_counted(rows: Sequence[ModelRow], pictures: Sequence[Picture], truths: Mapping[str, str]) -> None:
    """Draw top-1, top-5 and the confusion matrix of each model over the pictures of known truth that it answered."""
    judged = {row: _judged(row, pictures, truths) for row in rows}
    _say_unknown(rows, pictures, truths)
    if not any(judged.values()):
        return
    st.dataframe(
        pd.DataFrame([_line(row, found) for row, found in judged.items() if found]),
        hide_index=True,
        alt=_("How often each model is right"),
    )
    st.caption(
        _("Top-1: the right label is the best one. Top-5: it is among the five best, whatever their scores.")
    )
    for row, found in judged.items():
        if found:
            _matrix(row, found)


def _judged(row: ModelRow, pictures: Sequence[Picture], truths: Mapping[str, str]) -> list[Judged]:
    found = []
    for picture in pictures:
        answer = kept_answer(row, picture)
        truth = answer and label_meant(truths.get(picture.digest, ""), answer.prediction.labels)
        if answer and truth:
            found.append(Judged(truth, tuple(item.label for item in best(answer.prediction))))
    return found


def _say_unknown(rows: Sequence[ModelRow], pictures: Sequence[Picture], truths: Mapping[str, str]) -> None:
    """Say which words mean no label of a model, and which of its labels have them."""
    for row in rows:
        for text in dict.fromkeys(filter(None, (truths.get(picture.digest, "") for picture in pictures))):
            answer = next(filter(None, (kept_answer(row, picture) for picture in pictures)), None)
            if answer is None or label_meant(text, answer.prediction.labels):
                continue
            near = labels_with(text, answer.prediction.labels)[:_MOST_NAMED]
            words = _("{model} knows no label “{label}”: those pictures are not counted.").format(
                model=plain(answer.row.title), label=plain(text)
            )
            if near:
                words += " " + _("Labels with that word: {labels}.").format(
                    labels=plain(", ".join(map(short_name, near)))
                )
            st.warning(words, icon=":material/label_off:")


def _line(row: ModelRow, judged: Sequence[Judged]) -> dict[str, str]:
    def share(top: int) -> str:
        right = right_among(judged, top)
        return _("{right} of {all} ({share})").format(
            right=right, all=len(judged), share=percent(right / len(judged))
        )

    return {_("Model"): row.title, "Top-1": share(1), "Top-5": share(TOP)}


def _matrix(row: ModelRow, judged: Sequence[Judged]) -> None:
    cells = confusion(judged)
    st.markdown(
        f"**{plain(row.title)}** · "
        + ngettext("Over {n} picture with truth.", "Over {n} pictures with truth.", len(judged))
    )
    chart = confusion_chart(cells)
    st.altair_chart(chart, alt=confusion_words(cells))
    png = partial(chart_png, chart, dark=st.context.theme.type == "dark")
    downloads(
        Download(
            _("Save this chart as PNG"),
            png,
            "confusion.png",
            "image/png",
            key=f"confusion_{row.name}",
            kind="tertiary",
        )
    )
