"""What `python -m core.compare` does: open or make the pictures, measure the models on them, write the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from core.compare.book.table import table_rows
from core.compare.command.request import KIND, Request
from core.compare.count.counting import error_counts
from core.compare.count.unknown import unknown_words
from core.compare.handin.files import files, workbook_of
from core.compare.handin.hand_in import HandIn
from core.compare.measure.disturbed import disturbed_words
from core.compare.measure.facts import facts_of
from core.compare.measure.run import (
    Comparison,
    NextRun,
    PictureFailed,
    PictureMeasured,
    Settings,
    compare,
    measure,
    with_distinct_names,
)
from core.compare.truth.files import read_truth
from core.compare.truth.truth import Truth, info_of
from core.errors import UserError
from core.i18n import N_, _, decimal
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import rows_called
from core.models.command_line import row_named, stand_in_words, status_words
from core.models.defaults import default_rows
from core.models.loaded import Status, unable_words
from core.names import distinct_name
from core.pictures.images import Picture
from core.pictures.sources import read_picture
from core.scenes.spec import specs
from core.terminal import FAILED, output_folder, progress_line, quiet_libraries, write_file
from core.vision.detection.detect import try_out


@dataclass(frozen=True)
class Subject:
    """The pictures, what is really on them (by digest), and what there is to say about the files that told it."""

    pictures: Sequence[Picture]
    truth: Truth
    warnings: Sequence[str]


def run(request: Request, output: IO[str], terminal: IO[str]) -> int:
    """Do what was asked and return the exit code: 0, or FAILED where a model broke on a picture.

    `output` gets the files that were written, a line each; `terminal` the progress, if it is one, and what there is to
    say about truth, models and machine. Raises UserError where nothing could be done, and then leaves no folder behind
    that was not there before.
    """
    from core.models.loader import check_together

    with quiet_libraries():
        subject = _scenes(request) if request.scenes else _pictures(request)
        rows = chosen_models(request)
        named = request.models or _knows_scenes(request)
        instead = "" if named else stand_in_words(rows_called(KIND.defaults), rows)
        check_together(rows)
        with output_folder(request.out):
            show = progress_line(terminal)
            try:
                comparison, failures = _measured(request, subject.pictures, rows, show)
            finally:
                show("")
            contents = _files(comparison, subject) if comparison.images else {}
            written = [write_file(request.out / name, content) for name, content in contents.items()]
    unknown, disturbed = unknown_words(subject.truth, comparison.models), disturbed_words(comparison.images)
    for sentence in filter(None, (instead, *subject.warnings, unknown, disturbed, *failures)):
        print(sentence, file=terminal)
    for path in written:
        print(path, file=output)
    return FAILED if failures else 0


def chosen_models(request: Request) -> tuple[ModelRow, ...]:
    """Return the models to compare: those that the request names, with distinct names even where two files are called
    the same; where it names none, those that know the scenes, or those that a comparison of photographs begins with.

    Raises UserError: no such model, or one that was named twice.
    """
    if not request.models:
        return rows_called(KIND.shipped) if _knows_scenes(request) else default_rows(KIND, len(KIND.defaults))
    rows: list[ModelRow] = []
    for given in request.models:
        row = row_named(given, KIND.task)
        if any(_weights(row) == _weights(other) for other in rows):
            raise UserError(N_("The model {name} was given twice."), name=given)
        name = distinct_name(row.name, {other.name for other in rows})
        rows.append(row if name == row.name else replace(row, name=name, title=name))
    return tuple(rows)


def _knows_scenes(request: Request) -> bool:
    """Say whether the comparison is on scenes of doodles, which the models that ship know."""
    return request.scenes > 0 and request.kind == "scene"


def _weights(row: ModelRow) -> tuple[str, str, str]:
    return row.hub_id, row.file, row.local_path


def _scenes(request: Request) -> Subject:
    """Make the scenes of doodles or the collages that the command asks for."""
    from core.scenes.pictures import with_truth

    made = [with_truth(spec) for spec in specs(request.scenes, request.seed, request.kind)]
    return Subject(
        [picture for picture, _boxes in made], {picture.digest: boxes for picture, boxes in made}, ()
    )


def _pictures(request: Request) -> Subject:
    """Open the pictures that the command names, and the truth if it names one."""
    paths: dict[str, list[Path]] = {}
    opened: dict[str, Picture] = {}
    for path in request.images:
        picture = read_picture(path)
        paths.setdefault(picture.digest, []).append(path)
        opened.setdefault(picture.digest, picture)
    pictures = with_distinct_names(list(opened.values()))
    twice = [
        _("{again} is the same picture as {first}: it is measured and counted once.").format(
            again=again, first=first
        )
        for first, *others in paths.values()
        for again in others
    ]
    said = [
        *twice,
        *(
            _("{name}: its greys only go up to {most}, which is shown as white.").format(
                name=picture.name, most=decimal(picture.stretched[1], 0)
            )
            for picture in pictures
            if picture.stretched
        ),
    ]
    if request.truth is None:
        return Subject(pictures, {}, said)
    infos = [
        info_of(picture, *(path.as_posix() for path in paths[digest])) for digest, picture in opened.items()
    ]
    found = read_truth(request.truth, infos)
    return Subject(pictures, found.truth, [*said, *found.warnings])


def _measured(
    request: Request, pictures: Sequence[Picture], rows: Sequence[ModelRow], show: Callable[[str], None]
) -> tuple[Comparison, list[PictureFailed]]:
    """Load the models, run them, and return the comparison of the pictures that went well and what failed."""
    from core.models.loader import answer, together

    def notify(row: ModelRow) -> Callable[[Status], None]:
        return lambda status: show(status_words(row.title, status))

    for row in rows:
        # What the accelerator lacks is found here, not in the middle of the measurement.
        answer(row, try_out, request.device, notify(row))
    settings = Settings(
        tuple(row.name for row in rows), request.device, request.threshold, request.repeats, request.warmup
    )
    images, failures = [], []
    with together(rows, request.device) as loaded:
        for model in loaded:
            if model.unable:
                show(unable_words(model.row.title, model.unable))
        for event in measure(pictures, loaded, settings):
            if isinstance(event, PictureMeasured):
                images.append(event.result)
            elif isinstance(event, PictureFailed):
                failures.append(event)
            else:
                show(_progress_words(event))
        return compare(settings, [facts_of(model) for model in loaded], images), failures


def _progress_words(event: NextRun) -> str:
    text = _("{done} of {total} runs: {model} on {image}").format(
        done=event.done, total=event.total, model=event.model, image=event.image
    )
    if event.seconds_left is None:
        return text
    return text + _(", about {seconds} s left").format(seconds=decimal(event.seconds_left, 0))


def _files(comparison: Comparison, subject: Subject) -> dict[str, bytes]:
    threshold = comparison.settings.threshold
    rows = table_rows(comparison, threshold, error_counts(comparison, subject.truth, threshold))
    return files(
        HandIn(
            comparison,
            tuple(subject.pictures),
            rows,
            threshold,
            workbook_of(comparison, subject.truth, subject.warnings),
        )
    )
