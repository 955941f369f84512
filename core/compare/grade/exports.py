"""The hand-ins of a class as files, in the language in use: CSV that a Spanish Excel opens, and a workbook. Pure."""

from collections.abc import Iterable, Sequence

from core import spreadsheet
from core.compare.grade.differences import value_words
from core.compare.grade.listing import Line, machine_words, same_words, table
from core.compare.grade.times import MachineTimes, by_machine, model_times
from core.handin import tables
from core.handin.tables import Sheet
from core.i18n import _

_WIDE = 60
_NARROW = 18


def to_csv(lines: Sequence[Line]) -> bytes:
    """Return the table of a class as CSV, in the signs of the language in use (see core.spreadsheet)."""
    return spreadsheet.to_csv(*table(lines))


def to_xlsx(lines: Sequence[Line]) -> bytes:
    """Return a workbook of five sheets: the table, a row a model, the figures that do not follow, what is equal in two
    hand-ins, and the times of each model by machine. Texts are texts, whatever they begin with."""
    titles, rows = table(lines)
    wide = {_("Needs a look"), _("Why"), _("Missing"), "TP / FP / FN", _("Machine"), _("Settings")}
    return tables.to_xlsx(
        [
            Sheet(
                _("Hand-ins"), [titles, *rows], [_WIDE // 2 if title in wide else _NARROW for title in titles]
            ),
            _sheet(_("Models"), _models(lines)),
            _sheet(_("Figures that do not follow"), _differences(lines)),
            _sheet(_("Equal to another's"), _same(lines)),
            _sheet(_("Times by machine"), _times(by_machine(model_times([line.graded for line in lines])))),
        ]
    )


def _sheet(title: str, rows: Iterable[Sequence[str | float]]) -> Sheet:
    made = list(rows)
    return Sheet(title, made, [_NARROW + 12] * len(made[0]))


def _models(lines: Sequence[Line]) -> Iterable[Sequence[str | float]]:
    yield (
        _("File"),
        _("Student"),
        _("Model"),
        "TP",
        "FP",
        "FN",
        *(_("Precision"), _("Recall"), "F1", "AP50", "AP"),
        _("Median (ms)"),
        _("Fastest (ms)"),
        _("Slowest (ms)"),
        _("Timed runs"),
        _("Machine"),
    )
    for line in lines:
        if line.graded.content is None:
            continue
        content = line.graded.content
        figures = {row.title: row for row in content.figures}
        for one in model_times([line.graded]):
            row = figures.get(one.model)
            counts = (row.counts.tp, row.counts.fp, row.counts.fn) if row else ("", "", "")
            found = row.metrics if row else None
            shares = (found.precision, found.recall, found.f1, found.ap50, found.ap) if found else (None,) * 5
            yield (
                line.graded.name,
                content.book.student,
                one.model,
                *counts,
                *("" if value is None else round(value, 4) for value in shares),
                *(round(value, 3) for value in (one.runs.median, one.runs.fastest, one.runs.slowest)),
                one.runs.runs,
                machine_words(content),
            )


def _differences(lines: Sequence[Line]) -> Iterable[Sequence[str | float]]:
    yield (_("File"), *difference_titles())
    for line in lines:
        if line.graded.content:
            for row in difference_rows(line):
                yield (line.graded.name, *row)


def difference_titles() -> tuple[str, ...]:
    """Return the titles of the columns that say which figure does not follow."""
    return (_("In the file"), _("Figure"), _("Picture"), _("Model"), _("It says"), _("It follows"))


def difference_rows(line: Line) -> list[tuple[str, ...]]:
    """Return a row for each figure of a hand-in that does not follow, under `difference_titles`."""
    content = line.graded.content
    if content is None:
        return []
    titles = {facts.name: facts.title for facts in content.comparison.models}
    return [
        (
            one.file,
            one.figure,
            one.picture,
            titles.get(one.model, one.model),
            value_words(one.said),
            value_words(one.found),
        )
        for one in content.differences
    ]


def _same(lines: Sequence[Line]) -> Iterable[Sequence[str | float]]:
    yield _("File"), _("Student"), _("Equal to")
    for line in lines:
        if line.graded.content:
            for same in line.same:
                yield line.graded.name, line.graded.content.book.student, same_words(same)


def _times(groups: Sequence[MachineTimes]) -> Iterable[Sequence[str | float]]:
    yield time_titles()
    for row in groups:
        values = (row.medians.median, row.medians.fastest, row.medians.slowest)
        yield row.model, row.hardware, row.medians.runs, *(round(value, 3) for value in values)


def time_titles() -> tuple[str, ...]:
    """Return the titles of the columns of the times by machine."""
    return (
        _("Model"),
        _("Machine"),
        _("Hand-ins"),
        _("Median (ms)"),
        _("Fastest (ms)"),
        _("Slowest (ms)"),
    )
