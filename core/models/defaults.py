"""Which models a visitor begins with: those of the Hub, wherever they can be had, else those that ship; and which one
stands in for a model that cannot be had."""

from core.models import files
from core.models.catalogue.row import ModelRow, ships
from core.models.catalogue.rows import rows_called, rows_for
from core.models.hub.client import reachable
from core.models.kind import Kind
from core.models.kinds import KINDS


def default_rows(kind: Kind, number: int = 1) -> tuple[ModelRow, ...]:
    """Return the models of a kind that a page for `number` models begins with; () where there is none at all.

    They are the kind's `defaults` where those are on this machine or the Hub can be reached; else the first that are
    here and learnt from what its models usually learn from; where there are not so many, those that ship. It may ask
    the Hub whether it is there.
    """
    usual = rows_called(kind.defaults[:number])
    if usual and (all(files.cached(row, kind) is not None for row in usual) or reachable()):
        return usual
    here = tuple(
        row
        for row in on_this_machine(kind.task)
        if row.domain in ("", kind.domains[0]) and (not ships(row) or row.name in kind.shipped)
    )
    return here[:number] if len(here) >= number else rows_called(kind.shipped[:number])


def on_this_machine(task: str) -> tuple[ModelRow, ...]:
    """Return the rows of a task whose files are on this machine; it needs neither the network nor torch."""
    rows = (*rows_for(task), *files.local_rows())
    return tuple(row for row in rows if task in row.tasks and files.cached(row, KINDS[task]) is not None)


def nearest_available(row: ModelRow, task: str) -> ModelRow | None:
    """Return the model to carry on with when `row` cannot be had: of a task, and on this machine; or None.

    One that learnt from another world (doodles in place of photographs) stands in only where there is no other; then it
    is the one that a page without the Hub begins with. One that writes or reads another language never stands in.
    """
    others = [other for other in on_this_machine(task) if other.name != row.name and _reads_as(other, row)]
    shipped = KINDS[task].shipped
    return min(
        others,
        key=lambda other: (_is_doodles(other) != _is_doodles(row), other.name not in shipped),
        default=None,
    )


def _is_doodles(row: ModelRow) -> bool:
    return row.domain == "doodles"


def _reads_as(other: ModelRow, row: ModelRow) -> bool:
    """Tell whether a model may stand in for `row` with its texts, as far as rows say: it reads the first language, and
    its last one, which a translator writes, is the same."""
    if not (other.languages and row.languages):
        return True
    return row.languages[0] in other.languages and other.languages[-1] == row.languages[-1]
