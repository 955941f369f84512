"""Which of the app's pages does a task of the Hub, if one does."""

from core.models.kind import Kind
from core.models.kinds import KINDS
from core.tasks import TASKS, Task


def page_of(kind: Kind) -> Task | None:
    """Return the page that does a kind of task, None where there is none."""
    name = kind.page or kind.task.replace("-", "_")
    return next((row for row in TASKS if row.page == name), None)


def kinds_of(hub_task: str) -> tuple[Kind, ...]:
    """Return the kinds that do a task of the Hub ("image-classification") on a page of their own, the one that is
    called like it first; () for "": looking at a model is no task of the Hub."""
    found = [kind for kind in KINDS.values() if hub_task and kind.hub_task == hub_task and page_of(kind)]
    return tuple(sorted(found, key=lambda kind: kind.task != hub_task))


def pages_of(hub_task: str) -> tuple[Task, ...]:
    """Return the pages of `kinds_of`, in the same order."""
    return tuple(page for kind in kinds_of(hub_task) if (page := page_of(kind)))
