"""What the models said: the chosen picture large with the labels as bars, and all pictures as a table."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.i18n import _, milliseconds, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.images import Picture
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.image_classification.agreeing import agreement_words
from core.ui.image_classification.answers import Answer, kept_answer
from core.ui.image_classification.bars import score_words, show_bars
from core.ui.image_classification.chosen import chosen_picture
from core.ui.image_classification.counted import show_counted
from core.ui.image_classification.explained import explain_scores
from core.ui.image_classification.truth import PICTURES, ask_for_truth, truths
from core.ui.image_classification.where import Shown, ask_where
from core.ui.inputs.domains import domain_gap
from core.ui.inputs.known_labels import known_labels
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.shown_large import table_key
from core.ui.inputs.thumbnails import thumbnail_address
from core.ui.widgets.heat_overlay import heat_overlay
from core.vision.classification.classify import best
from core.vision.classification.listing import Line, to_csv, to_json
from core.vision.classification.names import are_unnamed, label_meant, short_name

_LEAST_FOR_A_TABLE = 2


def show_result(rows: Sequence[ModelRow], pictures: Sequence[Picture]) -> None:
    """Draw what was kept for these models and pictures; the chosen picture alone where there is nothing yet."""
    if not pictures:
        return
    picture = chosen_picture(pictures)
    found = {row: answer for row in rows if (answer := kept_answer(row, picture))}
    if found:
        _explore(picture, found)
        domain_gap([answer.row for answer in found.values()], [picture])
    else:
        heat_overlay(picture.pixels, key=f"large_{picture.digest}", alt=picture.name)
        st.caption(_invitation(rows))
    if len(pictures) >= _LEAST_FOR_A_TABLE:
        _table(rows, pictures)
    _downloads(rows, pictures)
    with st.expander(
        _("What is really there: count right and wrong"),
        icon=":material/fact_check:",
        key="image_classification.truth",
        on_change="rerun",
    ) as fold:
        if fold.open:
            ask_for_truth(pictures)
    with guard():
        show_counted(rows, pictures, truths())
    for answer in found.values():
        explain_scores(answer)
        known_labels(answer.prediction.labels, f"label_search_{answer.row.name}")


def _invitation(rows: Sequence[ModelRow]) -> str:
    if len(rows) > 1:
        return _("Press the button and both models will say what the picture shows.")
    if rows:
        return _("Press the button and {model} will say what the picture shows.").format(
            model=plain(rows[0].title)
        )
    return _("What a model sees will appear here.")


@st.fragment
def _explore(picture: Picture, found: Mapping[ModelRow, Answer]) -> None:
    """Draw the picture large, the labels of each model as bars, what they agree on, and where each looks."""
    # A fragment runs again without the page's own net around it.
    with guard():
        large = st.container()
        truth = truths().get(picture.digest, "")
        for (row, answer), place in zip(found.items(), st.columns(len(found)), strict=True):
            with place:
                _answer(row, answer, truth)
        if len(found) > 1:
            first, second = found.values()
            st.markdown(agreement_words(first, second))
        shown = Shown(None, "")
        # The picture is there even where the model cannot be had.
        with guard():
            shown = ask_where(picture, found)
        with large:
            focus = shown.focus
            heat_overlay(
                picture.pixels,
                shown.heat,
                focus.box if focus else (0.0, 0.0, 0.0, 0.0),
                key=f"large_{picture.digest}",
                alt=_alt(picture, found, shown),
            )


def _answer(asked: ModelRow, answer: Answer, truth: str) -> None:
    row, prediction = answer.row, answer.prediction
    say_stand_in(row, asked)
    st.markdown(f"**{plain(row.title)}**")
    show_bars(prediction, label_meant(truth, prediction.labels) or "")
    words = _("{time} (one run; a model's first one takes longer)").format(time=milliseconds(prediction.ms))
    if are_unnamed(prediction.labels):
        words += " · " + _("This model does not say what its labels mean.")
    st.caption(words)


def _alt(picture: Picture, found: Mapping[ModelRow, Answer], shown: Shown) -> str:
    said = [
        _("{model}: {label}").format(model=answer.row.title, label=best(answer.prediction, 1)[0].label)
        for answer in found.values()
    ]
    if shown.focus:
        said.append(_("the colours over it show where {model} looks").format(model=shown.model))
    return "; ".join([picture.name, *said])


def _table(rows: Sequence[ModelRow], pictures: Sequence[Picture]) -> None:
    """Draw a row a picture; the one that is chosen there is shown large."""
    answered = [any(kept_answer(row, picture) for row in rows) for picture in pictures]
    if not any(answered):
        return
    picture_title = _("Picture")
    table = pd.DataFrame([_row(rows, picture) for picture in pictures])
    st.dataframe(
        table,
        key=table_key(PICTURES, pictures),
        hide_index=True,
        row_height=56,
        on_select="rerun",
        selection_mode="single-row",
        column_config={picture_title: st.column_config.ImageColumn(width="small")},
        alt=_("The best label of each picture"),
    )
    missing = len(pictures) - sum(answered)
    words = _("Choose a row to see its picture large.")
    if missing:
        words += " " + ngettext(
            "{n} picture has no answer yet: press the button again.",
            "{n} pictures have no answer yet: press the button again.",
            missing,
        )
    st.caption(words)


def _row(rows: Sequence[ModelRow], picture: Picture) -> dict[str, str]:
    cells = {_("Picture"): thumbnail_address(picture), _("Name"): picture.name}
    if truth := truths().get(picture.digest):
        cells[_("Really there")] = truth
    for row in rows:
        answer = kept_answer(row, picture)
        cells[row.title] = "–" if answer is None else _best_words(answer)
    return cells


def _best_words(answer: Answer) -> str:
    (top,) = best(answer.prediction, 1)
    return f"{short_name(top.label)} · {score_words(answer.prediction.rule, top.score)}"


def _downloads(rows: Sequence[ModelRow], pictures: Sequence[Picture]) -> None:
    lines = [
        Line(picture.name, truths().get(picture.digest, ""), answer.row.name, best(answer.prediction))
        for picture in pictures
        for row in rows
        if (answer := kept_answer(row, picture))
    ]
    if lines:
        downloads(
            Download("JSON", to_json(lines), "labels.json", "application/json", ":material/data_object:"),
            Download("CSV", to_csv(lines), "labels.csv", "text/csv", ":material/csv:"),
        )
