"""A hand-in graded as far as figures go: what it holds, what it lacks, what does not follow.

Scope: one file in, one `Graded` out, small enough to keep those of a class; nothing here says how good a work is.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.compare.book.table import EDITABLE, Row, merge_edits, table_rows
from core.compare.book.workbook import Workbook
from core.compare.count.counting import error_counts
from core.compare.count.figures import ModelFigures, counted_rows
from core.compare.grade.differences import Difference, figure_differences
from core.compare.grade.reading import Handed, open_hand_in
from core.compare.grade.tables import language_of_work, read_tables, table_differences
from core.compare.grade.work import Work, own_cells_said, read_work
from core.compare.measure.run import Comparison
from core.compare.truth.edit import boxes_from
from core.errors import UserError
from core.i18n import speaking
from core.pictures.boxes import SCENE
from core.printable import printable_line

MOST_DIFFERENCES = 500
"""More than anybody reads."""

_FILES = (
    "report.html",
    "table.xlsx",
    "table.csv",
    "table.md",
    "comparison.py",
    "results.json",
    "session.json",
)


@dataclass(frozen=True)
class Boxes:
    """How many true boxes there are, by where they come from; of those begun from a model's (`from_model`),
    `unchanged` are exactly where the model put them."""

    drawn: int = 0
    from_model: int = 0
    unchanged: int = 0
    from_file: int = 0
    of_scenes: int = 0


@dataclass(frozen=True)
class Content:
    """What a hand-in holds.

    `comparison` is without detections, and `book` without measurements, so that a class takes little memory; `figures`
    are counted anew ((): there is no truth). `own_cells` of the `cells` open to the student hold own words, and
    `own_texts` are these. `absent` are the files that the ZIP should hold and does not, `unreadable` what is wrong with
    one that it has. `app` is what wrote it ("": it does not say, as earlier versions did not; None: not known), and
    `is_zip` False for a session file alone.
    """

    comparison: Comparison
    book: Workbook
    threshold: float
    app: str | None
    is_zip: bool
    figures: tuple[ModelFigures, ...]
    boxes: Boxes
    own_cells: int
    cells: int
    own_texts: tuple[str, ...]
    absent: tuple[str, ...]
    unreadable: tuple[UserError, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Graded:
    """One file that was handed in: its name, a number that two files only have in common where they are the same, and
    what is in it or why that cannot be read."""

    name: str
    digest: str
    content: Content | None
    problem: UserError | None = None


def grade(name: str, data: bytes) -> Graded:
    """Return a hand-in graded; where it cannot be read, `problem` says why."""
    shown, digest = printable_line(name), hashlib.sha256(data).hexdigest()
    try:
        handed = open_hand_in(data)
        return Graded(shown, digest, _content(handed, read_work(handed)))
    except UserError as error:
        return Graded(shown, digest, None, error)


def grade_all(
    files: Iterable[tuple[str, Callable[[], bytes]]], between: Callable[[str], None]
) -> Iterator[Graded]:
    """Yield each of the files (name, what reads it) graded; `between` is called with a file's name before it is read.

    A file that cannot be read at all (UserError) is one with a problem.
    """
    for name, read in files:
        between(name)
        try:
            data = read()
        except UserError as error:
            yield Graded(printable_line(name), "", None, error)
        else:
            yield grade(name, data)


def _content(handed: Handed, work: Work) -> Content:
    tables = read_tables(handed, work)
    truth = {
        image.digest: work.book.truth[image.digest]
        for image in work.comparison.images
        if image.digest in work.book.truth
    }
    figures = counted_rows(work.comparison, truth, work.threshold) if truth else ()
    # The words of the table's cells depend on the language that they were written in.
    with speaking(language_of_work(tables)):
        rows = _rows(work)
        differences = [*figure_differences(work, figures), *table_differences(tables, work, rows)]
    texts = [row.cells()[column] for row in rows for column in row.own]
    return Content(
        comparison=_without_detections(work.comparison),
        book=replace(work.book, measured={}, truth=truth),
        threshold=work.threshold,
        app=work.app,
        is_zip=handed.paths is not None,
        figures=figures,
        boxes=_boxes(work),
        own_cells=sum(len(row.own) for row in rows),
        cells=len(rows) * len(EDITABLE),
        own_texts=tuple(texts) if work.has_session else (),
        absent=_absent(handed, work),
        unreadable=tuple(work.unreadable.values()),
        differences=tuple(islice(differences, MOST_DIFFERENCES)),
    )


def _rows(work: Work) -> tuple[Row, ...]:
    """Return the activity's table as it follows from the work."""
    counts = error_counts(work.comparison, work.book.truth, work.threshold)
    rows = merge_edits(table_rows(work.comparison, work.threshold, counts), work.book.edits)
    if work.has_session:
        return rows
    own = own_cells_said(work.results)
    return tuple(
        replace(
            row,
            own=tuple(column for column in EDITABLE if (row.digest, row.model_name, column) in own),
        )
        for row in rows
    )


def _without_detections(comparison: Comparison) -> Comparison:
    images = (
        replace(image, models=tuple(replace(run, detections=()) for run in image.models))
        for image in comparison.images
    )
    facts = tuple(replace(model, labels=()) for model in comparison.models)
    return replace(comparison, images=tuple(images), models=facts)


def _boxes(work: Work) -> Boxes:
    kinds: Counter[str] = Counter()
    for image in work.comparison.images:
        size = image.width, image.height
        theirs = {
            (f"model:{run.model}", box.label, box.box)
            for run in image.models
            for box in boxes_from(run.detections, 0.0, size, run.model)
        }
        for box in work.book.truth.get(image.digest, ()):
            kind = box.origin.partition(":")[0]
            kinds[kind] += 1
            kinds["unchanged"] += (box.origin, box.label, box.box) in theirs
    return Boxes(kinds["drawn"], kinds["model"], kinds["unchanged"], kinds["file"], kinds[SCENE])


def _absent(handed: Handed, work: Work) -> tuple[str, ...]:
    """Return the files of a ZIP that are not in it, folders with "/"."""
    if handed.paths is None:
        return ()
    wanted = [*_FILES, *(["truth.json"] if work.book.truth else [])]
    absent = [name for name in wanted if name not in handed.paths]
    return (*absent, *_folders_absent(handed.paths, work.comparison))


def _folders_absent(paths: Sequence[str] | frozenset[str], comparison: Comparison) -> Iterator[str]:
    each = {"images/": 1, "annotated/": len(comparison.models)}
    for folder, number in each.items():
        if sum(path.startswith(folder) for path in paths) < number * len(comparison.images):
            yield folder
