"""Models as a command names them, and what a command says about them."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import UserError
from core.i18n import N_, _, megabytes, ngettext
from core.models import files
from core.models.catalogue.row import ModelRow, ships
from core.models.catalogue.rows import find, rows_for
from core.models.devices import NAMES
from core.models.hub.inspect import inspect
from core.models.kinds import KINDS
from core.models.loaded import Downloading, Status

DEVICES = ("auto", *NAMES)


def add_device(options: argparse._ArgumentGroup) -> None:
    """Add the option --device to a command's options."""
    options.add_argument(
        "--device", default="auto", help=_("{devices}. Default: auto.").format(devices=", ".join(DEVICES))
    )


def check_device(name: str) -> None:
    """Raise UserError for a device that no machine has; whether this one has it is seen when a model is loaded."""
    if name not in DEVICES:
        raise UserError(
            N_("There is no device {name}. Choose one of {devices}."), name=name, devices=", ".join(DEVICES)
        )


def row_named(name: str, task: str) -> ModelRow:
    """Return the model for `task` that a person named: by catalogue name, Hub id, or path on disk.

    It may ask the Hub for an id that is not in the catalogue, and fetches no weights. Raises UserError: there is no
    such model, or it is not for the task.

    >>> row_named("facebook/detr-resnet-50", "object-detection").title
    'DETR ResNet-50'
    """
    rows, known = rows_for(task), find(name)
    if known is not None and known in rows:
        return known
    if _is_path(name):
        row = files.row_from_path(name, task)
        return replace(row, name=row.title)
    if "/" in name:
        return inspect(name, task)
    raise UserError(
        N_("There is no model {name}. Choose one of {names}, a Hub id such as {example}, or a path."),
        name=name,
        names=", ".join(row.name for row in rows),
        example=KINDS[task].hub_example,
    )


def stand_in_words(wanted: Sequence[ModelRow], used: Sequence[ModelRow]) -> str:
    """Return the sentences that say that the models `used` stand in for those `wanted`, which only the Hub has, and
    what they know; "" where they are the same."""
    missing = [row.title for row in wanted if row not in used and files.cached(row) is None]
    if not missing:
        return ""
    said = _(
        "The Hugging Face Hub cannot be reached. Not on this machine: {wanted}. Used instead: {used}."
    ).format(wanted=", ".join(missing), used=", ".join(row.title for row in used))
    if all(ships(row) for row in used):
        said += " " + ngettext("It ships with the app.", "They ship with the app.", len(used))
    if {row.domain for row in used} == {"doodles"} != {row.domain for row in wanted}:
        said += " " + ngettext(
            "It knows doodles, not photographs.", "They know doodles, not photographs.", len(used)
        )
    return said


def status_words(title: str, status: Status) -> str:
    """Return what is going on with the model called `title` while a command waits for it."""
    if isinstance(status, Downloading):
        return _("Downloading {model}: {done} of {total}").format(
            model=title, done=megabytes(status.done_bytes), total=megabytes(status.total_bytes)
        )
    return _("Loading {model}…").format(model=title)


def _is_path(name: str) -> bool:
    """Tell whether a model's name means a path on disk, there or not, rather than a model of the Hub."""
    try:
        there = Path(name).expanduser().exists()
    except (OSError, RuntimeError):
        return False
    return there or name.startswith(("/", ".", "~")) or name.endswith(".pt")
