"""Which models a visitor begins with: those of the Hub, wherever they can be had, else those that ship."""

from core.models import files
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import rows_called
from core.models.hub.client import reachable
from core.models.kind import Kind
from core.models.loader import on_this_machine


def default_rows(kind: Kind, number: int = 1) -> tuple[ModelRow, ...]:
    """Return the models of a kind that a page for `number` models begins with; () where there is none at all.

    They are the kind's `defaults` where those are on this machine or the Hub can be reached; else the first that are
    here and learnt from what its models usually learn from; where there are not so many, those that ship. It may ask
    the Hub whether it is there.
    """
    usual = rows_called(kind.defaults[:number])
    if usual and (all(files.cached(row, kind) is not None for row in usual) or reachable()):
        return usual
    here = tuple(row for row in on_this_machine(kind.task) if row.domain in ("", kind.domains[0]))
    return here[:number] if len(here) >= number else rows_called(kind.shipped[:number])
