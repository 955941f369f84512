"""What the models said: the chosen picture with its labels as bars, and all pictures as table, matrix and map."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePath

import pandas as pd
import streamlit as st

from core.i18n import _, milliseconds, ngettext
from core.models.catalogue.row import ModelRow
from core.pictures.boxes import SCENE
from core.pictures.images import Picture
from core.pictures.labels import with_name
from core.pictures.marks import percent
from core.pictures.png import png
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.inputs.domains import domain_gap
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.scene_input import made_words, truth_of
from core.ui.inputs.shown_large import shown_large, table_key
from core.ui.inputs.thumbnails import thumbnail_address
from core.ui.zero_shot_image_classification.answers import Answer, Answers, Question, answers_of
from core.ui.zero_shot_image_classification.bars import TOP, show_bars, show_named
from core.ui.zero_shot_image_classification.choices import PICTURES
from core.ui.zero_shot_image_classification.explained import explain_scores, show_languages
from core.ui.zero_shot_image_classification.hand_in import hand_in
from core.ui.zero_shot_image_classification.similarity import show_map, show_matrix
from core.vision.zero_shot.labels import right_labels
from core.vision.zero_shot.listing import Line, to_csv, to_json
from core.vision.zero_shot.named import named_picture


def show_result(rows: Sequence[ModelRow], question: Question, pictures: Sequence[Picture]) -> None:
    """Draw what is known of these models, labels and pictures; the chosen picture alone where that is nothing yet."""
    if not pictures:
        return
    picture = shown_large(PICTURES, pictures)
    answers = answers_of(rows, question, pictures)
    found = answers[picture]
    if found:
        _one_picture(picture, found)
        _really_there(picture, found)
        domain_gap([answer.read.row for answer in found.values()], [picture])
    else:
        show_named(picture, None, picture.name)
        st.caption(_invitation(rows, question))
    _all_pictures(rows, answers)
    if found:
        _downloads(answers, picture)
        for answer in found.values():
            explain_scores(answer)
        with guard():
            show_languages(next(iter(found)))
        hand_in(answers, question)


def _invitation(rows: Sequence[ModelRow], question: Question) -> str:
    if not question.labels:
        return _("Write at least one label first, better two: the model chooses among them.")
    if len(rows) > 1:
        return _("Press the button and both models will say which of your labels fits best.")
    if rows:
        return _("Press the button and {model} will say which of your labels fits best.").format(
            model=plain(rows[0].title)
        )
    return _("What a model sees will appear here.")


def _one_picture(picture: Picture, found: Mapping[ModelRow, Answer]) -> None:
    for (row, answer), place in zip(found.items(), st.columns(len(found)), strict=True):
        with place:
            _answer(picture, row, answer)
    if len(found) > 1:
        st.markdown(_agreement(*found.values()))


def _really_there(picture: Picture, found: Mapping[ModelRow, Answer]) -> None:
    """Say which of the labels are right for a picture whose truth is known, and whether the models' best one is."""
    truth = truth_of(picture)
    if not truth:
        return
    there = tuple(dict.fromkeys(box.label for box in truth))
    st.markdown(
        _("**Really there:** {names}.").format(names=", ".join(plain(with_name(one)) for one in there))
    )
    for answer in found.values():
        labels = [item.label for item in answer.scored]
        right = right_labels(labels, there)
        if not right:
            words = _("None of your labels is on the picture, so {model} cannot be right.")
        elif labels[0] in right:
            words = _("{model} is right: {best} is on the picture.")
        else:
            words = _("{model} is wrong: {best} is not on the picture. Right would be: {right}.")
        st.markdown(
            words.format(
                model=plain(answer.read.row.title),
                best=f"**{plain(labels[0])}**",
                right=", ".join(map(plain, right)),
            )
        )
    if any(box.origin == SCENE for box in truth):
        st.caption(made_words(picture))


def _answer(picture: Picture, asked: ModelRow, answer: Answer) -> None:
    row, best = answer.read.row, answer.scored[0]
    say_stand_in(row, asked)
    alt = _("{picture}; {model}: {label}").format(picture=picture.name, model=row.title, label=best.label)
    show_named(picture, best, alt)
    show_bars(answer.scored)
    st.caption(" · ".join([plain(row.title), *_words(answer)]))
    if len(answer.scored) > TOP:
        with st.expander(
            ngettext("The {n} label", "All {n} labels", len(answer.scored)),
            key=f"zero_shot.all.{row.name}",
            on_change="rerun",
        ) as fold:
            if fold.open:
                st.dataframe(
                    pd.DataFrame(
                        {
                            _("Label"): [item.label for item in answer.scored],
                            _("Score"): [percent(item.score, 2) for item in answer.scored],
                            _("Cosine"): [round(item.cosine, 4) for item in answer.scored],
                        }
                    ),
                    hide_index=True,
                    alt=_("Every label with its score"),
                )


def _words(answer: Answer) -> list[str]:
    words = [_("{time} (one run)").format(time=milliseconds(answer.seen.ms))]
    if answer.read.scoring.rule == "sigmoid":
        words.append(
            _("each label is judged by itself: the scores do not add up to 100 %, and all may be low")
        )
    elif len(answer.scored) == 1:
        words.append(_("with one label alone, the score is always 100 %: add another one"))
    else:
        words.append(_("the scores add up to 100 %, also where no label fits"))
    if answer.read.cut:
        words.append(
            ngettext(
                "{n} text was longer than the model reads, and was cut",
                "{n} texts were longer than the model reads, and were cut",
                len(answer.read.cut),
            )
        )
    return words


def _agreement(one: Answer, other: Answer) -> str:
    first, second = one.scored[0], other.scored[0]
    models = {"first": plain(one.read.row.title), "second": plain(other.read.row.title)}
    if first.label == second.label:
        return _("Both say **{label}**: {first} with {first_score}, {second} with {second_score}.").format(
            label=plain(first.label),
            first_score=percent(first.score),
            second_score=percent(second.score),
            **models,
        )
    places = {item.label: number for number, item in enumerate(other.scored, 1)}
    return _(
        "They do not agree: {first} says **{first_label}**, {second} says **{second_label}** and has {first_label} in "
        "place {place}."
    ).format(
        first_label=plain(first.label),
        second_label=plain(second.label),
        place=places[first.label],
        **models,
    )


def _all_pictures(rows: Sequence[ModelRow], answers: Answers) -> None:
    """Draw the table of pictures, the similarity matrix and the map, where there is an answer."""
    if not any(answers.values()):
        return
    if missing := sum(len(found) < len(rows) for found in answers.values()):
        st.info(
            ngettext(
                "{n} picture has no answer yet: press the button again.",
                "{n} pictures have no answer yet: press the button again.",
                missing,
            ),
            icon=":material/hourglass_empty:",
        )
    names = [_("Table"), _("Similarity matrix"), _("Map")]
    table, matrix, place = st.tabs(names)
    with table:
        _table(rows, answers)
    with matrix:
        show_matrix(rows, answers)
    with place:
        show_map(rows, answers)


def _table(rows: Sequence[ModelRow], answers: Answers) -> None:
    st.dataframe(
        pd.DataFrame([_row(rows, picture, found) for picture, found in answers.items()]),
        key=table_key(PICTURES, list(answers)),
        hide_index=True,
        row_height=56,
        on_select="rerun",
        selection_mode="single-row",
        column_config={_("Picture"): st.column_config.ImageColumn(width="small")},
        alt=_("The best label of each picture"),
    )
    st.caption(_("Choose a row to see its picture large."))


def _row(rows: Sequence[ModelRow], picture: Picture, found: Mapping[ModelRow, Answer]) -> dict[str, str]:
    cells = {_("Picture"): thumbnail_address(picture), _("Name"): picture.name}
    for row in rows:
        best = found[row].scored[0] if row in found else None
        cells[row.title] = f"{best.label} · {percent(best.score, 1)}" if best else "–"
    return cells


def lines_of(answers: Answers) -> list[Line]:
    """Return a line an answer, picture by picture, for files."""
    return [
        Line(picture.name, answer.read.row.title, answer.scored)
        for picture, found in answers.items()
        for answer in found.values()
    ]


def _downloads(answers: Answers, picture: Picture) -> None:
    lines = lines_of(answers)
    best = next(iter(answers[picture].values())).scored[0]
    downloads(
        Download(
            _("Picture with its label"),
            lambda: png(named_picture(picture.image, best)),
            f"{PurePath(picture.name).stem}_label.png",
            "image/png",
            ":material/image:",
        ),
        Download(
            "JSON", partial(to_json, lines), "zero_shot.json", "application/json", ":material/data_object:"
        ),
        Download("CSV", partial(to_csv, lines), "zero_shot.csv", "text/csv", ":material/csv:"),
    )
