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
from core.ui.frame.charts import show_chart
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.image_classification.answers import kept_answer
from core.vision.classification.charts import confusion_chart, confusion_words
from core.vision.classification.classify import TOP, best
from core.vision.classification.metrics import Judged, confusion, right_among
from core.vision.classification.names import label_meant, labels_with, short_name

_MOST_NAMED = 6


def show_counted(rows: Sequence[ModelRow], pictures: Sequence[Picture], truths: Mapping[str, str]) -> None:
    """Draw top-1 and top-5 of each model over the pictures of known truth that it answered; of several the confusion
    matrix too."""
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
        # Of one picture the bars say as much.
        if len(found) > 1:
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
        answered = [(picture, answer) for picture in pictures if (answer := kept_answer(row, picture))]
        if not answered:
            continue
        answer = answered[0][1]
        labels = answer.prediction.labels
        texts = dict.fromkeys(truths.get(picture.digest, "") for picture, _answer in answered)
        unknown = [text for text in texts if text and not label_meant(text, labels)]
        if unknown:
            head = ngettext(
                "{{model}} does not know this label, so its pictures are not counted:",
                "{{model}} does not know these labels, so their pictures are not counted:",
                len(unknown),
            ).format(model=plain(answer.row.title))
            lines = "".join(f"\n- {_with_near(text, labels)}" for text in unknown)
            st.warning(f"{head}\n{lines}", icon=":material/label_off:")


def _with_near(text: str, labels: Sequence[str]) -> str:
    """Return a word in Markdown, and behind it the labels that have it."""
    near = labels_with(text, labels)[:_MOST_NAMED]
    word = f"**{plain(text)}**"
    if not near:
        return word
    return _("{word}; labels with that word: {labels}").format(
        word=word, labels=plain(", ".join(map(short_name, near)))
    )


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
    show_chart(chart, confusion_words(cells))
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
