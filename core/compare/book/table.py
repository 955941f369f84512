"""The activity's table: one row a picture and model, seven columns, as texts in the language in use. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.compare.book.remarks import remarks
from core.compare.count.counting import Count
from core.compare.measure.disturbed import others_words
from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import Comparison, ImageResult, ModelRun, Settings
from core.compare.measure.stats import describe
from core.i18n import _, megabytes, milliseconds, ngettext
from core.vision.detection.listing import above, count_labels

COLUMNS = ("image", "model", "objects", "time", "errors", "integration", "remarks")
EDITABLE = ("errors", "integration", "remarks")
"""The columns that a student may write over."""

OFFERED = "remarks"
"""The column whose text is the student's to write: the app's own is only offered."""


@dataclass(frozen=True)
class Row:
    """One row of the table. `digest` and `model_name` say which picture and model, whatever the language; `own` holds
    the keys of the columns whose text is the student's own, not the app's."""

    digest: str
    model_name: str
    image: str
    model: str
    objects: str
    time: str
    errors: str
    integration: str
    remarks: str
    own: tuple[str, ...] = ()

    def cells(self) -> dict[str, str]:
        """Return the seven texts by column key, in the order of COLUMNS."""
        return {column: getattr(self, column) for column in COLUMNS}


def column_titles() -> dict[str, str]:
    """Return the title of every column, by key, in the order and with the words of the course's activity."""
    return {
        "image": _("Image"),
        "model": _("Model"),
        "objects": _("Objects detected"),
        "time": _("Inference time"),
        "errors": _("False positives/negatives"),
        "integration": _("Ease of integration"),
        "remarks": _("Remarks"),
    }


def table_rows(
    comparison: Comparison, threshold: float, counts: Mapping[tuple[str, str], Count] | None = None
) -> tuple[Row, ...]:
    """Return the table at a threshold (0..1): picture by picture, each with its models in the chosen order.

    `counts` holds, by (digest of the picture, name of the model), the errors that were counted; where there
    is none the cell says so.
    """
    facts = {model.name: model for model in comparison.models}
    titles = {name: model.title for name, model in facts.items()}
    rows = []
    for image in comparison.images:
        for run in image.models:
            count = (counts or {}).get((image.digest, run.model))
            said = remarks(image, run.model, threshold, titles)
            rows.append(
                Row(
                    digest=image.digest,
                    model_name=run.model,
                    image=image.image,
                    model=titles[run.model],
                    objects=_objects(run, threshold),
                    time=_time(run, image, comparison.settings),
                    errors=_errors(count),
                    integration=_integration(facts[run.model]),
                    remarks=" ".join(filter(None, (said, count.remarks if count else ""))),
                )
            )
    return tuple(rows)


def merge_edits(rows: Sequence[Row], edits: Mapping[tuple[str, str, str], str]) -> tuple[Row, ...]:
    """Return the rows with the student's texts, by (digest, model name, key of an EDITABLE column).

    Remarks are the student's to make: the app's own are only offered, and left out where they were not taken.
    """
    return tuple(_with_edits(row, edits) for row in rows)


def _with_edits(row: Row, edits: Mapping[tuple[str, str, str], str]) -> Row:
    texts = {
        column: edits[row.digest, row.model_name, column]
        for column in EDITABLE
        if (row.digest, row.model_name, column) in edits
    }
    cells = row.cells()
    own = tuple(
        column for column, text in texts.items() if text != cells[column] and (text or column != OFFERED)
    )
    return replace(row, **{OFFERED: "", **texts}, own=own)


def own_title() -> str:
    """Return the title of the column that says which cells are the student's own words."""
    return _("Own words")


def own_words(row: Row) -> str:
    """Return which of a row's cells are the student's own words, by the titles of their columns."""
    titles = column_titles()
    return ", ".join(titles[column] for column in row.own)


def own_cells_words(rows: Sequence[Row]) -> str:
    """Say how many of the cells that a student may write over are his or her own words."""
    own = sum(len(row.own) for row in rows)
    return ngettext(
        "{n} of {{cells}} cells open to the student holds own words.",
        "{n} of {{cells}} cells open to the student hold own words.",
        own,
    ).format(cells=len(rows) * len(EDITABLE))


def _objects(run: ModelRun, threshold: float) -> str:
    found = above(run.detections, threshold)
    if not found:
        return "0"
    labels = ", ".join(f"{number} {label}" for label, number in count_labels(found).items())
    return f"{len(found)}: {labels}"


def _time(run: ModelRun, image: ImageResult, settings: Settings) -> str:
    times = describe(run.totals)
    notes = [ngettext("{n} run", "{n} runs", times.runs)]
    if times.spread:
        fastest, slowest = map(milliseconds, times.spread)
        notes.insert(0, _("from {fastest} to {slowest}").format(fastest=fastest, slowest=slowest))
    if not settings.warmup:
        notes.append(_("no warm-up"))
    if others := others_words(image):
        notes.append(others)
    return _("median {median}, the network alone {network} ({notes})").format(
        median=milliseconds(times.median),
        network=milliseconds(describe([stages.inference for stages in run.runs]).median),
        notes=", ".join(notes),
    )


def _errors(count: Count | None) -> str:
    if count is None:
        return _("not counted yet")
    return _("FP {false_positives}, FN {false_negatives}").format(
        false_positives=count.false_positives, false_negatives=count.false_negatives
    )


def _integration(facts: ModelFacts) -> str:
    if facts.download_bytes:
        weights = _("Download: {size}.").format(size=megabytes(facts.download_bytes))
    else:
        weights = _("Nothing to download: {size} on disk.").format(size=megabytes(facts.file_bytes))
    return " ".join(
        (
            ngettext("{n} line of code.", "{n} lines of code.", facts.code_lines),
            _("Packages: {packages}.").format(packages=", ".join(facts.packages)),
            weights,
            _("Memory taken on load: {size}.").format(size=megabytes(facts.memory_bytes)),
        )
    )
