"""Everything that a student hands in: the files of one comparison, and the ZIP that holds them.

Scope: which files there are, what they are called and what is in them. Everything is there already: no model runs, and
only the weights of models that ship with the app are read from disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import PurePath
from typing import Any

from core.compare.book.fitting import fitting, left_out_words
from core.compare.book.session import Session, session_json
from core.compare.book.workbook import Measured, Workbook, choices_of
from core.compare.count.figures import counted_rows
from core.compare.count.match import match
from core.compare.handin.exports import to_csv, to_markdown, to_xlsx
from core.compare.handin.hand_in import HandIn
from core.compare.handin.pictures import judged_picture
from core.compare.handin.report import drawn_charts, report_html
from core.compare.handin.script import comparison_script, shipped_row
from core.compare.measure.facts import ModelFacts
from core.compare.measure.results import to_json
from core.compare.measure.run import Comparison, ImageResult
from core.compare.truth.coco import to_coco
from core.compare.truth.truth import PictureInfo, Truth
from core.errors import UserError
from core.handin.files import LONGEST_STEM, file_names
from core.i18n import _
from core.models.catalogue.row import WEIGHTS
from core.pictures.encode import encoded
from core.version import VERSION
from core.vision.detection.listing import above

ANNOTATED_SIDE = 1600
"""The most pixels of the longer side of an annotated picture: sharp on any screen, a tenth of a photograph's size."""

LEFT_OUT = "left_out.txt"

_TO_RUN = ("README.md", "config.json", "preprocessor_config.json", "model.safetensors", "*.pt")
"""What a model needs to run, and its card, which holds its licence and the credit for what it was made from."""


def workbook_of(
    comparison: Comparison, truth: Truth | None = None, truth_notes: Sequence[str] = ()
) -> Workbook:
    """Return a workbook that holds one comparison, made without a page, its truth and what is to be said of that."""
    measured = Measured(
        comparison.settings,
        comparison.models,
        comparison.machine,
        comparison.versions,
        comparison.date,
        {image.digest: image for image in comparison.images},
    )
    known = dict(truth or {})
    notes = dict.fromkeys(known, tuple(truth_notes)) if truth_notes else {}
    return Workbook(measured={choices_of(comparison.settings): measured}, truth=known, truth_notes=notes)


def files(handin: HandIn) -> dict[str, bytes]:
    """Return every file: its path inside the ZIP (folders with "/") and its content.

    What could not be put into them is said in LEFT_OUT, a sentence a line; where nothing is missing there is none.
    """
    comparison, rows = handin.comparison, handin.rows
    names, annotated = image_names(handin), annotated_names(handin)
    images = {image.digest: image for image in comparison.images}
    content = {
        "report.html": b"",
        "table.xlsx": to_xlsx(rows, comparison, handin.threshold, handin.others),
        "table.csv": to_csv(rows),
        "table.md": to_markdown(rows).encode("utf-8", "replace"),
        "comparison.py": comparison_script(
            comparison, handin.threshold, list(names.values()), handin.book.student
        ).encode("utf-8", "replace"),
        "results.json": results_json(handin),
        **({"truth.json": truth_json(handin)} if handin.truth else {}),
        **{f"images/{name}": encoded(handin.picture(images[digest]))[0] for digest, name in names.items()},
        **{
            f"annotated/{name}": _annotated(handin, images[digest], model)
            for (digest, model), name in annotated.items()
        },
        **shipped_weights(comparison.models),
    }
    session, problem = _session_file(handin)
    charts = drawn_charts(handin)
    left_out = [problem] if problem else []
    if not all(chart.is_drawn for chart in charts.values()):
        left_out.append(
            _(
                "report.html: a chart could not be drawn. What it shows stands there in words. Try the download "
                "again in a minute."
            )
        )
    content |= session
    if left_out:
        content[LEFT_OUT] = "\n".join(left_out).encode("utf-8", "replace")
    report = report_html(handin, list(content), charts)
    return {**content, "report.html": report.encode("utf-8", "replace")}


def _session_file(handin: HandIn) -> tuple[dict[str, bytes], str]:
    """Return session.json with as much of the work as can be loaded again, none where even what was typed cannot be;
    and what there is to say of that ("" for a whole one)."""
    settings = replace(handin.comparison.settings, threshold=handin.threshold)
    part, left_out = fitting(Session(handin.book, handin.pictures, settings))
    try:
        file = {"session.json": session_json(part)}
    except UserError as error:
        return {}, _("session.json: it is not among the files. {problem}").format(problem=error)
    if not left_out:
        return file, ""
    return file, _(
        "session.json: all of the work together is too large for one file. Not in it: {parts}."
    ).format(parts=left_out_words(left_out))


def shipped_weights(models: Iterable[ModelFacts]) -> dict[str, bytes]:
    """Return the files of those models that ship with the app, by path: weights/NAME/...

    comparison.py reads them there. A file that this machine does not have is left out.
    """
    folders = [WEIGHTS / row.name for row in map(shipped_row, models) if row]
    found = [file for folder in folders for pattern in _TO_RUN for file in folder.glob(pattern)]
    return {file.relative_to(WEIGHTS.parent).as_posix(): file.read_bytes() for file in found}


def image_names(handin: HandIn) -> dict[str, str]:
    """Return the name of each picture's file in the folder images, by digest, in the table's order."""
    wanted = []
    for image in handin.comparison.images:
        path, jpeg = PurePath(image.image), bool(handin.picture(image).jpeg_bytes)
        fits = path.suffix.lower() in ({".jpg", ".jpeg"} if jpeg else {".png"})
        wanted.append((path.stem, path.suffix if fits else ".jpg" if jpeg else ".png"))
    return dict(zip([image.digest for image in handin.comparison.images], file_names(wanted), strict=True))


def annotated_names(handin: HandIn) -> dict[tuple[str, str], str]:
    """Return the name of each picture as a model sees it, in the folder annotated, by (digest, name of the model)."""
    keys = [(image.digest, run.model) for image in handin.comparison.images for run in image.models]
    wanted = [
        (f"{PurePath(image.image).stem[:LONGEST_STEM]}_{PurePath(run.model).name}", ".png")
        for image in handin.comparison.images
        for run in image.models
    ]
    return dict(zip(keys, file_names(wanted), strict=True))


def _annotated(handin: HandIn, image: ImageResult, model: str) -> bytes:
    """Return one picture as one model sees it, as PNG."""
    run = next(run for run in image.models if run.model == model)
    picture, truth = handin.picture(image).image, handin.truth.get(image.digest)
    file = BytesIO()
    judged_picture(picture, run, truth, handin.threshold, ANNOTATED_SIDE).save(file, "PNG", compress_level=4)
    return file.getvalue()


def results_json(handin: HandIn) -> bytes:
    """Return results.json (see core/compare/measure/results.py), with the threshold of the table.

    With a truth each model on each picture that has one also says tp, fp and fn, and `metrics` at the top holds, for
    each model, precision, recall, f1, ap50 and ap over those pictures (0..1, null where it cannot be said). `app` is
    what wrote the file, `own_cells` says which cells of the table are the student's own words; `student` and `comments`
    are what session.json has too, where that is among the files.
    """
    data = to_json(handin.comparison)
    measured_at = data["settings"]["threshold"]
    data["settings"] |= {"threshold": handin.threshold, "timed_threshold": measured_at}
    truth = handin.truth
    for image, entry in zip(handin.comparison.images, data["images"], strict=True):
        if image.digest in truth:
            for run, found in zip(image.models, entry["models"], strict=True):
                found.update(
                    asdict(match(above(run.detections, handin.threshold), truth[image.digest]).counts)
                )
    if truth:
        data = {"settings": data.pop("settings"), "metrics": _metrics(handin, truth), **data}
    own = [
        {"image_digest": row.digest, "model": row.model_name, "column": column}
        for row in handin.rows
        for column in row.own
    ]
    data |= {
        "app": f"MiraLab {VERSION}",
        "own_cells": own,
        "student": handin.book.student,
        "comments": handin.book.comments,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _metrics(handin: HandIn, truth: Truth) -> list[dict[str, Any]]:
    return [asdict(row.metrics) for row in counted_rows(handin.comparison, truth, handin.threshold)]


def truth_json(handin: HandIn) -> bytes:
    """Return the truth as a COCO JSON file, in which the pictures have the names of their files in the folder
    images."""
    names = image_names(handin)
    pictures = [
        PictureInfo(image.digest, names[image.digest], image.width, image.height)
        for image in handin.comparison.images
    ]
    return json.dumps(to_coco(handin.truth, pictures), ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )
