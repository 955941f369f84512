"""The comparison as files that a spreadsheet opens: CSV and xlsx, in the language in use. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from core import spreadsheet
from core.compare.book.resources import resource_table
from core.compare.book.table import Row, column_titles
from core.compare.measure.run import Comparison
from core.i18n import _, megabytes

if TYPE_CHECKING:
    from openpyxl import Workbook

_CELL_LIMIT = 32_767
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
    return spreadsheet.to_csv(column_titles().values(), (tuple(row.cells().values()) for row in rows))


def to_xlsx(
    rows: Sequence[Row], comparison: Comparison, threshold: float, others: Sequence[Comparison] = ()
) -> bytes:
    """Return a workbook of four sheets: the table, every timed run in milliseconds, settings and machine, resources.

    `threshold` (0..1) is the table's own; `others` are the same comparison on other devices, for the resources.
    Texts are stored as texts, so that none can turn into a formula. What Excel cannot hold is left out:
    control characters, and what goes beyond 32,767 characters in a cell.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    titles = column_titles()
    _add_sheet(
        book,
        _("Table"),
        [tuple(titles.values()), *(tuple(row.cells().values()) for row in rows)],
        [_WIDTHS[column] for column in titles],
    )
    _add_sheet(book, _("Runs"), _single_runs(comparison), [24, 20, 8, 18, 18, 18, 18])
    _add_sheet(book, _("Settings and machine"), settings_and_machine(comparison, threshold), [34, 70])
    needs = resource_table([comparison, *others])
    _add_sheet(
        book,
        _("Resources"),
        [tuple(needs[0]), *(tuple(row.values()) for row in needs)],
        [34, *[30] * (len(needs[0]) - 1)],
    )
    file = BytesIO()
    book.save(file)
    return file.getvalue()


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
            )
            for image in comparison.images
            for model in image.models
            for number, run in enumerate(model.runs, 1)
        ),
    ]


def settings_and_machine(comparison: Comparison, threshold: float) -> list[tuple[str, str | float]]:
    """Return what explains the numbers, as (what, value) pairs below a pair of titles.

    `threshold` (0..1) is the table's own: it moves without measuring again, so the timed runs may have used another.
    """
    settings, machine = comparison.settings, comparison.machine
    rows: list[tuple[str, str | float]] = [
        (_("What"), _("Value")),
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


def _add_sheet(
    book: Workbook, title: str, rows: Iterable[Sequence[str | float]], widths: Sequence[int]
) -> None:
    """Add a sheet with a bold, frozen first row and wrapped cells."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    for number, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                readable = value.encode("utf-8", "replace").decode("utf-8")
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", readable)[:_CELL_LIMIT]
                cell.data_type = "s"
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
