"""The comparison as files that a spreadsheet opens: CSV, Markdown and xlsx, in the language in use. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from core import spreadsheet
from core.compare.book.resources import resource_table
from core.compare.book.table import Row, column_titles, own_title, own_words
from core.compare.measure.run import Comparison
from core.handin import tables
from core.handin.tables import Sheet
from core.i18n import _, megabytes
from core.version import VERSION

_WIDTHS = {
    "image": 20,
    "model": 18,
    "objects": 34,
    "time": 30,
    "errors": 22,
    "integration": 38,
    "remarks": 60,
}


def to_csv(rows: Sequence[Row]) -> bytes:
    """Return the table as CSV, in the signs of the language in use (see core.spreadsheet)."""
    return spreadsheet.to_csv(*_with_own(rows))


def to_markdown(rows: Sequence[Row]) -> str:
    """Return the table in Markdown."""
    return tables.to_markdown(*_with_own(rows))


def _with_own(rows: Sequence[Row]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the table's titles and rows, and, where there are any, which cells of each are the student's own words."""
    titles, cells = tuple(column_titles().values()), [tuple(row.cells().values()) for row in rows]
    if not any(row.own for row in rows):
        return titles, cells
    return (*titles, own_title()), [(*texts, own_words(row)) for texts, row in zip(cells, rows, strict=True)]


def to_xlsx(
    rows: Sequence[Row], comparison: Comparison, threshold: float, others: Sequence[Comparison] = ()
) -> bytes:
    """Return a workbook of the four `sheets`."""
    return tables.to_xlsx(sheets(rows, comparison, threshold, others))


def sheets(
    rows: Sequence[Row], comparison: Comparison, threshold: float, others: Sequence[Comparison] = ()
) -> tuple[Sheet, Sheet, Sheet, Sheet]:
    """Return the table, every timed run in milliseconds, settings and machine, and the resources.

    `threshold` (0..1) is the table's own; `others` are the same comparison on other devices, for the resources.
    """
    titles, cells = _with_own(rows)
    needs = resource_table([comparison, *others])
    return (
        Sheet(
            _("Table"),
            [titles, *cells],
            [*_WIDTHS.values(), 22],
        ),
        Sheet(_("Runs"), _single_runs(comparison), [24, 20, 8, 18, 18, 18, 18, 24, 24]),
        Sheet(_("Settings and machine"), settings_and_machine(comparison, threshold), [34, 70]),
        Sheet(
            _("Resources"),
            [tuple(needs[0]), *(tuple(row.values()) for row in needs)],
            [34, *[30] * (len(needs[0]) - 1)],
        ),
    )


def _single_runs(comparison: Comparison) -> list[tuple[str | float, ...]]:
    titles = {facts.name: facts.title for facts in comparison.models}
    head = (
        _("Image"),
        _("Model"),
        _("Run"),
        _("Preprocess (ms)"),
        _("Inference (ms)"),
        _("Postprocess (ms)"),
        _("Total (ms)"),
        _("Other programs (%)"),
        _("Other visitors (%)"),
    )
    return [
        head,
        *(
            (
                image.image,
                titles[model.model],
                number,
                round(run.preprocess, 3),
                round(run.inference, 3),
                round(run.postprocess, 3),
                round(run.total, 3),
                _in_percent(image.others.programs),
                _in_percent(image.others.visitors),
            )
            for image in comparison.images
            for model in image.models
            for number, run in enumerate(model.runs, 1)
        ),
    ]


def _in_percent(share: float | None) -> str | float:
    """Return what others used of the processor during a picture's runs."""
    return _("not known") if share is None else round(100 * share, 1)


def settings_and_machine(comparison: Comparison, threshold: float) -> list[tuple[str, str | float]]:
    """Return what explains the numbers, as (what, value) pairs below a pair of titles.

    `threshold` (0..1) is the table's own: it moves without measuring again, so the timed runs may have used another.
    """
    settings, machine = comparison.settings, comparison.machine
    rows: list[tuple[str, str | float]] = [
        (_("What"), _("Value")),
        ("MiraLab", VERSION),
        (_("Date (UTC)"), comparison.date),
        (_("Confidence threshold"), threshold),
        (_("Confidence threshold of the timed runs"), settings.threshold),
        (_("Timed runs of each model on each picture"), settings.repeats),
        (_("Warm-up runs of each model"), settings.warmup),
        (_("Processor"), machine.cpu),
        (_("Usable cores"), machine.cores),
        (_("Usable memory"), megabytes(machine.memory_bytes)),
        (_("Graphics card"), machine.gpu or _("none")),
        (_("Operating system"), machine.system),
        ("Python", machine.python),
        *comparison.versions.items(),
    ]
    load_ms = {run.model: run.load_ms for image in comparison.images for run in image.models}
    for facts in comparison.models:
        named: dict[str, str | float] = {
            _("{model}: where it comes from"): " ".join(filter(None, (facts.source, facts.revision))),
            _("{model}: device"): facts.device,
            _("{model}: parameters"): facts.parameters,
            _("{model}: file size"): megabytes(facts.file_bytes),
            _("{model}: memory taken on load"): megabytes(facts.memory_bytes),
        }
        if facts.name in load_ms:
            named[_("{model}: load time (ms)")] = round(load_ms[facts.name], 3)
        rows += [(what.format(model=facts.title), value) for what, value in named.items()]
    return rows
